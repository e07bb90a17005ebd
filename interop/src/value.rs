//! Plain data across the border, typed by serde.

use job_progress_core::error::Error;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::deserializer::{FromJs, Mismatch};

/// A plain JS value: `None` becomes null, a struct an object, whole numbers beyond 2^53 the nearest number.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // Only map keys that are not strings could fail.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// An object of the page as a struct all of whose fields have defaults. A member that is missing, null or throws when it
/// is read keeps its default; other members are ignored.
///
/// # Errors
/// [`Error::Engine`] that names the first member of a wrong type, as "`what`.view must be one of …".
pub fn from_js<T: DeserializeOwned + Default>(object: &JsValue, what: &str) -> Result<T, Error> {
    if object.is_null() || object.is_undefined() {
        return Ok(T::default());
    }
    T::deserialize(FromJs(object.clone())).map_err(|mismatch| refused(what, &mismatch))
}

/// A list of the page.
///
/// # Errors
/// [`Error::Engine`] that names `what` if it is not a list of these values.
pub fn read_list<T: DeserializeOwned>(list: &JsValue, what: &str) -> Result<Vec<T>, Error> {
    Vec::deserialize(FromJs(list.clone())).map_err(|mismatch| refused(what, &mismatch))
}

fn refused(what: &str, mismatch: &Mismatch) -> Error {
    Error::Engine(format!("{what}{mismatch}"))
}
