//! All there is to say of one entry.

use super::{object::Object, pretty::pretty};
use crate::response::{
    entries::Entry,
    json::{self, push_compact},
};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 100_000;
/// Longest pretty JSON, in bytes.
const MAX_PRETTY: usize = 200_000;

/// What JS gets of an entry, as JSON. Texts are verbatim, controls and all.
pub fn of(entry: &str) -> String {
    let fields = Entry::read(entry);
    let (message, metrics, payload) = fields.map_or(Default::default(), |entry| {
        let message = json::text(entry.message, MAX_MESSAGE).unwrap_or_else(|| match entry.message {
            "null" => Default::default(),
            other => pretty(other, MAX_MESSAGE),
        });
        (message, pretty(entry.metrics, MAX_PRETTY), pretty(entry.payload, MAX_PRETTY))
    });
    let mut line = String::with_capacity(entry.len());
    push_compact(&mut line, entry);
    let mut out = String::new();
    push(&mut out, &message.0, [&metrics.0, &payload.0, &line], message.1 || metrics.1 || payload.1);
    out
}

/// The same of what is no entry, but has something to say.
pub fn of_message(message: &str) -> String {
    let mut out = String::new();
    push(&mut out, message, [""; 3], true);
    out
}

fn push(out: &mut String, message: &str, [metrics, payload, json]: [&str; 3], cut: bool) {
    let mut object = Object::new(out);
    object.text("message", message);
    object.text("metrics", metrics);
    object.text("payload", payload);
    object.text("json", json);
    object.flag("cut", cut);
    object.end();
}
