//! The members of a plain JS object, by type. `undefined` and `null` are as good as missing.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;

/// An object that a page gave.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    object: &'a JsValue,
    /// What it is, for people.
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// The members of `object`; what is no object at all has none.
    ///
    /// # Errors
    /// [`Error::Engine`] for a number, a text and the like.
    pub fn of(object: &'a JsValue, what: &'static str) -> Result<Self, Error> {
        let fields = Self { object, what };
        if object.is_object() || is_missing(object) { Ok(fields) } else { Err(fields.wrong("it", "an object")) }
    }

    /// A member of any type.
    pub fn get(&self, key: &str) -> Option<JsValue> {
        Reflect::get(self.object, &key.into()).ok().filter(|value| !is_missing(value))
    }

    /// A text.
    pub fn text(&self, key: &str) -> Result<Option<String>, Error> {
        self.get(key).map(|value| value.as_string().ok_or_else(|| self.wrong(key, "a string"))).transpose()
    }

    /// A number.
    pub fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        self.get(key).map(|value| value.as_f64().ok_or_else(|| self.wrong(key, "a number"))).transpose()
    }

    /// A list of texts; empty if it is missing.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, Error> {
        match self.get(key) {
            Some(list) => texts(&list).ok_or_else(|| self.wrong(key, "a list of strings")),
            None => Ok(Vec::new()),
        }
    }

    /// [`Error::Engine`] that names the member and what it should be.
    pub fn wrong(&self, key: &str, wanted: &str) -> Error {
        Error::Engine([self.what, " is wrong: ", key, " is not ", wanted].concat())
    }
}

fn is_missing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// The texts of a list; `None` if it is none, or has something else in it.
pub fn texts(list: &JsValue) -> Option<Vec<String>> {
    let list = list.dyn_ref::<Array>()?;
    (0..list.length()).map(|at| list.get(at).as_string()).collect()
}
