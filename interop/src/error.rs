//! Errors as JS sees them.

use job_progress_core::error::Error;
use wasm_bindgen::JsValue;

/// An `Error` with its stable `code`, to be thrown.
pub fn js_error(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.message());
    // Setting a property of a fresh object can't fail.
    js_sys::Reflect::set(&thrown, &"code".into(), &error.code().into()).unwrap_or_default();
    thrown.into()
}
