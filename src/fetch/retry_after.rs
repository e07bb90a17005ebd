//! `Retry-After` (RFC 9110, 10.2.3).

use js_sys::{Date, Number};
use web_sys::Headers;

/// Parses it as ms to wait: seconds, which may have a fraction, or a date, relative to the response's own `Date` if
/// that is readable.
pub fn parse(headers: &Headers) -> Option<f64> {
    let header = |name: &str| headers.get(name).ok().flatten();
    let text = header("Retry-After")?;
    // A date has letters: `Date.parse` accepts nearly any number as a date.
    if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Some(Number::parse_float(&text)).filter(|seconds| *seconds >= 0.0).map(|seconds| seconds * 1000.0);
    }
    let now = header("Date").map_or(f64::NAN, |date| Date::parse(&date));
    let ms = Date::parse(&text) - if now.is_nan() { Date::now() } else { now };
    (!ms.is_nan()).then_some(ms)
}
