//! What arrives: bytes in, checked values out. Numbers and times are checked here and nowhere else.

mod count;
pub mod counts;
pub mod entries;
pub mod errors;
pub mod job;
pub mod json;
mod key;
pub mod timestamp;
pub mod traces;

use serde::de::DeserializeOwned;

use crate::error::Error;

/// Decodes a body of the small kind.
fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| unreadable(body, &error))
}

/// Why a body is not what was asked for, for people.
fn unreadable(body: &[u8], error: &serde_json::Error) -> Error {
    Error::BadResponse(if body.trim_ascii_start().first() == Some(&b'<') {
        "it is a page of HTML. A login or a gateway may have answered in place of the API".into()
    } else {
        error.to_string()
    })
}
