//! Validators and their comparison (RFC 9110 §8.8 and §13.1.2). Pure: header values in, a decision out.
//!
//! All tags are weak (§8.8.1): the traces of a live job end at the current time, so two responses with the same tag are
//! equivalent, but not equal byte by byte.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};

use crate::timestamp::Timestamp;

/// A weak entity-tag, `W/"…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityTag {
    opaque: String,
}

impl EntityTag {
    /// The tag of one view (route and parameters) of data that had this `origin` and `revision`.
    #[must_use]
    pub fn new(origin: Timestamp, revision: u64, view: impl Hash) -> Self {
        Self { opaque: format!("{:x}-{revision:x}-{:x}", origin.micros(), digest(view)) }
    }

    /// The tag of a view without a revision.
    #[must_use]
    pub fn of(content: impl Hash) -> Self {
        Self { opaque: format!("{:x}", digest(content)) }
    }
}

/// A hash. Other builds may compute another one: then all tags change once.
fn digest(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "W/\"{}\"", self.opaque)
    }
}

/// The `If-None-Match` of a request: the tags of the client's copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IfNoneMatch {
    /// No such header.
    #[default]
    Absent,
    /// `*`: matches any existing resource.
    Any,
    /// A list of tags.
    Tags(Vec<ClientTag>),
}

/// One member of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTag {
    opaque: Vec<u8>,
    /// Text without quotes, so not an entity-tag.
    bare: bool,
}

impl IfNoneMatch {
    /// That of a request.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self::parse(headers.get_all(IF_NONE_MATCH).iter().map(HeaderValue::as_bytes))
    }

    /// Parses the header's lines. Never fails: text that is not a tag matches nothing.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Self {
        // RFC 9110 §5.3: several lines are one list.
        let lines: Vec<&[u8]> = lines.into_iter().collect();
        if lines.is_empty() {
            return Self::Absent;
        }
        let value = lines.join(&b", "[..]);
        if value.trim_ascii() == b"*" {
            return Self::Any;
        }
        let mut tags = Vec::new();
        let mut rest = value.as_slice();
        while let Some((tag, after)) = next_tag(rest) {
            tags.push(tag);
            rest = after;
        }
        Self::Tags(tags)
    }

    /// Whether the client's copy is current: weak comparison (§8.8.3.2) with `tag`, or equality with `latest_event_at`
    /// as the API's page on traces says, be it bare or in quotes.
    #[must_use]
    pub fn matches(&self, tag: &EntityTag, latest_event_at: Option<Timestamp>) -> bool {
        let latest = latest_event_at.map(|at| at.to_string());
        self.matches_tag(&ClientTag { opaque: tag.opaque.as_bytes().to_vec(), bare: false }, latest.as_deref())
    }

    /// The same with the `ETag` that another server sent, which may be one without quotes.
    #[must_use]
    pub fn matches_header(&self, etag: &[u8], latest_event_at: Option<&str>) -> bool {
        next_tag(etag).is_some_and(|(tag, _)| self.matches_tag(&tag, latest_event_at))
    }

    fn matches_tag(&self, current: &ClientTag, latest_event_at: Option<&str>) -> bool {
        let tags = match self {
            Self::Absent => return false,
            Self::Any => return true,
            Self::Tags(tags) => tags,
        };
        tags.iter().any(|tag| tag == current || latest_event_at.is_some_and(|latest| tag.opaque == latest.as_bytes()))
    }
}

/// The first member of the list, and what follows it.
fn next_tag(list: &[u8]) -> Option<(ClientTag, &[u8])> {
    let start = list.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b','))?;
    let (_, list) = list.split_at_checked(start)?;
    let quoted = list.strip_prefix(b"W/").unwrap_or(list).strip_prefix(b"\"");
    if let Some(inner) = quoted
        && let Some(end) = inner.iter().position(|byte| *byte == b'"')
    {
        let (opaque, after) = inner.split_at_checked(end)?;
        return Some((ClientTag { opaque: opaque.to_vec(), bare: false }, after.strip_prefix(b"\"")?));
    }
    let end = list.iter().position(|byte| *byte == b',').unwrap_or(list.len());
    let (bare, after) = list.split_at_checked(end)?;
    Some((ClientTag { opaque: bare.trim_ascii().to_vec(), bare: true }, after))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn tag(revision: u64, view: &str) -> EntityTag {
        EntityTag::new(Timestamp::from_micros(1), revision, view)
    }

    fn sent(values: &[&str]) -> IfNoneMatch {
        IfNoneMatch::parse(values.iter().map(|value| value.as_bytes()))
    }

    #[test]
    fn a_tag_covers_revision_origin_and_view() {
        assert_eq!(tag(1, "a"), tag(1, "a"));
        assert_ne!(tag(1, "a"), tag(2, "a"));
        assert_ne!(tag(1, "a"), tag(1, "b"));
        assert_ne!(tag(1, "a"), EntityTag::new(Timestamp::from_micros(2), 1, "a"));
    }

    #[test]
    fn compares_weakly_and_reads_lists() {
        let current = tag(7, "x");
        let weak = current.to_string();
        let strong = weak.strip_prefix("W/").unwrap();
        let list = format!("\"other\", {weak}");
        let comma = format!("\"a, b\" ,,\t{strong}");
        for value in [weak.as_str(), strong, &list, &comma, "*", " * "] {
            assert!(sent(&[value]).matches(&current, None), "{value}");
        }
        assert!(sent(&["\"other\"", &weak]).matches(&current, None), "two lines");
    }

    #[test]
    fn anything_else_matches_nothing() {
        let current = tag(7, "x");
        let opaque = current.to_string().replace("W/", "").replace('"', "");
        let unclosed = format!("\"{opaque}");
        for value in ["", ",", "\"\"", "W/", "\"", "w/\"a\"", opaque.as_str(), &unclosed, "*, \"a\"", "null"] {
            assert!(!sent(&[value]).matches(&current, None), "{value}");
        }
        assert!(!sent(&[]).matches(&current, None));
        assert!(!IfNoneMatch::parse([&b"\"\xff\xfe\""[..]]).matches(&current, None));
    }

    #[test]
    fn knows_the_latest_event_raw_and_quoted() {
        let current = tag(7, "x");
        let latest = "2026-04-08T21:51:56.283818Z".parse().unwrap();
        for value in [
            "2026-04-08T21:51:56.283818Z",
            "\"2026-04-08T21:51:56.283818Z\"",
            "W/\"2026-04-08T21:51:56.283818Z\"",
            "\"a\", 2026-04-08T21:51:56.283818Z ",
        ] {
            assert!(sent(&[value]).matches(&current, Some(latest)), "{value}");
            assert!(!sent(&[value]).matches(&current, Some(latest.plus_micros(1))), "{value}");
            assert!(!sent(&[value]).matches(&current, None), "{value}");
        }
    }
}
