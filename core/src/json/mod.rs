//! JSON (RFC 8259) without a value tree: a text is read once, front to back, and only what is kept is copied.
//!
//! - [`JsonParser`] is a pull parser: decoders read the keys, strings and numbers that they expect.
//! - [`RawValue`] is a value of any shape that was checked and stays as it was written: a borrowed piece of the text.
//! - `string` turns escapes into characters, `number` digits into numbers, `format` writes values for people and files.
//!
//! One meaning everywhere: a byte order mark at the start is passed over (as by `Response.json()`), keys compare
//! unescaped, the last of equal keys counts (as with `JSON.parse`), half a surrogate pair reads as U+FFFD, and text
//! that is not UTF-8 is refused as a whole. Two decoders take the first of equal keys instead: `traces::head`, which
//! reads no further than it must, and `error_body`, which keeps the first of each field, wherever it is.
//!
//! Derived serde_json decoders of the same responses would add 22 kB to the compressed wasm.

mod format;
mod number;
mod parser;
mod raw;
mod string;

pub use self::{
    number::MAX_SAFE_INTEGER,
    parser::{JsonParser, MAX_DEPTH},
    raw::{Excerpt, RawValue},
};

/// Why a text is not the JSON that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{message} at byte {offset}")]
pub struct ParseError {
    /// For people, without a full stop.
    pub message: &'static str,
    /// Bytes from the start of the text.
    pub offset: usize,
}

/// U+FEFF in UTF-8. Offsets of errors are counted after it.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A text without the byte order mark that it may begin with.
///
/// # Errors
/// The text is not UTF-8.
pub fn to_text(bytes: &[u8]) -> Result<&str, ParseError> {
    str::from_utf8(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes))
        .map_err(|error| ParseError { message: "the text is not UTF-8", offset: error.valid_up_to() })
}

/// Parses a whole text with `read`: nothing but whitespace may follow the value that it reads.
///
/// # Errors
/// Those of `read`, and a [`ParseError`] for text that is not UTF-8 or goes on after the value.
pub fn parse<'a, T, E: From<ParseError>>(
    text: &'a [u8],
    read: impl FnOnce(&mut JsonParser<'a>) -> Result<T, E>,
) -> Result<T, E> {
    let mut json = JsonParser::new(to_text(text)?);
    let value = read(&mut json)?;
    match json.peek() {
        None => Ok(value),
        Some(_) => Err(json.unexpected("expected the end").into()),
    }
}
