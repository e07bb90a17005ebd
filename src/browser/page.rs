//! The state of the page, and whether a URL is on another origin or on this device.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{Document, Location, Navigator, Url};

#[wasm_bindgen]
extern "C" {
    /// Reports an exception as uncaught.
    #[wasm_bindgen(js_name = reportError)]
    pub fn report_error(error: &JsValue);

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;

    #[wasm_bindgen(thread_local_v2, js_name = location)]
    static LOCATION: Location;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    DOCUMENT.with(|document| !document.hidden())
}

/// Whether the browser reports a network connection.
pub fn is_online() -> bool {
    NAVIGATOR.with(Navigator::on_line)
}

/// Whether a URL, absolute or relative to the page, has another origin. A URL that can't be parsed counts as
/// same-origin.
pub fn is_cross_origin(url: &str) -> bool {
    let own = LOCATION.with(|location| location.origin().ok());
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
    let base = DOCUMENT.with(|document| document.base_uri()).ok()??;
    Url::new_with_base(url, &base).ok()
}

/// Calls a function of the page. Its exceptions are reported as uncaught: they must not unwind through the wasm.
pub fn call(callback: &Function, event: &str, detail: &JsValue) {
    if let Err(error) = callback.call2(&JsValue::UNDEFINED, &event.into(), detail) {
        report_error(&error);
    }
}
