//! Values of any shape, as they were written.

use std::borrow::Cow;

use super::{JsonParser, ParseError, parse, string::Unescaped};

/// The JSON text of one value, without whitespace around it: a piece of a text that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawValue<'a>(&'a str);

/// The beginning of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The beginning, or all of it.
    pub text: String,
    /// Whether there is more.
    pub is_truncated: bool,
}

impl<'a> RawValue<'a> {
    /// What stands for a member that is missing.
    pub const NULL: Self = Self("null");

    /// The value that a text consists of.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        parse(text.as_bytes(), JsonParser::raw_value)
    }

    /// A piece of text that a parser has passed over as one value.
    pub(super) fn checked(text: &'a str) -> Self {
        Self(text)
    }

    /// The JSON text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    /// Whether it is null, or a string, array or object with nothing in it.
    pub fn is_empty(self) -> bool {
        match self.0.strip_prefix(['{', '[']) {
            Some(inside) => inside.trim_ascii_start().starts_with(['}', ']']),
            None => self.is_null() || self.0 == r#""""#,
        }
    }

    /// At most `max` characters of a string; `None` if it is not a string.
    pub fn string(self, max: usize) -> Option<Excerpt> {
        let raw = self.0.strip_prefix('"')?.strip_suffix('"')?;
        let mut chars = Unescaped::new(raw);
        let text = chars.by_ref().take(max).collect();
        Some(Excerpt { text, is_truncated: chars.next().is_some() })
    }

    /// A number, exact but for its last one or two digits; `None` if it is not a number or too large for one.
    pub fn number(self) -> Option<f64> {
        JsonParser::new(self.0).number().ok()
    }

    /// A whole number from 0 to 2^53 - 1, also if it was written as 5.0 or 1e3; `None` if it is not one.
    pub fn count(self) -> Option<u64> {
        JsonParser::new(self.0).count().ok()
    }

    /// The members of an object, in its order; none if it is not an object.
    pub fn members(self) -> Members<'a> {
        let mut json = JsonParser::new(self.0);
        Members(json.begin_object("").is_ok().then_some(json))
    }
}

/// The keys and values of an object.
#[derive(Debug, Clone)]
pub struct Members<'a>(Option<JsonParser<'a>>);

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, RawValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let json = self.0.as_mut()?;
        let key = json.next_key().ok().flatten();
        let member = key.and_then(|key| Some((key, json.raw_value().ok()?)));
        if member.is_none() {
            self.0 = None;
        }
        member
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> RawValue<'_> {
        RawValue::parse(json).unwrap()
    }

    #[test]
    fn objects_come_apart() {
        let json = raw(r#" { "a" : [1, {"b":"]}"}], "\"\u0063" :null,"":"x\\" } "#);
        let members: Vec<_> = json.members().map(|(key, value)| (key.into_owned(), value.as_str())).collect();
        assert_eq!(members, [("a".into(), r#"[1, {"b":"]}"}]"#), ("\"c".into(), "null"), (String::new(), r#""x\\""#)]);
        for none in ["{}", "{ }", "[]", "1", "null", r#""{""#] {
            assert_eq!(raw(none).members().count(), 0, "{none}");
        }
    }

    #[test]
    fn depth_is_not_limited() {
        let deep = format!(r#"{{"a":[{}{}]}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(raw(&deep).members().map(|(_, value)| value.as_str().len()).collect::<Vec<_>>(), [2_000_002]);
    }

    #[test]
    fn empty_values() {
        for empty in ["null", r#""""#, "{}", "[]", "[ ]", "{\n}"] {
            assert!(raw(empty).is_empty(), "{empty}");
        }
        for other in ["0", "false", r#"" ""#, "[0]", "[[]]", r#"{"":0}"#] {
            assert!(!raw(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn strings_are_unescaped_and_bounded() {
        let excerpt = |json, max| raw(json).string(max).map(|excerpt| (excerpt.text, excerpt.is_truncated));
        assert_eq!(excerpt(r#""\u00e9\ud83d\ude00\ud83d""#, 9), Some(("é😀\u{fffd}".into(), false)));
        assert_eq!(excerpt(r#""äöü""#, 2), Some(("äö".into(), true)));
        assert_eq!(excerpt(r#""äö""#, 2), Some(("äö".into(), false)));
        assert_eq!([excerpt("5", 9), excerpt("null", 9), excerpt("{}", 9)], [None, None, None]);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (json, expected) in [
            ("0", 0.0),
            ("-12.5", -12.5),
            ("1e3", 1000.0),
            ("25E-1", 2.5),
            ("0.0001", 0.0001),
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("123456789012345678901234567890", 1.234_567_890_123_456_8e29),
            ("1e-999", 0.0),
            ("0e999", 0.0),
        ] {
            let read = raw(json).number().unwrap();
            assert!(read == expected || (read / expected - 1.0).abs() < 1e-14, "{json}: {read}");
        }
        for json in ["1e999", "-1e99999999999", "null", "\"5\"", "{}", "true"] {
            assert_eq!(raw(json).number(), None, "{json}");
        }
        assert_eq!(
            ["5", "5.0", "1e3", "-1", "0.5", "1e17", "\"5\""].map(|json| raw(json).count()),
            [Some(5), Some(5), Some(1000), None, None, None, None]
        );
    }
}
