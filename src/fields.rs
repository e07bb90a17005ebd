//! The members of a plain JS object, by type. `undefined` and `null` are as good as missing.

use js_sys::{Array, Float64Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use job_progress_core::error::Error;

#[wasm_bindgen(module = "/src/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = fieldsOf)]
    fn fields_of(object: &JsValue, what: &JsValue) -> JsValue;
    fn get(fields: &JsValue, key: &JsValue) -> JsValue;
    fn typed(fields: &JsValue, key: &JsValue, kind: u32) -> JsValue;
    fn wrong(fields: &JsValue, key: &JsValue, wanted: &JsValue);
    fn fault(fields: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = textsOf)]
    fn texts_of(value: &JsValue) -> Array;
    #[wasm_bindgen(js_name = numbersOf)]
    fn numbers_of(value: &JsValue) -> Float64Array;
}

/// The types of members, as values.js numbers them.
enum Kind {
    Text,
    Number,
    Texts,
}

/// An object that a page gave. What has a wrong type counts as missing, and [`Fields::finish`] tells the first of those.
pub struct Fields(JsValue);

impl Fields {
    /// The members of `object`; what is no object at all has none. `what` it is, for people.
    pub fn of(object: &JsValue, what: &str) -> Self {
        Self(fields_of(object, &what.into()))
    }

    /// A member of any type; undefined if it is missing.
    pub fn get(&self, key: &str) -> JsValue {
        get(&self.0, &key.into())
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.typed(key, Kind::Text).as_string()
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.typed(key, Kind::Number).as_f64()
    }

    /// A list of texts; empty if it is missing.
    pub fn texts(&self, key: &str) -> Vec<String> {
        texts(&self.list(key))
    }

    /// A list of texts, as JS has it.
    pub fn list(&self, key: &str) -> Array {
        texts_of(&self.typed(key, Kind::Texts))
    }

    /// A member is not what it should be.
    pub fn wrong(&self, key: &str, wanted: &str) {
        wrong(&self.0, &key.into(), &wanted.into());
    }

    /// All is read.
    ///
    /// # Errors
    /// [`Error::Engine`] that names the first member of a wrong type.
    pub fn finish(self) -> Result<(), Error> {
        fault(&self.0).as_string().map_or(Ok(()), |fault| Err(Error::Engine(fault)))
    }

    fn typed(&self, key: &str, kind: Kind) -> JsValue {
        typed(&self.0, &key.into(), kind as u32)
    }
}

/// The texts of a list; none if it is no list, or has something else in it.
pub fn texts(list: &JsValue) -> Vec<String> {
    let list = texts_of(list);
    let mut texts = Vec::new();
    for at in 0..list.length() {
        texts.extend(list.get(at).as_string());
    }
    texts
}

/// The numbers of a list, NaN for what is none in it; none if it is no list.
pub fn numbers(list: &JsValue) -> Vec<f64> {
    numbers_of(list).to_vec()
}
