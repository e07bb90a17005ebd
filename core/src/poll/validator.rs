//! The value of `If-None-Match`: only ever what the server gave for the same request.

/// After this many 200s in a row with nothing new, the server is taken not to understand an encoding of the validator.
const MAX_IGNORED: u32 = 2;

/// Longer validators (in bytes) are not sent: servers limit what a request's headers may have in all, often to 8 kB.
const MAX_LENGTH: usize = 1000;

/// The validator of the current traces.
#[derive(Debug, Default)]
pub struct Validator {
    etag: Option<String>,
    latest_event_at: Option<String>,
    encoding: Encoding,
    /// Responses in a row that ignored the validator.
    ignored: u32,
}

/// How `latest_event_at` is sent. The API documents it unquoted, which is no entity-tag (RFC 9110, 8.8.3), so a strict
/// proxy may want quotes. A server that ignores both gets it as documented.
#[derive(Debug, Default, Clone, Copy)]
enum Encoding {
    #[default]
    Unquoted,
    Quoted,
    /// Quotes were tried and ignored, too.
    UnquotedForGood,
}

impl Validator {
    /// The header's value; `None` if nothing can be sent.
    pub fn header(&self) -> Option<String> {
        self.etag.clone().or_else(|| {
            let latest = self.latest_event_at.as_ref().filter(|latest| fits_header(latest))?;
            Some(match self.encoding {
                Encoding::Quoted => format!("\"{latest}\""),
                Encoding::Unquoted | Encoding::UnquotedForGood => latest.clone(),
            })
        })
    }

    /// Stores the validators of new traces. A readable `ETag` is preferred (RFC 9110, 13.1.2); both are sent verbatim.
    pub fn store(&mut self, etag: Option<&str>, latest_event_at: Option<&str>) {
        self.etag = usable(etag);
        self.latest_event_at = latest_event_at.map(str::to_owned);
        self.ignored = 0;
    }

    /// The server answered 304, so it understands the encoding.
    pub fn record_304(&mut self) {
        self.ignored = 0;
    }

    /// The server sent a 200 with the current traces; `sent` says whether the request had the validator.
    pub fn record_ignored(&mut self, sent: bool, etag: Option<&str>) {
        if self.etag.is_none() && sent {
            self.ignored += 1;
            if self.ignored >= MAX_IGNORED {
                self.ignored = 0;
                self.encoding = match (self.encoding, &self.latest_event_at) {
                    (Encoding::Unquoted, Some(latest)) if !latest.bytes().any(|byte| byte == b'"') => Encoding::Quoted,
                    _ => Encoding::UnquotedForGood,
                };
            }
        }
        self.etag = usable(etag);
    }

    /// Forgets the validators, but not which encoding the server understands.
    pub fn clear(&mut self) {
        self.etag = None;
        self.latest_event_at = None;
    }

    /// Whether traces with this `latest_event_at` are the current ones.
    pub fn is_current(&self, latest_event_at: &str) -> bool {
        self.latest_event_at.as_deref() == Some(latest_event_at)
    }
}

fn usable(etag: Option<&str>) -> Option<String> {
    etag.filter(|etag| fits_header(etag)).map(str::to_owned)
}

/// Whether a text goes into a header as it is, and any server takes it: visible ASCII and spaces between (RFC 9110,
/// 5.5).
fn fits_header(text: &str) -> bool {
    (1..=MAX_LENGTH).contains(&text.len())
        && text.trim_ascii() == text
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATEST: &str = "2026-04-14T10:15:00.283818Z";

    #[test]
    fn the_etag_goes_first_and_both_go_verbatim() {
        let mut validator = Validator::default();
        assert_eq!(validator.header(), None);
        validator.store(None, Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some(LATEST));
        validator.store(Some("W/\"a\""), Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some("W/\"a\""));
        validator.store(None, None);
        assert_eq!(validator.header(), None);
    }

    #[test]
    fn an_unquoted_validator_that_is_ignored_is_tried_in_quotes_once() {
        let mut validator = Validator::default();
        validator.store(None, Some(LATEST));
        let quoted = format!("\"{LATEST}\"");
        let sent: Vec<_> = (0..8)
            .map(|_| {
                let header = validator.header();
                validator.record_ignored(true, None);
                header.unwrap()
            })
            .collect();
        assert_eq!(sent, [LATEST, LATEST, &quoted, &quoted, LATEST, LATEST, LATEST, LATEST]);
    }

    #[test]
    fn what_no_header_can_carry_is_not_sent() {
        let mut validator = Validator::default();
        let long = "9".repeat(20_000);
        for odd in ["", " x", "x\n", "a\tb", "2026\u{1}", "zu spät", "\u{2026}", &long] {
            validator.store(None, Some(odd));
            assert_eq!(validator.header(), None, "{odd:?}");
            assert!(validator.is_current(odd), "an unchanged answer is still recognised");
            validator.store(Some(odd), Some(LATEST));
            assert_eq!(validator.header().as_deref(), Some(LATEST), "{odd:?}");
            validator.record_ignored(true, Some(odd));
            assert_eq!(validator.header().as_deref(), Some(LATEST), "{odd:?}");
        }
        validator.store(None, Some("yesterday, 10:15"));
        assert_eq!(validator.header().as_deref(), Some("yesterday, 10:15"));
    }

    #[test]
    fn a_304_and_a_request_without_validator_do_not_count_as_ignored() {
        let mut validator = Validator::default();
        validator.store(None, Some(LATEST));
        for _ in 0..5 {
            validator.record_ignored(true, None);
            validator.record_304();
            validator.record_ignored(false, None);
        }
        assert_eq!(validator.header().as_deref(), Some(LATEST));
    }

    #[test]
    fn an_ignored_etag_says_nothing_about_latest_event_at() {
        let mut validator = Validator::default();
        validator.store(Some("\"a\""), Some(LATEST));
        for _ in 0..3 {
            validator.record_ignored(true, Some("\"a\""));
        }
        validator.store(None, Some(LATEST));
        assert_eq!(validator.header().as_deref(), Some(LATEST), "not in quotes");
    }

    #[test]
    fn an_etag_that_appears_later_is_used() {
        let mut validator = Validator::default();
        validator.store(None, Some(LATEST));
        validator.record_ignored(true, Some("\"b\""));
        assert_eq!(validator.header().as_deref(), Some("\"b\""));
    }
}
