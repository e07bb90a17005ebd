//! What the page tells of itself, and of where a server is.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/network.js")]
extern "C" {
    /// Whether the page is visible.
    #[wasm_bindgen(js_name = isVisible)]
    pub fn is_visible() -> bool;

    /// Whether the browser says that there is a network.
    #[wasm_bindgen(js_name = isOnline)]
    pub fn is_online() -> bool;

    /// Whether a URL is of another origin than the page's: the browser asks it for permission first.
    #[wasm_bindgen(js_name = isForeign)]
    pub fn is_foreign(url: &str) -> bool;

    /// Whether a URL is of this device: there whatever becomes of the network.
    #[wasm_bindgen(js_name = isLocal)]
    pub fn is_local(url: &str) -> bool;

    /// Calls the page's callback. What that throws is the page's; the browser reports it there, not here.
    pub fn call(callback: &Function, event: &str, snapshot: &JsValue);
}
