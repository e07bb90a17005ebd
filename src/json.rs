//! JSON that crosses the border as bytes: what a page gives goes through the decoders that check, like any answer.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/values.js")]
extern "C" {
    /// JSON of an object, or a copy of a page's own bytes, which it may change later; empty if there is none.
    pub fn bytes(source: &JsValue) -> Uint8Array;

    /// What bytes say that a decoder has found valid.
    pub fn value(bytes: &Uint8Array) -> JsValue;
}
