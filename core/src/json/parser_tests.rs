//! serde_json is the reference: what it takes is taken, and read as the same; what it refuses is refused.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::json::{MAX_SAFE_INTEGER, parse};

fn whole<'a, T>(
    text: &'a [u8],
    read: impl FnOnce(&mut JsonParser<'a>) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    parse(text, read)
}

/// Any value by the parser's own means.
fn value(json: &mut JsonParser) -> Result<Value, ParseError> {
    Ok(match json.peek() {
        Some(b'{') => {
            let mut members = serde_json::Map::new();
            json.begin_object("")?;
            while let Some(key) = json.next_key()? {
                members.insert(key.into_owned(), value(json)?);
            }
            members.into()
        }
        Some(b'[') => {
            let mut items = Vec::new();
            json.begin_array("")?;
            while json.next_item()? {
                items.push(value(json)?);
            }
            items.into()
        }
        Some(b'"') => json.string("")?.into(),
        Some(b'-' | b'0'..=b'9') => json.number()?.into(),
        Some(b'n') => {
            json.null()?;
            Value::Null
        }
        word => {
            json.skip()?;
            (word == Some(b't')).into()
        }
    })
}

/// The text with U+FFFD for each half of a surrogate pair, which serde_json refuses.
fn without_lone_surrogates(text: &str) -> String {
    let unit = |text: &str| text.strip_prefix("\\u").and_then(|text| u32::from_str_radix(text.get(..4)?, 16).ok());
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let low = escape.get(6..).and_then(unit);
        let (escape, length) = match unit(escape) {
            Some(0xd800..0xdc00) if low.is_some_and(|low| (0xdc00..0xe000).contains(&low)) => (&escape[..12], 12),
            Some(0xd800..0xe000) => ("\\ufffd", 6),
            _ => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                (&escape[..length], length)
            }
        };
        out.push_str(escape);
        rest = &rest[at + length..];
    }
    out + rest
}

/// The same but for the last digits of numbers.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-14 || a.abs().max(b.abs()) < 1e-300
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((a, x), (b, y))| a == b && alike(x, y))
        }
        (a, b) => a == b,
    }
}

fn agrees(text: &[u8]) {
    let shown = String::from_utf8_lossy(text);
    let Ok(valid) = str::from_utf8(text) else {
        assert!(whole(text, value).is_err() && whole(text, JsonParser::skip).is_err(), "not UTF-8: {shown}");
        return;
    };
    // serde_json refuses a byte order mark.
    let valid = valid.strip_prefix('\u{feff}').unwrap_or(valid);
    let reference = without_lone_surrogates(valid);
    match (serde_json::from_str::<Value>(&reference), whole(text, value)) {
        (Ok(wanted), Ok(read)) => assert!(alike(&wanted, &read), "{shown}: {read:?}, wanted {wanted:?}"),
        (Err(_), Err(_)) => {}
        (wanted, read) => panic!("{shown}: {read:?}, wanted {wanted:?}"),
    }
    let ignored = serde_json::from_str::<serde::de::IgnoredAny>(&reference).is_ok();
    assert_eq!(whole(text, JsonParser::skip).is_ok(), ignored, "skipped: {shown}");
    let raw = whole(text, JsonParser::raw_value);
    assert_eq!(raw.is_ok(), ignored, "raw: {shown}");
    if let Ok(raw) = raw {
        assert_eq!(raw.as_str(), valid.trim_ascii());
        let mut compact = String::new();
        raw.write_compact(&mut compact);
        for written in [compact, raw.pretty(usize::MAX >> 1).text] {
            match (serde_json::from_str::<Value>(&reference), whole(written.as_bytes(), value)) {
                (Ok(wanted), Ok(read)) => assert!(alike(&wanted, &read), "{shown} was written as {written}"),
                (wanted, read) => assert_eq!(wanted.is_err(), read.is_err(), "{shown} was written as {written}"),
            }
        }
    }
}

