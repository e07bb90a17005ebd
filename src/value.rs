//! Plain data on its way to JS.

use serde::{Serialize, Serializer, ser::SerializeMap};
use wasm_bindgen::JsValue;

/// What becomes a plain JS value; what is not there becomes null.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object with these members, in this order.
    #[serde(serialize_with = "members")]
    Object(Members),
}

/// The names and values of an object, in its order.
pub type Members = Vec<(&'static str, Value)>;

/// An object: names and what becomes a [`Value`].
macro_rules! object {
    ($($name:literal: $value:expr,)*) => {{
        let mut members = Vec::new();
        $($crate::value::add(&mut members, $name, $value.into());)*
        $crate::value::Value::Object(members)
    }};
}
pub(crate) use object;

/// Adds a member.
pub fn add(members: &mut Members, name: &'static str, value: Value) {
    members.push((name, value));
}

/// As a map: for the names of a struct's fields the serializer would keep a table, which weighs as much as all this.
fn members<S: Serializer>(members: &Members, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, value) in members {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Value {
    /// As JS has it.
    pub fn to_js(&self) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        // Only keys that are no strings could fail.
        self.serialize(&serializer).unwrap_or(JsValue::NULL)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

/// Counts that JS holds exactly.
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value as f64)
    }
}

/// Times in ms since the Unix epoch.
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value as f64)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Number(value as f64)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
