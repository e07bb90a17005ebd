//! A serde deserializer for plain JS data.
//!
//! serde-wasm-bindgen has a deserializer, too. Its errors quote the value instead of naming the member, and what
//! formats any value makes the compressed wasm of the chart 11 kB larger. Errors here name the member and what it must
//! be.

use std::{fmt::Display, iter::Enumerate, slice, vec};

use job_progress_core::json::MAX_SAFE_INTEGER;
use js_sys::Reflect;
use serde::{
    de::{
        self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{StringDeserializer, U64Deserializer},
    },
    forward_to_deserialize_any,
};
use wasm_bindgen::JsValue;

/// What is wrong with a value: its path, and what it must be, like ".view must be one of auto, files".
#[derive(Debug)]
pub struct Mismatch(pub String);

impl Mismatch {
    fn expected(what: &str) -> Self {
        Self(format!(" must be {what}"))
    }

    /// The same of a member with this name.
    fn of(self, field: &str) -> Self {
        Self(format!(".{field}{}", self.0))
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: Display>(_: T) -> Self {
        Self::expected("of another type")
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::expected(&format!("one of {}", expected.join(", ")))
    }
}

/// A value of the page.
pub struct FromJs(pub JsValue);

impl FromJs {
    /// The values of a list. It may be a proxy, whose exceptions must not unwind through the wasm.
    fn values(&self) -> Option<Vec<FromJs>> {
        let values = js_sys::try_iter(&self.0).ok()?.filter(|_| self.0.is_object())?;
        values.map(|value| value.ok().map(FromJs)).collect()
    }
}

impl<'de> Deserializer<'de> for FromJs {
    type Error = Mismatch;

    /// Not supported: the structs of this package declare the type of each value.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch::expected("of another type"))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_f64(self.0.as_f64().ok_or_else(|| Mismatch::expected("a number"))?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        // Larger numbers are not exact.
        let is_exact = |n: &f64| n.trunc() == *n && (0.0..=MAX_SAFE_INTEGER as f64).contains(n);
        let number = self.0.as_f64().filter(is_exact).ok_or_else(|| Mismatch::expected("a whole number from 0"))?;
        visitor.visit_u64(number as u64)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_string(self.0.as_string().ok_or_else(|| Mismatch::expected("a string"))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let values = self.values().ok_or_else(|| Mismatch::expected("a list"))?;
        visitor.visit_seq(Elements(values.into_iter().enumerate()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        if !self.0.is_object() {
            return Err(Mismatch::expected("an object"));
        }
        visitor.visit_map(Members { object: self.0, fields: fields.iter().enumerate(), value: None })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let name = self.0.as_string().ok_or_else(|| Mismatch::expected("a string"))?;
        let name: StringDeserializer<Mismatch> = name.into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 char str bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct map identifier ignored_any
    }
}

/// The elements of a list, with their indices.
struct Elements(Enumerate<vec::IntoIter<FromJs>>);

impl<'de> SeqAccess<'de> for Elements {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let Some((index, value)) = self.0.next() else { return Ok(None) };
        let element = seed.deserialize(value).map_err(|Mismatch(rest)| Mismatch(format!("[{index}]{rest}")))?;
        Ok(Some(element))
    }
}

/// The members of an object that a struct has fields for, by the fields' indices. A member that is undefined, null, or
/// throws when it is read counts as missing.
struct Members {
    object: JsValue,
    fields: Enumerate<slice::Iter<'static, &'static str>>,
    value: Option<(&'static str, JsValue)>,
}

impl Members {
    /// Goes on to the next member that there is; gives its field's index.
    fn advance(&mut self) -> Option<u64> {
        for (index, field) in self.fields.by_ref() {
            let value = Reflect::get(&self.object, &(*field).into()).unwrap_or(JsValue::NULL);
            if !value.is_null() && !value.is_undefined() {
                self.value = Some((field, value));
                return Some(index as u64);
            }
        }
        None
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        let Some(index) = self.advance() else { return Ok(None) };
        let index: U64Deserializer<Mismatch> = index.into_deserializer();
        seed.deserialize(index).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let (field, value) = self.value.take().unwrap_or(("", JsValue::NULL));
        seed.deserialize(FromJs(value)).map_err(|mismatch| mismatch.of(field))
    }
}
