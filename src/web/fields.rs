//! The members of a plain JS object, by type. `undefined` and `null` are as good as missing.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;

/// An object that a page gave. What has a wrong type counts as missing, and [`Fields::finish`] tells the first of those.
pub struct Fields<'a> {
    object: &'a JsValue,
    /// What it is, for people.
    what: &'static str,
    error: RefCell<Option<Error>>,
}

impl<'a> Fields<'a> {
    /// The members of `object`; what is no object at all has none.
    pub fn of(object: &'a JsValue, what: &'static str) -> Self {
        let fields = Self { object, what, error: RefCell::default() };
        if !object.is_object() && !is_missing(object) {
            fields.wrong("it", "an object");
        }
        fields
    }

    /// A member of any type.
    pub fn get(&self, key: &str) -> Option<JsValue> {
        Reflect::get(self.object, &key.into()).ok().filter(|value| !is_missing(value))
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.typed(key, "a string", |value| value.as_string())
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.typed(key, "a number", |value| value.as_f64())
    }

    /// A list of texts; empty if it is missing.
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.typed(key, "a list of strings", texts).unwrap_or_default()
    }

    /// A member is not what it should be.
    pub fn wrong(&self, key: &str, wanted: &str) {
        let message = [self.what, " is wrong: ", key, " is not ", wanted].concat();
        self.error.borrow_mut().get_or_insert(Error::Engine(message));
    }

    /// All is read.
    ///
    /// # Errors
    /// [`Error::Engine`] that names the first member of a wrong type.
    pub fn finish(self) -> Result<(), Error> {
        self.error.into_inner().map_or(Ok(()), Err)
    }

    fn typed<T>(&self, key: &str, wanted: &str, read: impl FnOnce(&JsValue) -> Option<T>) -> Option<T> {
        let value = self.get(key)?;
        let typed = read(&value);
        if typed.is_none() {
            self.wrong(key, wanted);
        }
        typed
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
