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
        if opened != closes || (closes && !opened) {
            if opened || closes {
                new_line(&mut out, depth);
            }
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
            out.truncate(out.floor_char_boundary(max));
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
