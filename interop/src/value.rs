//! Conversion between plain JS data and Rust types, by serde.

use job_progress_core::error::Error;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::deserializer::{FromJs, Mismatch};

/// Converts to a plain JS value: `None` becomes null, a struct an object, whole numbers beyond 2^53 the nearest number.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // It fails only for map keys that are not strings.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// Converts a page's object to a struct whose fields all have defaults. A member that is missing, null or throws when
/// it is read keeps its default; other members are ignored.
///
/// # Errors
/// [`Error::Option`] that names the first member with a wrong type, as "`what`.view must be one of …".
pub fn from_js<T: DeserializeOwned + Default>(object: &JsValue, what: &str) -> Result<T, Error> {
    if object.is_null() || object.is_undefined() {
        return Ok(T::default());
    }
    T::deserialize(FromJs(object.clone())).map_err(|mismatch| refused(what, &mismatch))
}

/// Converts a page's list.
///
/// # Errors
/// [`Error::Option`] that names `what` if it is not a list of these values.
pub fn read_list<T: DeserializeOwned>(list: &JsValue, what: &str) -> Result<Vec<T>, Error> {
    Vec::deserialize(FromJs(list.clone())).map_err(|mismatch| refused(what, &mismatch))
}

fn refused(what: &str, mismatch: &Mismatch) -> Error {
    Error::Option(format!("{what}{mismatch}"))
}
