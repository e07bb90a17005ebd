//! The body of an error response: all forms that the API has had; anything else gives an empty message.
//!
//! - now: `{"errors":[{"code","message","suggestion"?,"error_uid"?}]}`
//! - older: `{"detail": "…"}`, also a list of texts or of objects with `msg`
//! - oldest: `{"error":{"code","message","details":{"retry_after":60}}}`

use crate::{
    error::ServerMessage,
    json::{self, JsonParser, ParseError},
    sanitize::{Sanitizer, one_line},
};

/// Longer bodies (in bytes) are not read: they are no message.
pub const MAX_BODY_BYTES: usize = 64 << 10;

/// Parses the body of an error response; empty if it has no known form.
pub fn parse(body: &[u8], sanitize: Sanitizer) -> ServerMessage {
    json::parse(body, read).unwrap_or_default().sanitized(sanitize)
}

/// Reads the next value as an error, whatever its form.
pub(super) fn read(json: &mut JsonParser) -> Result<ServerMessage, ParseError> {
    let mut message = ServerMessage::default();
    collect(json, &mut message)?;
    Ok(message)
}

/// Collects from the next value: a text is a message, and the first of each field counts. The recursion ends at the
/// depth that [`JsonParser`] allows.
fn collect(json: &mut JsonParser, found: &mut ServerMessage) -> Result<(), ParseError> {
    match json.peek() {
        Some(b'"') => first(&mut found.message, Some(json.string("")?.into_owned())),
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
                    "suggestion" => first(&mut found.suggestion, read(json)?.message),
                    "error_uid" => first(&mut found.error_uid, read(json)?.message),
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

/// Keeps the first text that is not blank.
fn first(slot: &mut Option<String>, text: Option<String>) {
    if slot.is_none() {
        *slot = text.filter(|text| !one_line(text).trim_ascii().is_empty());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sanitize::{MAX_MESSAGE, shorten};

    fn parsed(body: &str) -> ServerMessage {
        parse(body.as_bytes(), &shorten)
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
        assert_eq!(long.chars().count(), MAX_MESSAGE + 1);
        assert_eq!(parsed(r#"{"detail":" a\n\u0000\u202eb\u200b "}"#), message("a  \u{fffd}b"));
        assert_eq!(parsed(r#"{"detail":" \n "}"#), ServerMessage::default());
    }

    #[test]
    fn a_secret_across_the_cut_is_redacted() {
        let body = format!(r#"{{"detail":"{} sk-0123456789"}}"#, "a".repeat(MAX_MESSAGE - 5));
        let sanitize = |text: &str, max| shorten(&text.replace("sk-0123456789", "…"), max);
        let message = parse(body.as_bytes(), &sanitize).message.unwrap();
        assert!(message.ends_with("a …"), "{message}");
    }

    proptest! {
        #[test]
        fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
            parse(&body, &shorten);
            let body = serde_json::json!({ "errors": [{ "message": text }] }).to_string();
            if let Some(message) = parsed(&body).message {
                prop_assert!(message.chars().count() <= MAX_MESSAGE + 1);
                prop_assert!(!message.contains(char::is_control));
            }
        }
    }
}
