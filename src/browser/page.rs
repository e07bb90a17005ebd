//! The state of the page, and whether a URL is on another origin or on this device.

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

/// Whether the browser reports a network connection.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether a URL, absolute or relative to the page, has another origin. A URL that can't be parsed counts as
/// same-origin.
pub fn is_cross_origin(url: &str) -> bool {
    let own = window().and_then(|window| window.location().origin().ok());
    parse(url).zip(own).is_some_and(|(url, own)| url.origin() != own)
}

/// Whether a URL, absolute or relative to the page, is on this device, so that it can be reached without a network.
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

/// Calls a function of the page. Its exceptions are reported as uncaught: they must not unwind through the wasm.
pub fn call(callback: &Function, event: &str, detail: &JsValue) {
    if let Err(error) = callback.call2(&JsValue::UNDEFINED, &event.into(), detail) {
        report_error(&error);
    }
}