#[test]
fn agrees_on_the_corners_of_the_grammar() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "true false",
        "tru",
        "01",
        "-",
        "-0",
        "-01",
        "1.",
        ".1",
        "1.e1",
        "1e",
        "1e+",
        "1E-2",
        "+1",
        "1e400",
        "-1e400",
        "1e-400",
        "0e999999999999",
        "123456789012345678901234567890",
        "0.000000000000000000000001",
        "[",
        "]",
        "[]",
        "[,]",
        "[1,]",
        "[1 2]",
        "[1,,2]",
        "{",
        "{}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "[}",
        "{]",
        "[[]",
        "{\"a\":[}",
        "{\"a\":1]",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00e9\\n\\t\\/\\\\\\b\\f\\r\\\"\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"",
        "\"\\uD83D\\uDE00\"",
        "\"a\nb\"",
        "\"\u{7f}\u{1}\"",
        "\"ä😀\"",
        "\u{feff}1",
        "\u{feff}\u{feff}1",
        " \u{feff}1",
        "NaN",
        "Infinity",
        "'a'",
        "/**/1",
        " \t\r\n1 ",
        "\u{a0}1",
        "{\"a\":1,\"a\":2}",
        "{\"\\u0061\":1}",
        "{\"a\":1,\"\\u0061\":{}}",
        "\"\\\\ud83d\"",
        "\"\\ud83d\\ud83d\\ude00\"",
    ] {
        agrees(text.as_bytes());
    }
    agrees(b"\"\xff\"");
    agrees(b"[\"\xc3\"]");
    agrees(b"{\"\xff\":1}");
    agrees(b"\"\xed\xa0\x80\"");
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    fn go_in(json: &mut JsonParser) -> Result<(), ParseError> {
        json.begin_array("")?;
        while json.next_item()? {
            go_in(json)?;
        }
        Ok(())
    }
    assert_eq!(whole(nested(128).as_bytes(), go_in), Ok(()));
    assert!(whole(nested(129).as_bytes(), go_in).is_err());
    assert_eq!(whole(nested(1_000_000).as_bytes(), JsonParser::skip), Ok(()), "what is only skipped may");
    assert!(whole("[".repeat(1_000_000).as_bytes(), JsonParser::skip).is_err());
    let wide = "[".to_owned() + &"[],".repeat(1000) + "1]";
    assert!(whole(wide.as_bytes(), JsonParser::skip).is_ok(), "not the number of them");
}

#[test]
fn counts_are_exact() {
    let count = |text: &str| whole(text.as_bytes(), JsonParser::count).ok();
    for (text, expected) in [
        ("0", 0),
        ("-0", 0),
        ("-0.0e5", 0),
        ("0e999999999999", 0),
        ("9007199254740991", (1 << 53) - 1),
        ("9007199254740991.000000000000000000000000", (1 << 53) - 1),
        ("5.0", 5),
        ("1.5e1", 15),
        ("1e15", 1_000_000_000_000_000),
        ("1000000000000000000000000e-20", 10_000),
        ("0.00000000000000000000001e23", 1),
    ] {
        assert_eq!(count(text), Some(expected), "{text}");
    }
    for text in [
        "-1",
        "0.5",
        "1e-1",
        "9007199254740992",
        "9007199254740993",
        "9007199254740991.1",
        "1e16",
        "1e999999999999",
        "1e-999999999999",
        "5.00000000000000000000000000000001",
        "5.000000000000000000000000000000010",
        "null",
        "\"5\"",
    ] {
        assert_eq!(count(text), None, "{text}");
    }
}

#[test]
fn an_error_says_where() {
    assert_eq!(whole(b"[1, x]", JsonParser::skip), Err(ParseError { message: "expected a value", offset: 4 }));
    assert_eq!(whole(b"[1, ", JsonParser::skip), Err(ParseError { message: "it is cut off", offset: 4 }));
    assert_eq!(whole(b"1 2", JsonParser::skip), Err(ParseError { message: "expected the end", offset: 2 }));
}

fn any_json() -> impl Strategy<Value = String> {
    let space = "[ \n\r\t]{0,2}";
    let text = prop_oneof![
        "\"[ -!#-\\[\\]-~]{0,8}\"",
        "\"([a-z]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4}|é|😀){0,6}\"",
        Just("\"\\ud83d\\ude00\"".to_owned()),
    ];
    let leaf =
        prop_oneof!["null|true|false", "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", text.clone(),];
    let leaf = (space, leaf, space).prop_map(|(before, leaf, after)| before + &leaf + &after);
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((text.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(key, value)| format!("{key} :{value}")).collect();
                format!(" {{{}}}\n", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn agrees_on_json(text in any_json()) {
        agrees(text.as_bytes());
    }

    #[test]
    fn agrees_on_broken_json(text in any_json(), at: prop::sample::Index, byte in prop::sample::select(&b"\"\\{}[],:0-1.eEntf \n\x00\x80\xffua"[..]), how in 0..3) {
        let mut text = text.into_bytes();
        let at = at.index(text.len());
        match how {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => text.truncate(at),
        }
        agrees(&text);
    }

    #[test]
    fn agrees_on_any_bytes(text in prop::collection::vec(prop::sample::select(&b"\"\\{}[],:0123-.eE nulltruefas\xc3\xa9"[..]), 0..12)) {
        agrees(&text);
    }

    #[test]
    fn counts_are_those_of_the_number(text in "-?(0|[1-9][0-9]{0,16})(\\.(0{1,12}|[0-9]{1,3}))?([eE][+-]?[0-9]{1,2})?") {
        let number: f64 = text.parse().unwrap();
        let count = whole(text.as_bytes(), JsonParser::count).ok();
        let exact = number >= 0.0 && number <= MAX_SAFE_INTEGER as f64 && number.trunc() == number;
        if let Some(count) = count {
            prop_assert!(exact && count as f64 == number, "{}", text);
        } else if exact {
            // It became whole by rounding only: from 2^43 on, thousandths are rounded.
            prop_assert!(number > 8e12 || number == 0.0, "{}", text);
        }
    }
}
