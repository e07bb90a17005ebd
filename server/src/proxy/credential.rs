//! An API key: where it is read from, how it is sent, and how it is kept out of everything else.

use std::fmt;
use std::path::Path;
use std::{env, fs};

use axum::http::HeaderValue;
use memchr::memmem;
use serde_json::Value;

use super::circuit_breaker::CircuitBreaker;
use super::options::ProxyError;

/// The environment variable of the key.
pub const KEY_VARIABLE: &str = "ATAI_API_KEY";
/// Keys shorter than this would be found in ordinary text, and removed from it.
const MIN_LENGTH: usize = 8;
/// What stands in the place of a key.
const REDACTED: &str = "…";

/// A key, and the circuit breaker of the requests that are made with it.
pub struct Credential {
    /// Tells the responses of different keys apart.
    pub id: u32,
    /// Limits the requests with this key.
    pub breaker: CircuitBreaker,
    key: String,
    authorization: HeaderValue,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Credential {
    /// The key in the file at `path`; without one, that in the environment.
    ///
    /// # Errors
    /// When there is no key, or it is not one.
    pub fn read(id: u32, path: Option<&Path>) -> Result<Self, ProxyError> {
        let text = match path {
            Some(path) => {
                fs::read_to_string(path).map_err(|cause| ProxyError::File { path: path.to_owned(), cause })?
            }
            None => env::var(KEY_VARIABLE).map_err(|_| ProxyError::NoKey)?,
        };
        Self::new(id, text.trim())
    }

    /// # Errors
    /// When `key` is too short, or has characters that a header cannot have.
    pub fn new(id: u32, key: &str) -> Result<Self, ProxyError> {
        if key.is_empty() {
            return Err(ProxyError::NoKey);
        }
        if key.len() < MIN_LENGTH || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ProxyError::BadKey);
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| ProxyError::BadKey)?;
        authorization.set_sensitive(true);
        Ok(Self { id, breaker: CircuitBreaker::default(), key: key.to_owned(), authorization })
    }

    /// The value of the request's `Authorization`.
    pub fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// Whether both have the same key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Whether `text` contains the key.
    pub fn is_in(&self, text: &[u8]) -> bool {
        memmem::find(text, self.key.as_bytes()).is_some()
    }

    /// The body without the key. Error messages may quote it, with JSON's escapes too.
    pub fn redact(&self, body: Vec<u8>, is_error: bool) -> Vec<u8> {
        let body = if is_error { self.redact_escaped(body) } else { body };
        if self.is_in(&body) {
            return String::from_utf8_lossy(&body).replace(&self.key, REDACTED).into_bytes();
        }
        body
    }

    /// JSON with escapes is written anew, without the key: of a repeated name only the last value is read, so whether
    /// the key was found does not say whether it is in the text.
    fn redact_escaped(&self, body: Vec<u8>) -> Vec<u8> {
        if body.contains(&b'\\')
            && let Ok(mut value) = serde_json::from_slice(&body)
        {
            self.redact_value(&mut value);
            return value.to_string().into_bytes();
        }
        body
    }

    fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = text.replace(&self.key, REDACTED),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(fields) if fields.keys().any(|name| name.contains(&self.key)) => *value = Value::Null,
            Value::Object(fields) => fields.values_mut().for_each(|item| self.redact_value(item)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "s3cret/key+1";

    #[test]
    fn redacts_the_key_wherever_an_error_quotes_it() {
        let credential = Credential::new(0, KEY).unwrap();
        for body in [
            r#"{"detail": "bad key s3cret/key+1!"}"#,
            r#"{"detail": "bad key \u00733cret\/key+1!"}"#,
            r#"{"errors": [{"message": ["s3cret/key+1"]}, 1]}"#,
            r#"{"s3cret/key+1": 1}"#,
            "<p>s3cret/key+1</p>",
        ] {
            let redacted = credential.redact(body.as_bytes().to_vec(), true);
            assert!(!credential.is_in(&redacted), "{body}");
            let decoded = serde_json::from_slice::<Value>(&redacted).map(|value| value.to_string()).unwrap_or_default();
            assert!(!decoded.contains(KEY), "{body}");
        }
        let plain = br#"{"detail":  "bad key"}"#.to_vec();
        assert_eq!(credential.redact(plain.clone(), true), plain);
        assert_eq!(credential.redact(b"\"s3cret/key+1\"".to_vec(), false), "\"…\"".as_bytes());
    }

    #[test]
    fn redacts_what_json_hides() {
        let credential = Credential::new(0, KEY).unwrap();
        for body in [
            r#"{"detail": "s3cret/key+1", "detail": "x"}"#,
            r#"{"detail": "\u00733cret\/key+1", "detail": "x"}"#,
            r#"{"a": "\u00733cret\/key+1", "detail": "s3cret/key+1", "detail": "x"}"#,
        ] {
            let redacted = String::from_utf8(credential.redact(body.as_bytes().to_vec(), true)).unwrap();
            assert!(!redacted.contains("3cret"), "{redacted}");
        }
        let digits = Credential::new(0, "1234567890").unwrap();
        assert!(!digits.is_in(&digits.redact(br#"{"key": 1234567890}"#.to_vec(), true)));
    }

    #[test]
    fn refuses_what_cannot_be_a_key() {
        for key in ["", "short", "with space inside", "line\nbreak-in-it", "ünïcödé-key"] {
            assert!(Credential::new(0, key).is_err(), "{key}");
        }
        assert!(!format!("{:?}", Credential::new(0, KEY).unwrap()).contains(KEY));
        assert!(!format!("{:?}", Credential::new(0, KEY).unwrap().authorization()).contains(KEY));
    }
}
