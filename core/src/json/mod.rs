//! JSON (RFC 8259) without a value tree: a text is read once, front to back, and only what is kept is copied.
//!
//! - [`JsonParser`] is a pull parser: decoders ask it for the keys, strings and numbers that they expect.
//! - [`RawValue`] is a value of any shape that was checked and stays as it was written: a borrowed piece of the text.
//! - `string` turns escapes into characters, `number` digits into numbers, `format` writes values for people and files.
//!
//! One meaning everywhere: keys compare unescaped, the last of equal keys counts (as with `JSON.parse`), half a surrogate
//! pair reads as U+FFFD, and text that is not UTF-8 is refused as a whole.
//!
//! Derived serde_json decoders of the same answers would add 22 kB to the compressed wasm.

mod format;
mod number;
mod parser;
mod raw;
mod string;

pub use self::{
    number::MAX_SAFE_INTEGER,
    parser::{JsonParser, MAX_DEPTH, ParseError, parse},
    raw::{Excerpt, RawValue},
};
