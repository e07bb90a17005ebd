//! Pieces of JSON, cut out of a text that was checked to be JSON: without a copy, and without recursion, so that no depth
//! of nesting can end the stack. Of a text that is not JSON the pieces are without meaning, but there is no panic.

/// The next token and what follows it: a bracket, a comma, a colon, or a whole scalar as it stands there.
pub fn token(json: &str) -> Option<(&str, &str)> {
    let json = json.trim_ascii_start();
    let end = match json.as_bytes().first()? {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
        b'"' => end_of_string(json.as_bytes()),
        _ => json.find([',', ':', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(json.len()).max(1),
    };
    json.split_at_checked(end)
}

/// Number of bytes of the string that `bytes` begins with, with its quotes.
fn end_of_string(bytes: &[u8]) -> usize {
    let mut escaped = true;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

/// The value that `json` begins with, and what follows it.
pub fn value(json: &str) -> (&str, &str) {
    let json = json.trim_ascii_start();
    let (mut rest, mut depth) = (json, 0usize);
    while let Some((token, after)) = token(rest) {
        rest = after;
        match token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    (json.get(..json.len() - rest.len()).unwrap_or_default(), rest)
}

/// The members of an object, as names (still JSON strings) and values; none if it is no object.
pub fn members(json: &str) -> impl Iterator<Item = (&str, &str)> + Clone {
    let mut rest = open(json, "{");
    std::iter::from_fn(move || {
        let (name, after) = token(rest).filter(|(token, _)| token.starts_with('"'))?;
        let (_, after) = token(after)?;
        let (value, after) = value(after);
        rest = token(after).map_or("", |(_, after)| after);
        Some((name, value))
    })
}

/// The values of a list; none if it is no list.
pub fn elements(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = open(json, "[");
    std::iter::from_fn(move || {
        let (element, after) = value(rest);
        if matches!(element, "" | "]") {
            return None;
        }
        rest = token(after).map_or("", |(_, after)| after);
        Some(element)
    })
}

/// What is inside a value that opens with `bracket`.
fn open<'a>(json: &'a str, bracket: &str) -> &'a str {
    token(json).filter(|(token, _)| *token == bracket).map_or("", |(_, inside)| inside)
}

/// The text of a JSON string up to `max` characters, and whether there is more; `None` of other values. What is no
/// character, half of a surrogate pair, becomes U+FFFD.
pub fn text(json: &str, max: usize) -> Option<(String, bool)> {
    let mut chars = json.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    for _ in 0..max {
        let Some(c) = chars.next() else { return Some((text, false)) };
        text.push(if c == '\\' { escaped(&mut chars) } else { c });
    }
    Some((text, chars.next().is_some()))
}

/// The character that an escape stands for; its backslash is already taken.
fn escaped(chars: &mut std::str::Chars) -> char {
    match chars.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => {
            let first = hex(chars);
            if !(0xd800..0xdc00).contains(&first) {
                return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            let mut ahead = chars.clone();
            let second = if ahead.next() == Some('\\') && ahead.next() == Some('u') { hex(&mut ahead) } else { 0 };
            if !(0xdc00..0xe000).contains(&second) {
                return char::REPLACEMENT_CHARACTER;
            }
            *chars = ahead;
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                .unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        Some(c) => c,
        None => char::REPLACEMENT_CHARACTER,
    }
}

fn hex(chars: &mut std::str::Chars) -> u32 {
    chars.take(4).fold(0, |sum, digit| (sum << 4) | digit.to_digit(16).unwrap_or_default())
}

/// The number that stands there, to the last digits but one or two; `None` of other values and of what is too large.
pub fn number(json: &str) -> Option<f64> {
    super::read(json.as_bytes(), |json| json.number()).ok()
}

/// A count: a whole number from 0 to 2^53, also if it is written as 5.0 or 1e3.
pub fn count(json: &str) -> Option<u64> {
    super::read(json.as_bytes(), |json| json.count()).ok()
}

/// Appends `text` as a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '.. => out.push(c),
            _ => {
                out.push_str("\\u00");
                out.extend([c as u32 >> 4, c as u32 & 15].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
            }
        }
    }
    out.push('"');
}

/// Appends `json` without the space between its tokens.
pub fn push_compact(out: &mut String, json: &str) {
    let mut rest = json;
    while let Some((token, after)) = token(rest) {
        out.push_str(token);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_objects_and_lists() {
        let json = r#" { "a" : [1, {"b":"]}"}], "\"c" :null,"":"x\\" } "#;
        assert_eq!(
            members(json).collect::<Vec<_>>(),
            [(r#""a""#, r#"[1, {"b":"]}"}]"#), (r#""\"c""#, "null"), (r#""""#, r#""x\\""#)]
        );
        assert_eq!(elements(" [ 1 , [ ] ,{}, -2e3]").collect::<Vec<_>>(), ["1", "[ ]", "{}", "-2e3"]);
        for empty in ["{}", "[]", " [ ] ", "{ }", "1", "null", r#""{""#, ""] {
            assert_eq!((members(empty).count(), elements(empty).count()), (0, 0), "{empty}");
        }
    }

    #[test]
    fn depth_is_no_matter() {
        let deep = format!("[{}{}]", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(elements(&deep).map(str::len).collect::<Vec<_>>(), [2_000_000]);
    }

    #[test]
    fn texts_are_unescaped_and_bounded() {
        let whole = |json| text(json, 100).unwrap().0;
        assert_eq!(whole(r#""a\n\t\"\\\/\u00e9\ud83d\ude00""#), "a\n\t\"\\/é😀");
        assert_eq!(whole(r#""\ud83dx \ude00 \ud83d\u0041""#), "\u{fffd}x \u{fffd} \u{fffd}A");
        assert_eq!(text(r#""äöü""#, 2), Some(("äö".into(), true)));
        assert_eq!(text(r#""äö""#, 2), Some(("äö".into(), false)));
        assert_eq!((text("5", 9), text("null", 9), text("{", 9)), (None, None, None));
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
            let read = number(json).unwrap();
            assert!(read == expected || (read / expected - 1.0).abs() < 1e-14, "{json}: {read}");
        }
        for json in ["1e999", "-1e99999999999", "null", "\"5\"", "{}", "-", "", "true"] {
            assert_eq!(number(json), None, "{json}");
        }
        assert_eq!(
            ["5", "5.0", "1e3", "-1", "0.5", "1e17", "\"5\""].map(count),
            [Some(5), Some(5), Some(1000), None, None, None, None]
        );
    }

    #[test]
    fn strings_and_compact_values_are_what_was_meant() {
        let mut out = String::new();
        push_string(&mut out, "a\"\\\n\u{1f}é");
        assert_eq!(out, r#""a\"\\\u000a\u001fé""#);
        out.clear();
        push_compact(&mut out, " {\n \"a b\" : [ 1 ,\t2 ] } ");
        assert_eq!(out, r#"{"a b":[1,2]}"#);
    }
}
