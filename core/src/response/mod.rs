//! What arrives: bytes in, checked values out. Numbers and times are checked here and nowhere else.

pub mod counts;
pub mod entries;
pub mod error_body;
pub mod job;
pub mod json;
mod reader;
pub mod timestamp;
pub mod traces;

use self::reader::{Fault, Reader};
use crate::{error::Error, text::decimal};

/// Reads a whole body.
fn read<'a, T>(body: &'a [u8], value: impl FnOnce(&mut Reader<'a>) -> T) -> Result<T, Fault> {
    let mut json = Reader::new(body);
    let value = value(&mut json);
    json.finish().map(|()| value)
}

/// The same, with what people are told.
fn decode<'a, T>(body: &'a [u8], value: impl FnOnce(&mut Reader<'a>) -> T) -> Result<T, Error> {
    read(body, value).map_err(|fault| unreadable(body, fault))
}

/// Why a body is not what was asked for, for people.
fn unreadable(body: &[u8], fault: Fault) -> Error {
    Error::BadResponse(if body.trim_ascii_start().first() == Some(&b'<') {
        "it is a page of HTML. A login or a gateway may have answered in place of the API".into()
    } else {
        let (mut line, mut column) = (1, 1);
        for byte in body.get(..fault.at).unwrap_or_default() {
            (line, column) = if *byte == b'\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        [fault.what, " at line ", &decimal(line), " column ", &decimal(column)].concat()
    })
}
