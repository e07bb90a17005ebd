//! Plain data across the border, typed by serde.

use job_progress_core::error::Error;
use js_sys::{Array, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// A plain JS value: `None` becomes null, a struct an object, whole numbers beyond 2^53 the nearest number.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // Only map keys that are not strings could fail.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// An object of the page as a struct all of whose fields have defaults. A member that is missing, null or throws when it
/// is read keeps its default; unknown members are ignored.
///
/// # Errors
/// [`Error::Engine`] that says what is wrong with `what`, and names the first member of a wrong type.
pub fn from_js<T: DeserializeOwned + Default>(object: &JsValue, what: &str) -> Result<T, Error> {
    if object.is_null() || object.is_undefined() {
        return Ok(T::default());
    }
    let Some(object) = object.dyn_ref::<Object>() else {
        return Err(Error::Engine(format!("{what} must be an object")));
    };
    let members = members(object);
    if let Ok(value) = serde_wasm_bindgen::from_value(plain(&members).into()) {
        return Ok(value);
    }
    // serde does not say in which member it stopped, so each is tried by itself.
    let reason = members.iter().find_map(|member| {
        let error = serde_wasm_bindgen::from_value::<T>(plain(std::slice::from_ref(member)).into()).err()?;
        Some(format!("{}: {error}", member.0.as_string().unwrap_or_default()))
    });
    Err(Error::Engine(format!("{what} has a wrong member: {}", reason.unwrap_or_default())))
}

/// A list of the page.
///
/// # Errors
/// [`Error::Engine`] that names `what` if it is not a list of these values.
pub fn read_list<T: DeserializeOwned>(list: &JsValue, what: &str) -> Result<Vec<T>, Error> {
    serde_wasm_bindgen::from_value(list.clone()).map_err(|error| Error::Engine(format!("{what}: {error}")))
}

/// The members of an object and its prototypes, but for those of `Object`. Everything is read by `Reflect`, which catches:
/// what a getter of the page throws must not unwind through the wasm.
fn members(object: &Object) -> Vec<(JsValue, JsValue)> {
    let mut members: Vec<(JsValue, JsValue)> = Vec::new();
    let mut at = object.clone();
    while Reflect::get_prototype_of(&at).is_ok_and(|prototype| !prototype.is_null()) {
        for key in Reflect::own_keys(&at).unwrap_or_else(|_| Array::new()).iter() {
            let value = Reflect::get(object, &key).unwrap_or(JsValue::NULL);
            let known = members.iter().any(|(other, _)| *other == key);
            if key.is_string() && !known && !value.is_null() && !value.is_undefined() {
                members.push((key, value));
            }
        }
        match Reflect::get_prototype_of(&at) {
            Ok(prototype) => at = prototype,
            Err(_) => break,
        }
    }
    members
}

fn plain(members: &[(JsValue, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in members {
        // Setting a property of a fresh object can't fail.
        Reflect::set(&object, key, value).unwrap_or_default();
    }
    object
}
