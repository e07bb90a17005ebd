//! The pull parser.

use std::{borrow::Cow, mem};

use super::{ParseError, RawValue, number::Decimal, string::Unescaped};

/// How deep arrays and objects that are entered may nest, so that recursive decoders can't exhaust the stack.
/// Values that are skipped or taken raw may nest deeper.
pub const MAX_DEPTH: u32 = 128;

/// A position in a JSON text.
///
/// An object is read by [`JsonParser::begin_object`], then [`JsonParser::next_key`] until that gives `None`, and one
/// value after each key; an array by [`JsonParser::begin_array`], then [`JsonParser::next_item`] until that gives
/// `false`, and one value after each `true`. After an error the parser is of no more use.
#[derive(Debug, Clone)]
pub struct JsonParser<'a> {
    text: &'a str,
    offset: usize,
    depth: u32,
    /// An array or object has just been entered: no comma stands before what comes next.
    is_first: bool,
}

impl<'a> JsonParser<'a> {
    /// A parser at the start of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, offset: 0, depth: 0, is_first: false }
    }

    /// The error that the value before this position is not what it should be.
    pub fn error(&self, message: &'static str) -> ParseError {
        ParseError { message, offset: self.offset }
    }

    /// The first byte of what comes next, after whitespace; `None` at the end.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.offset += 1;
        }
        self.byte()
    }

    /// Enters an object; `expected` is the message if there is none.
    pub fn begin_object(&mut self, expected: &'static str) -> Result<(), ParseError> {
        self.begin(b'{', expected)
    }

    /// The next key of the object; `None` at its end, and then the parser is behind it.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, ParseError> {
        if !self.has_next(b'}')? {
            return Ok(None);
        }
        let key = self.string("expected a key")?;
        self.colon()?;
        Ok(Some(key))
    }

    /// Enters an array; `expected` is the message if there is none.
    pub fn begin_array(&mut self, expected: &'static str) -> Result<(), ParseError> {
        self.begin(b'[', expected)
    }

    /// Whether the array has another item; if not, the parser is behind it.
    pub fn next_item(&mut self) -> Result<bool, ParseError> {
        self.has_next(b']')
    }

    /// Whether null comes next; if so, the parser is behind it.
    pub fn null(&mut self) -> Result<bool, ParseError> {
        let is_null = self.peek() == Some(b'n');
        if is_null {
            self.literal("null")?;
        }
        Ok(is_null)
    }

    /// A string; `expected` is the message if there is none.
    pub fn string(&mut self, expected: &'static str) -> Result<Cow<'a, str>, ParseError> {
        let (raw, has_escapes) = self.raw_string(expected)?;
        Ok(if has_escapes { Unescaped::new(raw).collect::<String>().into() } else { raw.into() })
    }

    /// A string, or null.
    pub fn optional_string(&mut self) -> Result<Option<String>, ParseError> {
        if self.null()? { Ok(None) } else { self.string("expected a string").map(|text| Some(text.into_owned())) }
    }

    /// A count: a whole number from 0 to 2^53 - 1. Some encoders write 5.0 for 5, and 1e15 for a large one.
    pub fn count(&mut self) -> Result<u64, ParseError> {
        let expected = "expected a whole number from 0 to 2^53 - 1";
        self.decimal(expected)?.as_count().ok_or(self.error(expected))
    }

    /// A count, or null.
    pub fn optional_count(&mut self) -> Result<Option<u64>, ParseError> {
        if self.null()? { Ok(None) } else { self.count().map(Some) }
    }

    /// A finite number, exact but for its last one or two digits.
    pub fn number(&mut self) -> Result<f64, ParseError> {
        let number = self.decimal("expected a number")?.to_f64();
        if number.is_finite() { Ok(number) } else { Err(self.error("a number is too large")) }
    }

    /// Passes over any value, however deep it nests.
    pub fn skip(&mut self) -> Result<(), ParseError> {
        self.tokens(|_| {})
    }

    /// Any value as it was written, however deep it nests.
    pub fn raw_value(&mut self) -> Result<RawValue<'a>, ParseError> {
        self.peek();
        let start = self.offset;
        self.skip()?;
        Ok(RawValue::checked(self.since(start)))
    }

    /// Passes over any value, however deep it nests; `visit` gets its tokens: brackets, colons, commas, and scalars as
    /// they were written.
    pub(super) fn tokens(&mut self, mut visit: impl FnMut(&'a str)) -> Result<(), ParseError> {
        // The closing brackets of the arrays and objects around this position.
        let mut closing = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'[' | b'{')) => {
                    self.enter();
                    visit(if bracket == b'[' { "[" } else { "{" });
                    closing.push(if bracket == b'[' { b']' } else { b'}' });
                }
                first => {
                    let start = self.offset;
                    match first {
                        Some(b'"') => {
                            self.raw_string("")?;
                        }
                        Some(b'n') => self.literal("null")?,
                        Some(b't') => self.literal("true")?,
                        Some(b'f') => self.literal("false")?,
                        _ => {
                            self.decimal("expected a value")?;
                        }
                    }
                    visit(self.since(start));
                }
            }
            // Up to the next value.
            loop {
                let Some(close) = closing.last().copied() else { return Ok(()) };
                let is_first = self.is_first;
                if self.has_next(close)? {
                    if !is_first {
                        visit(",");
                    }
                    if close == b'}' {
                        self.peek();
                        let start = self.offset;
                        self.raw_string("expected a key")?;
                        visit(self.since(start));
                        self.colon()?;
                        visit(":");
                    }
                    break;
                }
                visit(if close == b']' { "]" } else { "}" });
                closing.pop();
            }
        }
    }

    /// The text that has not been parsed yet.
    pub fn remaining(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    /// Passes over what was read from [`JsonParser::remaining`] by other means: `rest` is what remains after it.
    pub fn advance_to(&mut self, rest: &str) {
        self.offset = self.text.len().saturating_sub(rest.len());
    }

    /// What comes next is not what it should be. Whatever that was: a text that ends here was cut off.
    pub(super) fn unexpected(&self, message: &'static str) -> ParseError {
        self.error(if self.offset < self.text.len() { message } else { "it is cut off" })
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.offset).unwrap_or_default()
    }

    // By hand: at the wasm's opt-level a decode would take a fifth longer without.
    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn literal(&mut self, literal: &str) -> Result<(), ParseError> {
        let matches = literal.bytes().all(|byte| self.take(byte));
        if matches { Ok(()) } else { Err(self.unexpected("expected a value")) }
    }

    fn begin(&mut self, bracket: u8, expected: &'static str) -> Result<(), ParseError> {
        if self.peek() != Some(bracket) {
            return Err(self.unexpected(expected));
        }
        if self.depth == MAX_DEPTH {
            return Err(self.error("it nests too deep"));
        }
        self.enter();
        Ok(())
    }

    fn enter(&mut self) {
        self.offset += 1;
        self.depth += 1;
        self.is_first = true;
    }

    /// Whether the array or object goes on before its closing bracket, which is taken otherwise.
    fn has_next(&mut self, close: u8) -> Result<bool, ParseError> {
        let is_first = mem::take(&mut self.is_first);
        if self.peek() == Some(close) {
            self.offset += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if is_first || self.take(b',') {
            Ok(true)
        } else {
            Err(self.unexpected("expected a comma or the end of a list or an object"))
        }
    }

    fn colon(&mut self) -> Result<(), ParseError> {
        self.peek();
        if self.take(b':') { Ok(()) } else { Err(self.unexpected("expected a colon")) }
    }

    /// What stands between the quotes of a string, and whether there are escapes in it.
    fn raw_string(&mut self, expected: &'static str) -> Result<(&'a str, bool), ParseError> {
        self.peek();
        if !self.take(b'"') {
            return Err(self.unexpected(expected));
        }
        let start = self.offset;
        let mut has_escapes = false;
        loop {
            for byte in self.remaining().bytes() {
                if matches!(byte, b'"' | b'\\' | 0..0x20) {
                    break;
                }
                self.offset += 1;
            }
            match self.byte() {
                Some(b'"') => {
                    let raw = self.since(start);
                    self.offset += 1;
                    return Ok((raw, has_escapes));
                }
                Some(b'\\') => {
                    has_escapes = true;
                    self.offset += 1;
                    self.escape()?;
                }
                _ => return Err(self.unexpected("a string has a control character")),
            }
        }
    }

    /// Checks what follows a backslash.
    fn escape(&mut self) -> Result<(), ParseError> {
        let digits = match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(self.unexpected("a string has an invalid escape")),
        };
        self.offset += 1;
        for _ in 0..digits {
            if !self.byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return Err(self.unexpected("a string has an invalid escape"));
            }
            self.offset += 1;
        }
        Ok(())
    }

    fn decimal(&mut self, expected: &'static str) -> Result<Decimal, ParseError> {
        self.peek();
        match Decimal::scan(self.remaining().as_bytes()) {
            Ok((number, length)) => {
                self.offset += length;
                Ok(number)
            }
            Err(length) => {
                self.offset += length;
                Err(self.unexpected(expected))
            }
        }
    }
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;
