//! The body of an error response: all forms that the API has had; anything else gives an empty message.
//!
//! - now: `{"errors":[{"code","message","suggestion"?,"error_uid"?}]}`
//! - older: `{"detail": "…"}`, also a list of texts or of objects with `msg`
//! - oldest: `{"error":{"code","message","details":{"retry_after":60}}}`

use crate::{
    error::ServerMessage,
    json::{self, JsonParser, ParseError},
};

/// Longer bodies (in bytes) are not read: they are no message.
pub const MAX_BODY_BYTES: usize = 64 << 10;

/// Longest text, in characters, that is shown.
const MAX_CHARS: usize = 300;

/// Parses the body of an error response; empty if it has no known form. Texts go through `redact` while they are whole: a
/// secret that is cut in two would not be found.
pub fn parse(body: &[u8], redact: impl Fn(&str) -> String) -> ServerMessage {
    json::parse(body, read_whole).unwrap_or_default().map_texts(|text| shorten(&redact(text)))
}

/// Reads the next value as an error, whatever its form. Texts are shortened.
pub(super) fn read(json: &mut JsonParser) -> Result<ServerMessage, ParseError> {
    Ok(read_whole(json)?.map_texts(shorten))
}

fn read_whole(json: &mut JsonParser) -> Result<ServerMessage, ParseError> {
    let mut message = ServerMessage::default();
    collect(json, &mut message)?;
    Ok(message)
}

/// Collects from the next value: a text is a message, and the first of each field counts. The recursion ends at the depth
/// that [`JsonParser`] allows.
fn collect(json: &mut JsonParser, found: &mut ServerMessage) -> Result<(), ParseError> {
    match json.peek() {
        Some(b'"') => first(&mut found.message, plain(&json.string("")?)),
        Some(b'[') => {
            json.begin_array("")?;
            while json.next_item()? {
                collect(json, found)?;
            }
        }
        Some(b'{') => {
            json.begin_object("")?;
            while let Some(key) = json.next_key()? {
                match key.as_ref() {
                    "errors" | "error" | "detail" | "message" | "msg" => collect(json, found)?,
                    "details" => {
                        let message = found.message.take();
                        collect(json, found)?;
                        found.message = message;
                    }
                    "suggestion" => first(&mut found.suggestion, read_whole(json)?.message),
                    "error_uid" => first(&mut found.error_uid, read_whole(json)?.message),
                    "retry_after" => read_retry_after(json, found)?,
                    _ => json.skip()?,
                }
            }
        }
        _ => json.skip()?,
    }
    Ok(())
}

fn read_retry_after(json: &mut JsonParser, found: &mut ServerMessage) -> Result<(), ParseError> {
    if !matches!(json.peek(), Some(b'-' | b'0'..=b'9')) {
        return json.skip();
    }
    let ms = json.number()? * 1000.0;
    if !ms.is_finite() {
        return Err(json.error("retry_after is not finite"));
    }
    found.retry_after.get_or_insert(ms);
    Ok(())
}

fn first(slot: &mut Option<String>, text: Option<String>) {
    if slot.is_none() {
        *slot = text;
    }
}

/// On one line, without what could reorder or hide text; `None` if nothing is left.
fn plain(text: &str) -> Option<String> {
    let hides = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let words: String = text.chars().map(|c| if hides(c) { ' ' } else { c }).collect();
    let words = words.trim_ascii();
    (!words.is_empty()).then(|| words.into())
}

/// At most [`MAX_CHARS`], with an ellipsis if something is cut off.
fn shorten(text: &str) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(MAX_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(body: &str) -> ServerMessage {
        parse(body.as_bytes(), str::to_owned)
    }

    fn message(text: &str) -> ServerMessage {
        ServerMessage { message: Some(text.into()), ..ServerMessage::default() }
    }

    #[test]
    fn reads_every_form_that_the_api_has_had() {
        assert_eq!(
            parsed(
                r#"{"errors":[{"code":"JOB_NOT_FOUND","message":"No job","suggestion":"Check the id","error_uid":"e-1"},{"message":"Second","error_uid":"e-2"}]}"#
            ),
            ServerMessage {
                suggestion: Some("Check the id".into()),
                error_uid: Some("e-1".into()),
                ..message("No job")
            }
        );
        assert_eq!(parsed(r#"{"detail":"Not authenticated"}"#), message("Not authenticated"));
        assert_eq!(parsed(r#"{"detail":["Not","two"]}"#), message("Not"));
        assert_eq!(
            parsed(r#"{"detail":[{"loc":["query","buckets"],"msg":"too large","type":"v"}]}"#),
            message("too large")
        );
        assert_eq!(
            parsed(r#"{"error":{"code":"RATE_LIMIT","message":"Slow down","details":{"retry_after":60}}}"#),
            ServerMessage { retry_after: Some(60_000.0), ..message("Slow down") }
        );
        assert_eq!(parsed(r#"{"error":"just text","x":{"message":"no"}}"#), message("just text"));
    }

    #[test]
    fn anything_else_is_empty() {
        for body in [
            "",
            "<html>502</html>",
            "null",
            "true",
            "[]",
            "{}",
            r#"{"errors":null}"#,
            r#"{"detail":{}}"#,
            r#"{"detail":404}"#,
            "{\"errors\":[{\"message\":",
        ] {
            assert_eq!(parsed(body), ServerMessage::default(), "{body}");
        }
    }

    #[test]
    fn texts_are_plain_and_bounded() {
        let long = parsed(&format!(r#"{{"detail":"{}"}}"#, "ä".repeat(5_000))).message.unwrap();
        assert_eq!(long.chars().count(), MAX_CHARS + 1);
        assert_eq!(parsed(r#"{"detail":" a\n\u0000\u202eb\u200b "}"#), message("a   b"));
        assert_eq!(parsed(r#"{"detail":" \n "}"#), ServerMessage::default());
    }

    #[test]
    fn a_secret_across_the_cut_is_redacted() {
        let body = format!(r#"{{"detail":"{} sk-0123456789"}}"#, "a".repeat(MAX_CHARS - 5));
        let message = parse(body.as_bytes(), |text| text.replace("sk-0123456789", "…")).message.unwrap();
        assert!(message.ends_with("a …"), "{message}");
    }

    proptest! {
        #[test]
        fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
            parse(&body, str::to_owned);
            let body = serde_json::json!({ "errors": [{ "message": text }] }).to_string();
            if let Some(message) = parsed(&body).message {
                prop_assert!(message.chars().count() <= MAX_CHARS + 1);
                prop_assert!(!message.contains(char::is_control));
            }
        }
    }
}
