//! Query parameters: read by name, all errors reported at once. Unknown parameters are ignored.

use std::convert::Infallible;
use std::num::{IntErrorKind, ParseIntError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::{ApiError, InvalidParameter};
use crate::store::{DEFAULT_LIMIT, MAX_LIMIT, Page};

/// The query of a request, and the errors found so far.
#[derive(Debug)]
pub struct Params {
    pairs: Vec<(String, String)>,
    faults: Vec<InvalidParameter>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    fn parse(query: &str) -> Self {
        Self { pairs: form_urlencoded::parse(query.as_bytes()).into_owned().collect(), faults: Vec::new() }
    }

    /// The parameter's value, the last one if it is repeated.
    pub fn text(&self, name: &str) -> Option<String> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// All values of a repeatable parameter, each parsed by `read`, which accepts these `words`.
    pub fn words<T>(&mut self, name: &'static str, words: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        for (_, value) in self.pairs.iter().filter(|(key, _)| key == name) {
            match read(value) {
                Some(value) => values.push(value),
                None => self.faults.push(InvalidParameter {
                    name,
                    problem: format!("must be one of: {words}"),
                    suggestion: format!("Use one of: {words}."),
                }),
            }
        }
        values
    }

    /// An integer; one beyond 64 bits becomes the nearest that fits. `meaning` completes "must be …".
    fn integer(&mut self, name: &'static str, default: i64, meaning: &str) -> i64 {
        let Some(text) = self.text(name) else { return default };
        text.parse().unwrap_or_else(|error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow => i64::MAX,
            IntErrorKind::NegOverflow => i64::MIN,
            _ => {
                self.fault(name, meaning);
                default
            }
        })
    }

    /// An integer, clamped to the range.
    pub fn clamped(&mut self, name: &'static str, default: u32, min: u32, max: u32) -> u32 {
        let value = self.integer(name, default.into(), &format!("an integer from {min} to {max}"));
        u32::try_from(value.clamp(min.into(), max.into())).unwrap_or(max)
    }

    /// An integer; one outside of the range is an error.
    fn bounded(&mut self, name: &'static str, default: i64, min: i64, max: i64, meaning: &str) -> u64 {
        let value = self.integer(name, default, meaning);
        if !(min..=max).contains(&value) {
            self.fault(name, meaning);
        }
        u64::try_from(value).unwrap_or_default()
    }

    /// `offset` (default 0, not negative) and `limit` (default 50, from 1 to 1000).
    pub fn page(&mut self) -> Page {
        let offset = self.bounded("offset", 0, 0, i64::MAX, "an integer, 0 or more");
        let meaning = format!("an integer from 1 to {MAX_LIMIT}");
        let limit = self.bounded("limit", DEFAULT_LIMIT.into(), 1, MAX_LIMIT.into(), &meaning);
        Page { offset, limit }
    }

    fn fault(&mut self, name: &'static str, meaning: &str) {
        self.faults.push(InvalidParameter {
            name,
            problem: format!("must be {meaning}"),
            suggestion: format!("Send {meaning}, or leave '{name}' out."),
        });
    }

    /// To be called after all parameters are read: 422 if one of them was invalid.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.faults.is_empty() { Ok(()) } else { Err(ApiError::InvalidParameters(self.faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamps_what_can_be_clamped() {
        for (query, expected) in [
            ("", 100),
            ("buckets=50", 50),
            ("buckets=0", 10),
            ("buckets=-7", 10),
            ("buckets=99999999999999999999999", 1000),
            ("buckets=-99999999999999999999999", 10),
            ("buckets=20&buckets=30", 30),
            ("buckets=%2B40", 40),
        ] {
            let mut params = Params::parse(query);
            assert_eq!(params.clamped("buckets", 100, 10, 1000), expected, "{query}");
            assert!(params.finish().is_ok(), "{query}");
        }
    }

    #[test]
    fn tells_all_faults_at_once() {
        let mut params = Params::parse("offset=-1&limit=1001&status=odd&status=even&status=failed&buckets=1.5");
        params.page();
        let read = params.words("status", "failed", |word| (word == "failed").then_some(()));
        assert_eq!(read.len(), 1);
        params.clamped("buckets", 100, 10, 1000);
        assert!(matches!(params.finish(), Err(ApiError::InvalidParameters(faults)) if faults.len() == 5));
    }

    #[test]
    fn pages_have_defaults_and_bounds() {
        assert_eq!(Params::parse("").page(), Page { offset: 0, limit: 50 });
        assert_eq!(Params::parse("offset=7&limit=1000&else=x").page(), Page { offset: 7, limit: 1000 });
        for query in
            ["limit=0", "limit=-1", "limit=abc", "limit=", "offset=x", "offset=-1", "limit=99999999999999999999"]
        {
            let mut params = Params::parse(query);
            params.page();
            assert!(params.finish().is_err(), "{query}");
        }
    }
}
