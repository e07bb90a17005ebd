//! Values written anew: on one line without whitespace, or over several lines for people.

use super::{Excerpt, JsonParser, RawValue};

/// Deeper levels are not indented further.
const MAX_INDENT: usize = 40;

impl RawValue<'_> {
    /// Appends the value to `out` without the whitespace between its tokens.
    pub fn write_compact(self, out: &mut String) {
        self.tokens(|token| out.push_str(token));
    }

    /// The beginning of the value without whitespace, at most `max` characters.
    pub fn compact(self, max: usize) -> Excerpt {
        let mut excerpt = Excerpt::default();
        let mut left = max;
        self.tokens(|token| {
            let mut chars = token.chars();
            excerpt.text.extend(chars.by_ref().take(left).inspect(|_| left -= 1));
            excerpt.is_truncated |= chars.next().is_some();
        });
        excerpt
    }

    /// The value with a member or item on each line, indented; at most `max` bytes.
    pub fn pretty(self, max: usize) -> Excerpt {
        let mut out = String::new();
        let (mut depth, mut is_open) = (0usize, false);
        self.tokens(|token| {
            if out.len() > max {
                return;
            }
            let closes = matches!(token, "}" | "]");
            if closes {
                depth = depth.saturating_sub(1);
            }
            // Nothing goes between the brackets of an empty array or object.
            if is_open != closes {
                new_line(&mut out, depth);
            }
            is_open = matches!(token, "{" | "[");
            out.push_str(token);
            match token {
                "{" | "[" => depth += 1,
                "," => new_line(&mut out, depth),
                ":" => out.push(' '),
                _ => {}
            }
        });
        let is_truncated = out.len() > max;
        if is_truncated {
            let end = (0..=max).rev().find(|end| out.is_char_boundary(*end));
            out.truncate(end.unwrap_or_default());
        }
        Excerpt { text: out, is_truncated }
    }

    fn tokens(self, visit: impl FnMut(&str)) {
        let checked = JsonParser::new(self.as_str()).tokens(visit);
        debug_assert!(checked.is_ok(), "a raw value is valid JSON");
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(MAX_INDENT) {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pretty(json: &str, max: usize) -> (String, bool) {
        let Excerpt { text, is_truncated } = RawValue::parse(json).unwrap().pretty(max);
        (text, is_truncated)
    }

    #[test]
    fn each_member_has_a_line() {
        let (text, is_truncated) = pretty(r#" {"a" :1,"b":[ ],"c":[{},"x, y",[2]] , "d":{ } }"#, 1000);
        assert_eq!(
            text,
            "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    {},\n    \"x, y\",\n    [\n      2\n    ]\n  ],\n  \"d\": {}\n}"
        );
        assert!(!is_truncated);
        assert_eq!(pretty("null", 10), ("null".into(), false));
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let (text, is_truncated) = pretty(&deep, 200_000);
        assert!(is_truncated && text.len() <= 200_000);
        assert!(text.lines().all(|line| line.len() <= 81));
        assert_eq!(pretty(r#""ääää""#, 4), (r#""ä"#.into(), true));
    }

    #[test]
    fn compact_values_keep_what_is_inside_strings() {
        let json = RawValue::parse(" {\n \"a b\" : [ 1 ,\t2.0 ] } ").unwrap();
        let mut out = String::new();
        json.write_compact(&mut out);
        assert_eq!(out, r#"{"a b":[1,2.0]}"#);
        assert_eq!(json.compact(15), Excerpt { text: out, is_truncated: false });
        assert_eq!(json.compact(8), Excerpt { text: r#"{"a b":["#.into(), is_truncated: true });
    }
}
