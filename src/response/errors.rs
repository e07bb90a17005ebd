//! What a server says in the body of a refusal. All forms that the API has had, and anything else as nothing.
//!
//! - now: `{"errors":[{"code","message","suggestion"?,"error_uid"?}]}`
//! - older: `{"detail": "…"}`, also a list of texts or of objects with `msg`
//! - oldest: `{"error":{"code","message","details":{"retry_after":60}}}`

use super::reader::Reader;

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
    super::read(body, said).unwrap_or_default()
}

impl Said {
    /// Takes what `other` says where nothing was said yet.
    fn join(&mut self, other: Self) {
        self.message = self.message.take().or(other.message);
        self.suggestion = self.suggestion.take().or(other.suggestion);
        self.error_uid = self.error_uid.take().or(other.error_uid);
        self.retry_after = self.retry_after.or(other.retry_after);
    }
}

/// Reads every level of every form: a text is a message, of a list the first that speaks counts.
pub(super) fn said(json: &mut Reader) -> Said {
    let mut said = Said::default();
    match json.peek() {
        Some(b'"') => said.message = plain(&json.string()),
        Some(b'-' | b'0'..=b'9') => said.retry_after = Some(json.number() * 1000.0),
        Some(b'[') => {
            json.list("");
            while json.item() {
                let next = self::said(json);
                said.join(Said { retry_after: None, ..next });
            }
        }
        Some(b'{') => {
            json.object("");
            while let Some(key) = json.key() {
                match &*key {
                    b"errors" | b"error" | b"detail" | b"details" | b"message" | b"msg" => {
                        let below = self::said(json);
                        said.join(if *key == *b"details" { Said { message: None, ..below } } else { below });
                    }
                    b"suggestion" => said.suggestion = self::said(json).message,
                    b"error_uid" => said.error_uid = self::said(json).message,
                    b"retry_after" => said.retry_after = self::said(json).retry_after,
                    _ => json.skip(),
                }
            }
            // A number where a text belongs says nothing; only `retry_after` is one.
            if said.retry_after.is_some_and(|ms| !ms.is_finite()) {
                json.fail("retry_after is not finite");
            }
        }
        _ => json.skip(),
    }
    said
}

/// Bounded, on one line, without what could reorder or hide text; `None` if nothing is left.
fn plain(text: &str) -> Option<String> {
    let hides = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let words: String = text.chars().take(MAX_CHARS).map(|c| if hides(c) { ' ' } else { c }).collect();
    let more = if text.chars().nth(MAX_CHARS).is_some() { "…" } else { "" };
    let words = words.trim();
    (!words.is_empty()).then(|| [words, more].concat())
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
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
