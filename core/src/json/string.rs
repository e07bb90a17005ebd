//! Strings: from what stands between the quotes to the characters that are meant.

use std::str::Chars;

/// The characters of a string, given the checked text between its quotes.
#[derive(Debug, Clone)]
pub(super) struct Unescaped<'a>(Chars<'a>);

impl<'a> Unescaped<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        Self(raw.chars())
    }

    /// The character of an escape whose backslash is already taken.
    fn escape(&mut self) -> char {
        match self.0.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let unit = self.code_unit();
                let code = if (0xd800..0xdc00).contains(&unit) { self.surrogate_pair(unit) } else { Some(unit) };
                code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Some(c) => c,
            None => char::REPLACEMENT_CHARACTER,
        }
    }

    /// The code point of `high` and the low surrogate that follows; `None`, and nothing is taken, if none follows.
    fn surrogate_pair(&mut self, high: u32) -> Option<u32> {
        let mut ahead = self.clone();
        if ahead.0.next() != Some('\\') || ahead.0.next() != Some('u') {
            return None;
        }
        let low = ahead.code_unit().checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        *self = ahead;
        Some(0x1_0000 + ((high - 0xd800) << 10) + low)
    }

    fn code_unit(&mut self) -> u32 {
        let digits = self.0.by_ref().take(4);
        digits.fold(0, |unit, digit| unit << 4 | digit.to_digit(16).unwrap_or_default())
    }
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.0.next()? {
            '\\' => Some(self.escape()),
            c => Some(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_characters() {
        let text = |raw| Unescaped::new(raw).collect::<String>();
        assert_eq!(text(r#"a\n\t\b\f\r\"\\\/\u00e9\ud83d\ude00"#), "a\n\t\u{8}\u{c}\r\"\\/é😀");
        assert_eq!(
            text(r"\ud83dx \ude00 \ud83d\u0041 \ud83d\n \ud83d"),
            "\u{fffd}x \u{fffd} \u{fffd}A \u{fffd}\n \u{fffd}"
        );
    }
}
