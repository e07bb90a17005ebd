//! All there is to say of one entry.

use serde::Serialize;

use crate::{json::Excerpt, response::entries::Entry};

/// Longest message, in characters.
const MAX_MESSAGE: usize = 100_000;
/// Longest pretty-printed JSON, in bytes.
const MAX_PRETTY: usize = 200_000;

/// An entry for JS. Texts are verbatim, with their control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryDetail {
    /// At most 100,000 characters.
    pub message: String,
    /// Pretty-printed JSON, at most 200,000 bytes.
    pub metrics: String,
    /// As `metrics`.
    pub payload: String,
    /// The whole entry, on one line.
    pub json: String,
    /// Whether one of the first three is not whole.
    #[serde(rename = "cut")]
    pub is_truncated: bool,
}

impl EntryDetail {
    /// The detail of an entry, given its JSON; empty if that is not an entry.
    pub fn new(json: &str) -> Self {
        let Some(entry) = Entry::parse(json) else { return Self::default() };
        let message = entry.message.string(MAX_MESSAGE).unwrap_or_else(|| match entry.message.is_null() {
            true => Excerpt::default(),
            false => entry.message.pretty(MAX_MESSAGE),
        });
        let metrics = entry.metrics.pretty(MAX_PRETTY);
        let payload = entry.payload.pretty(MAX_PRETTY);
        let mut line = String::with_capacity(json.len());
        entry.json.write_compact(&mut line);
        Self {
            is_truncated: message.is_truncated || metrics.is_truncated || payload.is_truncated,
            message: message.text,
            metrics: metrics.text,
            payload: payload.text,
            json: line,
        }
    }

    /// The detail of a placeholder.
    pub fn placeholder(message: &str) -> Self {
        Self { message: message.into(), is_truncated: true, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_verbatim_and_json_is_indented() {
        let detail =
            EntryDetail::new(r#"{ "id":1, "message":"a\n\u0000\u202e", "metrics":{"loss":0.1}, "payload":[ ] }"#);
        assert_eq!(
            detail,
            EntryDetail {
                message: "a\n\0\u{202e}".into(),
                metrics: "{\n  \"loss\": 0.1\n}".into(),
                payload: "[]".into(),
                json: r#"{"id":1,"message":"a\n\u0000\u202e","metrics":{"loss":0.1},"payload":[]}"#.into(),
                is_truncated: false,
            }
        );
    }

    #[test]
    fn any_message_is_shown_within_bounds() {
        assert_eq!(EntryDetail::new(r#"{"id":1,"message":[1]}"#).message, "[\n  1\n]");
        let nothing = EntryDetail::new(r#"{"id":1,"message":null}"#);
        assert_eq!((nothing.message.as_str(), nothing.metrics.as_str()), ("", "null"));
        let long = EntryDetail::new(&format!(r#"{{"id":1,"message":"{}"}}"#, "ä".repeat(200_000)));
        assert_eq!((long.message.chars().count(), long.is_truncated), (MAX_MESSAGE, true));
        assert_eq!(EntryDetail::new("5"), EntryDetail::default());
    }

    #[test]
    fn js_gets_a_plain_object() {
        assert_eq!(
            serde_json::to_string(&EntryDetail::placeholder("why")).unwrap(),
            r#"{"message":"why","metrics":"","payload":"","json":"","cut":true}"#
        );
    }
}
