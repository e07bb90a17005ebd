//! Responses: bytes in, checked values out. Numbers and times are checked here and nowhere else.

pub mod counts;
pub mod entries;
pub mod error_body;
pub mod job;
pub mod timestamp;
pub mod traces;

use crate::{
    error::Error,
    json::{self, JsonParser, ParseError},
};

/// Decodes a whole body.
fn decode<'a, T>(body: &'a [u8], read: impl FnOnce(&mut JsonParser<'a>) -> Result<T, ParseError>) -> Result<T, Error> {
    json::parse(body, read).map_err(|error| malformed(body, error))
}

/// Says why a body is not what was requested, for people.
fn malformed(body: &[u8], error: ParseError) -> Error {
    let body = body.strip_prefix(json::BYTE_ORDER_MARK).unwrap_or(body);
    if body.trim_ascii_start().starts_with(b"<") {
        return bad_response("it is a page of HTML. A login or a gateway may have answered in place of the API");
    }
    let (mut line, mut column) = (1, 1);
    for byte in body.iter().take(error.offset) {
        (line, column) = if *byte == b'\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    Error::BadResponse(format!("{} at line {line} column {column}", error.message))
}

/// What is wrong with a response about another job. It is not named: that would be a text of the server.
pub const OTHER_JOB: &str = "it is about another job";

/// A response that is not what the API documents; `what` is a sentence without a full stop.
pub fn bad_response(what: &str) -> Error {
    Error::BadResponse(what.into())
}
