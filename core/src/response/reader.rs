//! A reader of JSON (RFC 8259): goes over the bytes once, front to back, makes no value tree and copies only what is kept.
//!
//! An object is read by [`Reader::object`], then [`Reader::key`] until that gives `None`, and one value after each key; a
//! list by [`Reader::list`], then [`Reader::item`] until that gives `false`, and one value after each `true`.
//!
//! A text ends at its first fault: what is read from there on is empty, no key and no item comes, and
//! [`Reader::finish`] tells the fault. So no step has an outcome of its own, which would weigh as much as the reading.

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

/// A text as it stands, and whether it has escapes.
type RawText<'a> = (&'a [u8], bool);

/// A text that was read.
#[derive(Debug)]
pub enum Text<'a> {
    /// As it stands, without escapes, and not known to be UTF-8.
    Plain(&'a [u8]),
    /// Without the escapes that it had.
    Decoded(String),
}

impl AsRef<[u8]> for Text<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text,
            Self::Decoded(text) => text.as_bytes(),
        }
    }
}

/// A place in a JSON text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: u32,
    /// Nothing has been read since a list or an object began.
    fresh: bool,
    fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, depth: 0, fresh: false, fault: None }
    }

    /// What was read last is not what it should be.
    #[inline(never)]
    pub fn fail(&mut self, what: &'static str) {
        self.fault.get_or_insert(Fault { what, at: self.at });
        self.text = &[];
    }

    /// The first byte of what comes next, without space.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes over a value that was read from [`Reader::rest`], up to the `rest` of that.
    pub fn pass(&mut self, rest: &[u8]) {
        self.at = self.text.len().saturating_sub(rest.len());
    }

    /// All is read: nothing but space may be left.
    pub fn finish(&mut self) -> Result<(), Fault> {
        if self.peek().is_some() {
            self.unexpected("expected the end");
        }
        self.fault.map_or(Ok(()), Err)
    }

    /// Goes into an object, which is `what`.
    pub fn object(&mut self, what: &'static str) {
        self.open(b'{', what);
    }

    /// The next key of the object; `None` at its end.
    pub fn key(&mut self) -> Option<Text<'a>> {
        self.raw_key().map(|key| self.plain(key))
    }

    /// The same as a text to keep, for objects that are read once.
    pub fn name(&mut self) -> Option<String> {
        self.key().map(|key| self.keep(key))
    }

    /// Goes into a list, which is `what`.
    pub fn list(&mut self, what: &'static str) {
        self.open(b'[', what);
    }

    /// Whether the list has another item; at its end the reader is behind it.
    pub fn item(&mut self) -> bool {
        self.more(b']')
    }

    /// Whether a null is next; the reader is behind it then.
    pub fn null(&mut self) -> bool {
        let null = self.peek() == Some(b'n');
        if null {
            self.word(b"null");
        }
        null
    }

    /// A text, which is `what`.
    pub fn text(&mut self, what: &'static str) -> Text<'a> {
        let text = self.raw_text(what);
        self.plain(text)
    }

    /// A text to keep.
    pub fn string(&mut self) -> String {
        let text = self.text("expected a string");
        self.keep(text)
    }

    /// A text that was read, as one to keep.
    pub fn keep(&mut self, text: Text) -> String {
        match text {
            Text::Plain(text) => self.decode(text),
            Text::Decoded(text) => text,
        }
    }

    /// A text to keep, or null.
    pub fn optional_string(&mut self) -> Option<String> {
        if self.null() {
            return None;
        }
        let text = self.string();
        self.fault.is_none().then_some(text)
    }

    /// A counter: whole, not negative, exact. Some encoders write 5.0 for 5, and 1e15 for a large one.
    pub fn count(&mut self) -> u64 {
        let number = self.decimal(WHOLE);
        number.whole().unwrap_or_else(|| {
            self.fail(WHOLE);
            0
        })
    }

    /// A counter, or null.
    pub fn optional_count(&mut self) -> Option<u64> {
        if self.null() { None } else { Some(self.count()) }
    }

    /// A finite number, to the last digits but one or two.
    pub fn number(&mut self) -> f64 {
        let number = self.decimal("expected a number").approximate();
        if !number.is_finite() {
            self.fail("a number is too large");
        }
        number
    }

    /// Goes over any value, however deep it nests.
    pub fn skip(&mut self) {
        // For each list or object around this place, whether it is a list.
        let mut around = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'[' | b'{')) => {
                    self.enter();
                    around.push(bracket == b'[');
                }
                Some(b'"') => drop(self.raw_text("")),
                Some(b'n') => self.word(b"null"),
                Some(b't') => self.word(b"true"),
                Some(b'f') => self.word(b"false"),
                _ => drop(self.decimal("expected a value")),
            }
            // Up to the next value.
            while let Some(list) = around.last() {
                if if *list { self.item() } else { self.raw_key().is_some() } {
                    break;
                }
                around.pop();
            }
            if around.is_empty() {
                return;
            }
        }
    }

    /// What comes next is not what it should be. Whatever that was: a text that ends here was cut.
    fn unexpected(&mut self, what: &'static str) {
        self.fail(if self.at < self.text.len() { what } else { CUT_OFF });
    }

    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &[u8]) {
        for byte in word {
            if !self.take(*byte) {
                return self.unexpected("expected a value");
            }
        }
    }

    fn open(&mut self, bracket: u8, what: &'static str) {
        if self.peek() != Some(bracket) {
            self.unexpected(what);
        } else if self.depth == MAX_DEPTH {
            self.fail("it nests too deep");
        } else {
            self.enter();
        }
    }

    fn enter(&mut self) {
        self.at += 1;
        self.depth += 1;
        self.fresh = true;
    }

    fn more(&mut self, bracket: u8) -> bool {
        let first = std::mem::take(&mut self.fresh);
        let next = self.peek();
        if next == Some(bracket) {
            self.at += 1;
            self.depth -= 1;
            return false;
        }
        if !first && !self.take(b',') {
            self.unexpected("expected a comma or the end of a list or an object");
        }
        self.fault.is_none()
    }

    fn raw_key(&mut self) -> Option<RawText<'a>> {
        if !self.more(b'}') {
            return None;
        }
        let key = self.raw_text("expected a key");
        self.peek();
        if !self.take(b':') {
            self.unexpected("expected a colon");
        }
        self.fault.is_none().then_some(key)
    }

    fn plain(&mut self, (text, escaped): RawText<'a>) -> Text<'a> {
        if escaped { Text::Decoded(self.decode(text)) } else { Text::Plain(text) }
    }

    fn decode(&mut self, text: &[u8]) -> String {
        decoded(text).unwrap_or_else(|| {
            self.fail(NOT_UTF_8);
            String::new()
        })
    }

    fn raw_text(&mut self, what: &'static str) -> RawText<'a> {
        if self.peek() != Some(b'"') {
            self.unexpected(what);
        }
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            // Most of a body are texts: this loop is what a decode waits for.
            let mut plain = 0;
            for byte in self.rest() {
                if matches!(byte, b'"' | b'\\' | 0..0x20) {
                    break;
                }
                plain += 1;
            }
            self.at += plain;
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape();
                }
                _ => {
                    self.unexpected("a text has a control character");
                    return (&[], false);
                }
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        (text, escaped)
    }

    /// What follows a backslash.
    fn escape(&mut self) {
        let digits = match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return self.unexpected("a text has an escape that is none"),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return self.unexpected("a text has an escape that is none");
            }
            self.at += 1;
        }
    }

    fn decimal(&mut self, what: &'static str) -> Decimal {
        self.peek();
        let mut number = Decimal { negative: self.take(b'-'), ..Decimal::default() };
        let mut fine = self.take(b'0') || self.digits(|digit| number.push(digit, 0));
        if self.take(b'.') {
            fine &= self.digits(|digit| number.push(digit, -1));
        }
        if self.take(b'e') || self.take(b'E') {
            let negative = self.take(b'-');
            if !negative {
                self.take(b'+');
            }
            let mut exponent = 0i32;
            fine &= self.digits(|digit| exponent = exponent.saturating_mul(10).saturating_add(digit.into()));
            number.exponent = number.exponent.saturating_add(if negative { -exponent } else { exponent });
        }
        // As in 01 and 0x10.
        if !fine || self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.unexpected(what);
        }
        number
    }

    /// Goes over digits; whether there was one.
    fn digits(&mut self, mut each: impl FnMut(u8)) -> bool {
        let start = self.at;
        for byte in self.rest() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            each(digit);
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

/// What a text says, whose escapes are well-formed; `None` if it is not UTF-8, or half a surrogate pair is missing.
///
/// The standard library's UTF-8 is quicker and weighs as much as the rest of this.
fn decoded(text: &[u8]) -> Option<String> {
    let mut decoded = String::new();
    let mut rest = text.iter().copied();
    while let Some(first) = rest.next() {
        decoded.push(if first == b'\\' { escaped(&mut rest)? } else { utf8(first, &mut rest)? });
    }
    Some(decoded)
}

/// The character of an escape; its backslash is already taken.
fn escaped(rest: &mut impl Iterator<Item = u8>) -> Option<char> {
    let code = match rest.next()? {
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => {
            let mut unit = hex(rest)?;
            if let 0xd800..=0xdbff = unit {
                let (b'\\', b'u') = (rest.next()?, rest.next()?) else { return None };
                let low = hex(rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                unit = 0x10000 + ((unit - 0xd800) << 10) + low;
            }
            return char::from_u32(unit);
        }
        quote => quote,
    };
    Some(code.into())
}

/// The character that begins with a byte (RFC 3629); its shortest form only.
fn utf8(first: u8, rest: &mut impl Iterator<Item = u8>) -> Option<char> {
    let more = match first {
        0..0x80 => return Some(first.into()),
        0xc0..0xe0 => 1,
        0xe0..0xf0 => 2,
        0xf0..0xf8 => 3,
        _ => return None,
    };
    let mut code = u32::from(first) & (0x3f >> more);
    for _ in 0..more {
        let byte = rest.next().filter(|byte| byte & 0xc0 == 0x80)?;
        code = code << 6 | u32::from(byte & 0x3f);
    }
    char::from_u32(code).filter(|c| c.len_utf8() == more + 1)
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
#[path = "reader_tests.rs"]
mod tests;
