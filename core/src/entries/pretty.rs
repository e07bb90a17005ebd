//! JSON for people: a member a line, indented, bounded. Token by token, so that depth is no matter.

use crate::response::json::token;

/// Deeper levels are not indented further.
const MAX_INDENT: usize = 40;

/// `json` over several lines, at most `max` bytes of it, and whether that is not all.
pub fn pretty(json: &str, max: usize) -> (String, bool) {
    let mut out = String::new();
    let (mut rest, mut depth, mut opened) = (json, 0usize, false);
    while let Some((token, after)) = token(rest) {
        rest = after;
        let closes = matches!(token, "}" | "]");
        if closes {
            depth = depth.saturating_sub(1);
        }
        // What is empty stays on its line.
        if opened != closes {
            new_line(&mut out, depth);
        }
        opened = matches!(token, "{" | "[");
        out.push_str(token);
        match token {
            "{" | "[" => depth += 1,
            "," => new_line(&mut out, depth),
            ":" => out.push(' '),
            _ => {}
        }
        if out.len() > max {
            let end = (0..=max).rev().find(|end| out.is_char_boundary(*end));
            out.truncate(end.unwrap_or_default());
            return (out, true);
        }
    }
    (out, false)
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

    #[test]
    fn a_member_has_a_line() {
        let (text, cut) = pretty(r#" {"a" :1,"b":[ ],"c":[{},"x, y",[2]] , "d":{ } }"#, 1000);
        assert_eq!(
            text,
            "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    {},\n    \"x, y\",\n    [\n      2\n    ]\n  ],\n  \"d\": {}\n}"
        );
        assert!(!cut);
        assert_eq!(pretty("null", 10), ("null".into(), false));
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let (text, cut) = pretty(&deep, 200_000);
        assert!(cut && text.len() <= 200_000);
        assert!(text.lines().all(|line| line.len() <= 81));
        assert_eq!(pretty(r#""ääää""#, 4), (r#""ä"#.into(), true));
    }
}
