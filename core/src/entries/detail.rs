//! All there is to say of one entry.

use serde::Serialize;

use crate::{
    json::Excerpt,
    response::entries::Entry,
    sanitize::{MAX_SECRET, Sanitizer},
};

/// Longest message, in UTF-16 code units.
const MAX_MESSAGE: usize = 100_000;
/// Longest pretty-printed JSON, in UTF-16 code units.
const MAX_PRETTY: usize = 200_000;
/// Longest text with combining marks or letters of complex scripts: browsers need seconds for a word of 50,000 of them.
const MAX_COMPLEX: usize = 10_000;

/// An entry for JS, without secrets but in `json`. Texts keep their lines and control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryDetail {
    /// At most 100,000 UTF-16 code units; 10,000 if it has combining marks, or letters of complex scripts.
    pub message: String,
    /// Pretty-printed JSON, at most 200,000 UTF-16 code units, or also 10,000.
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
    pub fn new(json: &str, sanitize: Sanitizer) -> Self {
        let Some(entry) = Entry::parse(json) else { return Self::default() };
        let message = entry.message.string(MAX_MESSAGE + MAX_SECRET).unwrap_or_else(|| match entry.message.is_null() {
            true => Excerpt::default(),
            false => entry.message.pretty(MAX_MESSAGE + MAX_SECRET),
        });
        let message = bounded(message, MAX_MESSAGE, sanitize);
        let [metrics, payload] = [entry.metrics, entry.payload]
            .map(|value| bounded(value.pretty(MAX_PRETTY + MAX_SECRET), MAX_PRETTY, sanitize));
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

/// At most `max` UTF-16 code units of an excerpt, without secrets.
fn bounded(Excerpt { text, is_truncated }: Excerpt, max: usize, sanitize: Sanitizer) -> Excerpt {
    // Latin letters, signs, Chinese characters and emoji: none combines with another or runs to the left.
    let is_simple = |c| matches!(c, ..'\u{300}' | '\u{2010}'..'\u{20d0}' | '\u{2100}'..'\u{3000}' | '\u{3400}'..'\u{a000}' | '\u{1f300}'..'\u{1fb00}');
    let max = if text.chars().all(is_simple) { max } else { MAX_COMPLEX };
    let length = text.encode_utf16().count();
    // A secret that is cut in two at the end of the excerpt is not found.
    let whole = if is_truncated { length.saturating_sub(MAX_SECRET) } else { length };
    Excerpt { is_truncated: whole < length || max < length, text: sanitize(&text, max.min(whole)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize::shorten;

    #[test]
    fn texts_are_verbatim_and_json_is_indented() {
        let detail = EntryDetail::new(
            r#"{ "id":1, "message":"a\n\u0000\u202e", "metrics":{"loss":0.1}, "payload":[ ] }"#,
            &shorten,
        );
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
        assert_eq!(EntryDetail::new(r#"{"id":1,"message":[1]}"#, &shorten).message, "[\n  1\n]");
        let nothing = EntryDetail::new(r#"{"id":1,"message":null}"#, &shorten);
        assert_eq!((nothing.message.as_str(), nothing.metrics.as_str()), ("", "null"));
        let long = EntryDetail::new(&format!(r#"{{"id":1,"message":"{}"}}"#, "ä".repeat(200_000)), &shorten);
        assert_eq!((long.message.chars().count(), long.is_truncated), (MAX_MESSAGE + 1, true));
        let marks = EntryDetail::new(&format!(r#"{{"id":1,"message":"a{}"}}"#, "\u{301}".repeat(50_000)), &shorten);
        assert_eq!((marks.message.chars().count(), marks.is_truncated), (MAX_COMPLEX + 1, true));
        assert_eq!(EntryDetail::new("5", &shorten), EntryDetail::default());
    }

    #[test]
    fn a_secret_at_the_end_is_found() {
        let redact = |text: &str, max: usize| shorten(&text.replace("SECRET", "*"), max);
        for (letter, max) in [("a", MAX_MESSAGE), ("ä", MAX_MESSAGE)] {
            let long = letter.repeat(max - 3) + "SECRET" + &letter.repeat(max);
            let detail = EntryDetail::new(&format!(r#"{{"id":1,"message":"{long}"}}"#), &redact);
            assert!(detail.message.ends_with(&format!("*{letter}{letter}…")), "{letter}");
        }
        // The excerpt ends within the secret: the limit of its length is in bytes.
        let long = "一".repeat((MAX_PRETTY + MAX_SECRET) / 3 - 1) + "SECRET";
        let detail = EntryDetail::new(&format!(r#"{{"id":1,"payload":"{long}"}}"#), &redact);
        assert!(!detail.payload.contains('S') && detail.is_truncated);
    }

    #[test]
    fn js_gets_a_plain_object() {
        assert_eq!(
            serde_json::to_string(&EntryDetail::placeholder("why")).unwrap(),
            r#"{"message":"why","metrics":"","payload":"","json":"","cut":true}"#
        );
    }
}
