//! What a request asks for: a page of a filtered list.

use crate::text::decimal;

/// Most entries of a page.
pub const MAX_LIMIT: u64 = 1000;
/// Entries of a usual page.
pub const PAGE: u64 = 100;

/// Which entries: those of a kind, an input, both, or all.
#[derive(Debug, Clone, Default)]
pub struct Filter(String);

impl Filter {
    /// Names are as the API gives them: any text.
    pub fn new(kind: Option<&str>, input_id: Option<&str>) -> Self {
        let mut query = String::new();
        for (name, value) in [("&kind=", kind), ("&input_id=", input_id)] {
            if let Some(value) = value {
                query.push_str(name);
                push_encoded(&mut query, value);
            }
        }
        Self(query)
    }

    /// The query of a page of it.
    pub fn query(&self, offset: u64, limit: u64) -> String {
        ["offset=", &decimal(offset), "&limit=", &decimal(limit), &self.0].concat()
    }
}

/// Appends what a URL can carry (RFC 3986, 2.1).
fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let digit =
                    |nibble: u8| char::from(b"0123456789ABCDEF".get(usize::from(nibble)).copied().unwrap_or(b'0'));
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
}

/// Answers of fewer bytes than this may be twice as long the next time.
const SMALL: usize = 2 << 20;

/// How many entries may be asked for at once: what the server and the size of answers allow.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    server: u64,
    size: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { server: MAX_LIMIT, size: MAX_LIMIT }
    }
}

impl Allowance {
    /// The most to ask for now.
    pub fn most(self) -> u64 {
        self.server.min(self.size)
    }

    /// An answer of so many bytes came to a request for `asked`, of which the server would give `limit`. Whether that
    /// is less than was asked.
    pub fn answered(&mut self, asked: u64, limit: u64, bytes: usize) -> bool {
        if bytes < SMALL && self.size <= asked {
            self.size = (2 * asked).min(MAX_LIMIT);
        }
        let limit = limit.max(1);
        let lowered = limit < asked;
        if lowered {
            self.server = limit;
        }
        lowered
    }

    /// A request for `asked` failed with `code`. Whether to ask for fewer now; false at one.
    pub fn failed(&mut self, asked: u64, code: &str) -> bool {
        match code {
            "too-large" if asked > 1 => self.size = asked / 2,
            // Some servers refuse what others lower.
            "bad-request" if asked > PAGE => self.server = PAGE,
            "bad-request" if asked > 20 => self.server = 20,
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded() {
        assert_eq!(Filter::new(None, None).query(0, 100), "offset=0&limit=100");
        assert_eq!(
            Filter::new(Some("a b&c=é/+%"), Some("inp_1")).query(7, 1),
            "offset=7&limit=1&kind=a%20b%26c%3D%C3%A9%2F%2B%25&input_id=inp_1"
        );
    }

    #[test]
    fn the_allowance_goes_down_with_what_fails_and_up_with_what_is_small() {
        let mut allowance = Allowance::default();
        assert!(allowance.failed(100, "too-large") && allowance.most() == 50);
        assert!(!allowance.answered(50, 50, 3 << 20) && allowance.most() == 50, "a large answer");
        assert!(!allowance.answered(50, 1000, 1000) && allowance.most() == 100);
        assert!(allowance.answered(100, 20, 1000) && allowance.most() == 20, "the server gives no more");
        assert!(!allowance.answered(1, 0, 1000) && allowance.most() == 20);
        assert!(
            !allowance.failed(1, "too-large")
                && !allowance.failed(100, "network")
                && !allowance.failed(20, "bad-request")
        );
        assert!(allowance.failed(1000, "bad-request") && allowance.most() == 100);
    }
}
