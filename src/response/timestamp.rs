//! Times on the wire: RFC 3339, with any offset and any number of fraction digits.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Milliseconds since the Unix epoch of an RFC 3339 time; finer digits are cut off. `None` if it is not one.
///
/// Not `Date.parse`: that takes 30 February, and times without a zone as local ones.
pub fn parse(text: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(time.unix_timestamp() * 1000 + i64::from(time.millisecond()))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::parse;

    #[test]
    fn reads_what_servers_write() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse("2026-04-14T10:02:30Z"), Some(1_776_160_950_000));
        assert_eq!(parse("2026-04-14T10:02:30.283818Z"), Some(1_776_160_950_283));
        assert_eq!(parse("2026-04-14T12:02:30+02:00"), Some(1_776_160_950_000));
        assert_eq!(parse("2026-04-14T04:32:30.5-05:30"), Some(1_776_160_950_500));
    }

    #[test]
    fn refuses_what_is_not_a_time() {
        for text in ["", "now", "2026-02-30T10:00:00Z", "2026-04-14T10:02:30", "2026-04-14", "1776160950", "NaN"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
