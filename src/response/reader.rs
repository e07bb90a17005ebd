//! A reader of JSON (RFC 8259): goes over the bytes once, front to back, makes no value tree and copies only what is kept.
//!
//! An object is read by [`Reader::object`], then [`Reader::key`] until that gives `None`, and one value after each key; a
//! list by [`Reader::list`], then [`Reader::item`] until that gives `false`, and one value after each `true`.

use std::borrow::Cow;

/// The largest integer that JSON numbers carry exactly (RFC 8259, section 6).
const MAX_SAFE_INTEGER: u64 = 1 << 53;

/// How deep lists and objects may nest.
const MAX_DEPTH: u32 = 128;

const CUT_OFF: &str = "it is cut off";
const NOT_UTF_8: &str = "a text is not UTF-8";
const WHOLE: &str = "expected a whole number from 0 to 2^53";

/// What is wrong, and how many bytes were read until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// For people, without a full stop.
    pub what: &'static str,
    /// Bytes from the start.
    pub at: usize,
}

/// What was read, or why it can't be.
pub type Read<T> = Result<T, Fault>;

/// A text as it stands, and whether it has escapes.
type RawText<'a> = (&'a [u8], bool);

/// A place in a JSON text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: u32,
    /// Nothing has been read since a list or an object began.
    fresh: bool,
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, depth: 0, fresh: false }
    }

    /// A fault in what was read last.
    pub fn fault(&self, what: &'static str) -> Fault {
        Fault { what, at: self.at }
    }

    /// The first byte of what comes next, without space.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// Nothing but space may be left.
    pub fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("expected the end")),
        }
    }

    /// Goes into an object, which is `what`.
    pub fn object(&mut self, what: &'static str) -> Read<()> {
        self.open(b'{', what)
    }

    /// The next key of the object; `None` at its end.
    pub fn key(&mut self) -> Read<Option<Cow<'a, [u8]>>> {
        match self.raw_key()? {
            Some(key) => self.plain(key).map(Some),
            None => Ok(None),
        }
    }

    /// Goes into a list, which is `what`.
    pub fn list(&mut self, what: &'static str) -> Read<()> {
        self.open(b'[', what)
    }

    /// Whether the list has another item; at its end the reader is behind it.
    pub fn item(&mut self) -> Read<bool> {
        self.more(b']')
    }

    /// Whether a null is next; the reader is behind it then.
    pub fn null(&mut self) -> Read<bool> {
        Ok(self.peek() == Some(b'n') && self.word(b"null").map(|()| true)?)
    }

    /// A text, which is `what`: as it stands wherever it has no escapes, and not known to be UTF-8.
    pub fn text(&mut self, what: &'static str) -> Read<Cow<'a, [u8]>> {
        let text = self.raw_text(what)?;
        self.plain(text)
    }

    /// A text to keep.
    pub fn string(&mut self) -> Read<String> {
        let text = self.text("expected a string")?;
        self.keep(text)
    }

    /// A text that was read, as one to keep.
    pub fn keep(&self, text: Cow<[u8]>) -> Read<String> {
        String::from_utf8(text.into_owned()).map_err(|_| self.fault(NOT_UTF_8))
    }

    /// A text to keep, or null.
    pub fn optional_string(&mut self) -> Read<Option<String>> {
        if self.null()? { Ok(None) } else { self.string().map(Some) }
    }

    /// A counter: whole, not negative, exact. Some encoders write 5.0 for 5, and 1e15 for a large one.
    pub fn count(&mut self) -> Read<u64> {
        let number = self.decimal(WHOLE)?;
        number.whole().ok_or_else(|| self.fault(WHOLE))
    }

    /// A counter, or null.
    pub fn optional_count(&mut self) -> Read<Option<u64>> {
        if self.null()? { Ok(None) } else { self.count().map(Some) }
    }

    /// A finite number, to the last digits but one or two.
    pub fn number(&mut self) -> Read<f64> {
        let number = self.decimal("expected a number")?.approximate();
        if number.is_finite() { Ok(number) } else { Err(self.fault("a number is too large")) }
    }

    /// Goes over any value, however deep it nests.
    pub fn skip(&mut self) -> Read<()> {
        // For each list or object around this place, whether it is a list.
        let mut around = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'[' | b'{')) => {
                    self.enter();
                    around.push(bracket == b'[');
                }
                Some(b'"') => self.raw_text("").map(drop)?,
                Some(b'n') => self.word(b"null")?,
                Some(b't') => self.word(b"true")?,
                Some(b'f') => self.word(b"false")?,
                _ => self.decimal("expected a value").map(drop)?,
            }
            // Up to the next value.
            while let Some(list) = around.last() {
                if if *list { self.item()? } else { self.raw_key()?.is_some() } {
                    break;
                }
                around.pop();
            }
            if around.is_empty() {
                return Ok(());
            }
        }
    }

    /// A fault in what comes next. Whatever was expected: a text that ends here was cut.
    fn unexpected(&self, what: &'static str) -> Fault {
        self.fault(if self.at < self.text.len() { what } else { CUT_OFF })
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &[u8]) -> Read<()> {
        for byte in word {
            if !self.take(*byte) {
                return Err(self.unexpected("expected a value"));
            }
        }
        Ok(())
    }

    fn open(&mut self, bracket: u8, what: &'static str) -> Read<()> {
        if self.peek() != Some(bracket) {
            return Err(self.unexpected(what));
        }
        if self.depth == MAX_DEPTH {
            return Err(self.unexpected("it nests too deep"));
        }
        self.enter();
        Ok(())
    }

    fn enter(&mut self) {
        self.at += 1;
        self.depth += 1;
        self.fresh = true;
    }

    fn more(&mut self, bracket: u8) -> Read<bool> {
        let first = std::mem::take(&mut self.fresh);
        let next = self.peek();
        if next == Some(bracket) {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if !first {
            if next != Some(b',') {
                return Err(self.unexpected("expected a comma or the end of a list or an object"));
            }
            self.at += 1;
        }
        Ok(true)
    }

    fn raw_key(&mut self) -> Read<Option<RawText<'a>>> {
        if !self.more(b'}')? {
            return Ok(None);
        }
        let key = self.raw_text("expected a key")?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("expected a colon"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    fn plain(&self, (text, escaped): RawText<'a>) -> Read<Cow<'a, [u8]>> {
        if escaped {
            unescaped(text).map(Cow::Owned).ok_or_else(|| self.fault(NOT_UTF_8))
        } else {
            Ok(Cow::Borrowed(text))
        }
    }

    fn raw_text(&mut self, what: &'static str) -> Read<RawText<'a>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(what));
        }
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                Some(0x20..) => self.at += 1,
                _ => return Err(self.unexpected("a text has a control character")),
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok((text, escaped))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Read<()> {
        let escape = self.byte();
        let digits = match escape {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(self.unexpected("a text has an escape that is none")),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return Err(self.unexpected("a text has an escape that is none"));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn decimal(&mut self, what: &'static str) -> Read<Decimal> {
        self.peek();
        let mut number = Decimal { negative: self.take(b'-'), ..Decimal::default() };
        if !self.take(b'0') && !self.digits(|digit| number.push(digit, 0)) {
            return Err(self.unexpected(what));
        }
        if self.take(b'.') && !self.digits(|digit| number.push(digit, -1)) {
            return Err(self.unexpected(what));
        }
        if self.take(b'e') || self.take(b'E') {
            let negative = self.take(b'-');
            if !negative {
                self.take(b'+');
            }
            let mut exponent = 0i32;
            if !self.digits(|digit| exponent = exponent.saturating_mul(10).saturating_add(digit.into())) {
                return Err(self.unexpected(what));
            }
            number.exponent = number.exponent.saturating_add(if negative { -exponent } else { exponent });
        }
        // As in 01 and 0x10.
        if self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            Err(self.unexpected(what))
        } else {
            Ok(number)
        }
    }

    /// Goes over digits; whether there was one.
    fn digits(&mut self, mut each: impl FnMut(u8)) -> bool {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            each(digit - b'0');
            self.at += 1;
        }
        self.at > start
    }
}

/// `digits` × 10^`exponent`, and less than one unit of `digits` more if it is not exact.
#[derive(Debug, Default)]
struct Decimal {
    negative: bool,
    digits: u64,
    exponent: i32,
    inexact: bool,
}

impl Decimal {
    /// Appends a digit; `scale` is -1 for those behind the point. Digits beyond the eighteenth only tell whether there are any.
    fn push(&mut self, digit: u8, scale: i32) {
        if self.digits < 100_000_000_000_000_000 {
            self.digits = self.digits * 10 + u64::from(digit);
            self.exponent = self.exponent.saturating_add(scale);
        } else {
            self.inexact |= digit != 0;
            self.exponent = self.exponent.saturating_add(scale + 1);
        }
    }

    fn whole(&self) -> Option<u64> {
        let (mut whole, mut exponent) = (self.digits, self.exponent);
        if whole == 0 && !self.inexact {
            return Some(0);
        }
        while exponent < 0 && whole % 10 == 0 {
            whole /= 10;
            exponent += 1;
        }
        while exponent > 0 && whole <= MAX_SAFE_INTEGER {
            whole *= 10;
            exponent -= 1;
        }
        let exact = exponent == 0 && !self.inexact && !self.negative;
        (exact && whole <= MAX_SAFE_INTEGER).then_some(whole)
    }

    fn approximate(&self) -> f64 {
        let digits = self.digits as f64;
        // In two steps: what is left in the end may be a number though the whole power is none.
        let half = self.exponent / 2;
        let scaled = |number: f64, exponent: i32| match exponent {
            0.. => number * 10f64.powi(exponent),
            _ => number / 10f64.powi(exponent.saturating_neg()),
        };
        // Nothing × infinity is not a number.
        let number = if digits == 0.0 { 0.0 } else { scaled(scaled(digits, half), self.exponent - half) };
        if self.negative { -number } else { number }
    }
}

/// A text without its escapes, which are well-formed; `None` if half a surrogate pair is missing.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'\\' => match rest.next()? {
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'u' => {
                    let mut unit = hex(&mut rest)?;
                    if let 0xd800..=0xdbff = unit {
                        let (b'\\', b'u') = (rest.next()?, rest.next()?) else { return None };
                        let low = hex(&mut rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                        unit = 0x10000 + ((unit - 0xd800) << 10) + low;
                    }
                    plain.extend(char::from_u32(unit)?.encode_utf8(&mut [0; 4]).bytes());
                    continue;
                }
                quote => quote,
            },
            byte => byte,
        };
        plain.push(byte);
    }
    Some(plain)
}

/// The value of four hexadecimal digits.
fn hex(digits: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let mut value = 0;
    for _ in 0..4 {
        value = value << 4 | char::from(digits.next()?).to_digit(16)?;
    }
    Some(value)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "reader_tests.rs"]
mod tests;
