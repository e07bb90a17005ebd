//! What the browser says of the page, and of where a server is.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{Url, window};

#[wasm_bindgen]
extern "C" {
    /// Reports an exception as uncaught.
    #[wasm_bindgen(js_name = reportError)]
    pub fn report_error(error: &JsValue);
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    window().and_then(|window| window.document()).is_none_or(|document| !document.hidden())
}

/// Whether the browser says that there is a network.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether a URL, absolute or relative to the page, is of another origin. One that can't be parsed counts as the page's own.
pub fn is_cross_origin(url: &str) -> bool {
    let own = window().and_then(|window| window.location().origin().ok());
    parse(url).zip(own).is_some_and(|(url, own)| url.origin() != own)
}

/// Whether a URL, absolute or relative to the page, is of this device: it can be reached without a network.
pub fn is_loopback(url: &str) -> bool {
    parse(url).is_some_and(|url| {
        let host = url.hostname();
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]"
    })
}

fn parse(url: &str) -> Option<Url> {
    let base = window()?.document()?.base_uri().ok()??;
    Url::new_with_base(url, &base).ok()
}

/// Calls a function of the page. What that throws is reported as uncaught: it must not unwind through the wasm.
pub fn call(callback: &Function, event: &str, detail: &JsValue) {
    if let Err(error) = callback.call2(&JsValue::UNDEFINED, &event.into(), detail) {
        report_error(&error);
    }
}
