//! Errors as JS sees them.

use wasm_bindgen::JsValue;

use crate::error::Error;

/// An `Error` with its stable code, to be thrown.
pub fn throw(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.message());
    // Setting a property of a fresh object can't fail.
    js_sys::Reflect::set(&thrown, &"code".into(), &error.code().into()).unwrap_or_default();
    thrown.into()
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        throw(&error)
    }
}
