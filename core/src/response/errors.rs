//! What a server says in the body of a refusal. All forms that the API has had, and anything else as nothing.
//!
//! - now: `{"errors":[{"code","message","suggestion"?,"error_uid"?}]}`
//! - older: `{"detail": "…"}`, also a list of texts or of objects with `msg`
//! - oldest: `{"error":{"code","message","details":{"retry_after":60}}}`

use crate::json::{self, JsonParser, ParseError};

/// Bodies beyond this many bytes are not read: they are no message.
pub const MAX_BODY_BYTES: usize = 64 << 10;

/// Longest text, in characters, that is passed on to people.
const MAX_CHARS: usize = 300;

/// What was said. Texts are plain: bounded, without control characters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// What is wrong.
    pub message: Option<String>,
    /// What to do about it.
    pub suggestion: Option<String>,
    /// By which the server's operators find the case.
    pub error_uid: Option<String>,
    /// ms to wait before the next request.
    pub retry_after: Option<f64>,
}

/// Reads the body of a refusal; empty if it says nothing in a known form.
pub fn read(body: &[u8]) -> Said {
    json::parse(body, said).unwrap_or_default()
}

/// Reads every level of every form.
pub(super) fn said(json: &mut JsonParser) -> Result<Said, ParseError> {
    let mut said = Said::default();
    said.hear(json)?;
    Ok(said)
}

impl Said {
    /// A text is a message; the first that speaks counts.
    fn hear(&mut self, json: &mut JsonParser) -> Result<(), ParseError> {
        match json.peek() {
            Some(b'"') => first(&mut self.message, plain(&json.string("")?)),
            Some(b'[') => {
                json.begin_array("")?;
                while json.next_item()? {
                    self.hear(json)?;
                }
            }
            Some(b'{') => {
                json.begin_object("")?;
                while let Some(name) = json.next_key()? {
                    match name.as_ref() {
                        "errors" | "error" | "detail" | "message" | "msg" => self.hear(json)?,
                        "details" => {
                            let message = self.message.take();
                            self.hear(json)?;
                            self.message = message;
                        }
                        "suggestion" => first(&mut self.suggestion, said(json)?.message),
                        "error_uid" => first(&mut self.error_uid, said(json)?.message),
                        "retry_after" => self.wait(json)?,
                        _ => json.skip()?,
                    }
                }
            }
            _ => json.skip()?,
        }
        Ok(())
    }

    fn wait(&mut self, json: &mut JsonParser) -> Result<(), ParseError> {
        if !matches!(json.peek(), Some(b'-' | b'0'..=b'9')) {
            return json.skip();
        }
        let ms = json.number()? * 1000.0;
        if !ms.is_finite() {
            return Err(json.error("retry_after is not finite"));
        }
        self.retry_after.get_or_insert(ms);
        Ok(())
    }
}

fn first(slot: &mut Option<String>, text: Option<String>) {
    if slot.is_none() {
        *slot = text;
    }
}

/// Bounded, on one line, without what could reorder or hide text; `None` if nothing is left.
fn plain(text: &str) -> Option<String> {
    let hides = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut words = String::new();
    let mut chars = text.chars();
    for c in chars.by_ref().take(MAX_CHARS) {
        words.push(if hides(c) { ' ' } else { c });
    }
    let more = if chars.next().is_some() { "…" } else { "" };
    let words = words.trim_ascii();
    (!words.is_empty()).then(|| [words, more].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(body: &str) -> Said {
        read(body.as_bytes())
    }

    fn message(text: &str) -> Said {
        Said { message: Some(text.into()), ..Said::default() }
    }

    #[test]
    fn reads_every_form_that_the_api_has_had() {
        assert_eq!(
            said(
                r#"{"errors":[{"code":"JOB_NOT_FOUND","message":"No job","suggestion":"Check the id","error_uid":"e-1"},{"message":"Second","error_uid":"e-2"}]}"#
            ),
            Said { suggestion: Some("Check the id".into()), error_uid: Some("e-1".into()), ..message("No job") }
        );
        assert_eq!(said(r#"{"detail":"Not authenticated"}"#), message("Not authenticated"));
        assert_eq!(said(r#"{"detail":["Not","two"]}"#), message("Not"));
        assert_eq!(
            said(r#"{"detail":[{"loc":["query","buckets"],"msg":"too large","type":"v"}]}"#),
            message("too large")
        );
        assert_eq!(
            said(r#"{"error":{"code":"RATE_LIMIT","message":"Slow down","details":{"retry_after":60}}}"#),
            Said { retry_after: Some(60_000.0), ..message("Slow down") }
        );
        assert_eq!(said(r#"{"error":"just text","x":{"message":"no"}}"#), message("just text"));
    }

    #[test]
    fn anything_else_says_nothing() {
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
            assert_eq!(said(body), Said::default(), "{body}");
        }
    }

    #[test]
    fn texts_are_plain_and_bounded() {
        let long = said(&format!(r#"{{"detail":"{}"}}"#, "ä".repeat(5_000))).message.unwrap();
        assert_eq!(long.chars().count(), MAX_CHARS + 1);
        assert_eq!(said(r#"{"detail":" a\n\u0000\u202eb\u200b "}"#), message("a   b"));
        assert_eq!(said(r#"{"detail":" \n "}"#), Said::default());
    }

    proptest! {
        #[test]
        fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
            read(&body);
            let body = serde_json::json!({ "errors": [{ "message": text }] }).to_string();
            if let Some(message) = said(&body).message {
                prop_assert!(message.chars().count() <= MAX_CHARS + 1);
                prop_assert!(!message.contains(char::is_control));
            }
        }
    }
}
