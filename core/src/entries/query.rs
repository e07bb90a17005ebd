//! The query strings of pages: which entries, from where on, and how many.

use std::fmt::Write;

/// Most entries of a page.
pub const MAX_LIMIT: u64 = 1000;
/// Entries of a usual page.
pub const PAGE: u64 = 100;

/// Which entries: those of a kind, an input, both, or all.
#[derive(Debug, Clone, Default)]
pub struct Filter(String);

impl Filter {
    /// Kinds and ids of inputs may be any text.
    pub fn new(kind: Option<&str>, input_id: Option<&str>) -> Self {
        let parameter = |name: &str, value: Option<&str>| {
            value.map_or(String::new(), |value| format!("&{name}={}", percent_encode(value)))
        };
        Self(parameter("kind", kind) + &parameter("input_id", input_id))
    }

    /// The query string of a page.
    pub fn query(&self, offset: u64, limit: u64) -> String {
        format!("offset={offset}&limit={limit}{}", self.0)
    }
}

/// Encodes all but the unreserved characters (RFC 3986, sections 2.1 and 2.3).
fn percent_encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            // Writing to a string can't fail.
            _ => write!(encoded, "%{byte:02X}").unwrap_or_default(),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded() {
        assert_eq!(Filter::new(None, None).query(0, 100), "offset=0&limit=100");
        assert_eq!(
            Filter::new(Some("a b&c=é/+%"), Some("inp_1")).query(7, 1),
            "offset=7&limit=1&kind=a%20b%26c%3D%C3%A9%2F%2B%25&input_id=inp_1"
        );
    }
}
