//! Numbers: exact where they are counts, and otherwise to the last digits but one or two.

/// The largest integer on whose value all readers of JSON agree (RFC 8259, section 6), and JS's `MAX_SAFE_INTEGER`.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// More digits than this are not kept.
const MAX_DIGITS: u64 = 100_000_000_000_000_000;

/// `digits` × 10^`exponent`, plus less than one unit of `digits` if it is not exact.
#[derive(Debug, Default)]
pub(super) struct Decimal {
    negative: bool,
    digits: u64,
    exponent: i32,
    inexact: bool,
}

impl Decimal {
    /// Reads the number that `text` begins with, and gives its length in bytes too.
    ///
    /// # Errors
    /// Where `text` stops being a number.
    pub(super) fn scan(text: &[u8]) -> Result<(Self, usize), usize> {
        let mut number = Self::default();
        let mut at = 0;
        let byte = |at: usize| text.get(at).copied();
        if byte(at) == Some(b'-') {
            number.negative = true;
            at += 1;
        }
        at = if byte(at) == Some(b'0') { at + 1 } else { scan_digits(text, at, |digit| number.push(digit, 0))? };
        if byte(at) == Some(b'.') {
            at = scan_digits(text, at + 1, |digit| number.push(digit, -1))?;
        }
        if let Some(b'e' | b'E') = byte(at) {
            at += 1;
            let negative = byte(at) == Some(b'-');
            at += usize::from(matches!(byte(at), Some(b'-' | b'+')));
            let mut exponent = 0i32;
            at = scan_digits(text, at, |digit| exponent = exponent.saturating_mul(10).saturating_add(digit.into()))?;
            number.exponent = number.exponent.saturating_add(if negative { -exponent } else { exponent });
        }
        // As in 01 and 0x10.
        if byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric()) { Err(at) } else { Ok((number, at)) }
    }

    /// Appends a digit; `scale` is -1 for those after the point.
    fn push(&mut self, digit: u8, scale: i32) {
        if self.digits < MAX_DIGITS {
            self.digits = self.digits * 10 + u64::from(digit);
            self.exponent = self.exponent.saturating_add(scale);
        } else {
            self.inexact |= digit != 0;
            self.exponent = self.exponent.saturating_add(scale + 1);
        }
    }

    /// The number as a count; `None` if it is negative, not whole, or beyond [`MAX_SAFE_INTEGER`].
    pub(super) fn as_count(&self) -> Option<u64> {
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

    /// The nearest number but for rounding in each of a few steps; infinite if it is too large.
    pub(super) fn to_f64(&self) -> f64 {
        let digits = self.digits as f64;
        // In two steps: the result may be finite though the whole power of ten is not.
        let half = self.exponent / 2;
        let scaled = |number: f64, exponent: i32| match exponent {
            0.. => number * 10f64.powi(exponent),
            _ => number / 10f64.powi(exponent.saturating_neg()),
        };
        // 0 × infinity is not a number.
        let number = if digits == 0.0 { 0.0 } else { scaled(scaled(digits, half), self.exponent - half) };
        if self.negative { -number } else { number }
    }
}

/// Passes on the digits from `start` on; gives where they end.
fn scan_digits(text: &[u8], start: usize, mut each: impl FnMut(u8)) -> Result<usize, usize> {
    let mut at = start;
    while let Some(byte @ b'0'..=b'9') = text.get(at) {
        each(byte - b'0');
        at += 1;
    }
    if at > start { Ok(at) } else { Err(at) }
}
