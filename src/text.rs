//! Numbers as text, without the standard library's formatting, which would be a tenth of the wasm. Texts are put together
//! by `concat` for the same reason.

/// The digits of a number.
pub fn decimal(mut n: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b'0' + (n % 10) as u8));
        n /= 10;
        if n == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::decimal;

    #[test]
    fn as_the_standard_library_has_it() {
        for n in [0, 9, 10, 99, 1000, 1 << 53, u64::MAX] {
            assert_eq!(decimal(n), n.to_string());
        }
    }
}
