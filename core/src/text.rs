//! Numbers as text, without the standard library's formatting, which would be a tenth of the wasm. Texts are put together
//! by `concat` for the same reason.

/// The digits of a number.
pub fn decimal(n: u64) -> String {
    let mut digits = if n < 10 { String::new() } else { decimal(n / 10) };
    digits.push(char::from(b'0' + (n % 10) as u8));
    digits
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn as_the_standard_library_has_it() {
        for n in [0, 9, 10, 99, 1000, 1 << 53, u64::MAX] {
            assert_eq!(decimal(n), n.to_string());
        }
    }
}
