//! Numbers as text, without the standard library's formatting, which would be a tenth of the wasm. Texts are put together
//! by `concat` for the same reason.

/// The digits of a number.
pub fn decimal(n: u64) -> String {
    let mut digits = if n < 10 { String::new() } else { decimal(n / 10) };
    digits.push(char::from(b'0' + (n % 10) as u8));
    digits
}

/// The text with `new` wherever `old`, which is not empty, stands.
pub fn replace(text: &str, old: &str, new: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    // The search of `str` itself is quicker and weighs thrice.
    while let Some(at) = rest.as_bytes().windows(old.len()).position(|part| part == old.as_bytes())
        && let (Some(before), Some(after)) = (rest.get(..at), rest.get(at + old.len()..))
    {
        replaced.push_str(before);
        replaced.push_str(new);
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{decimal, replace};

    #[test]
    fn as_the_standard_library_has_it() {
        for n in [0, 9, 10, 99, 1000, 1 << 53, u64::MAX] {
            assert_eq!(decimal(n), n.to_string());
        }
        for (text, old) in [("", "a"), ("a", "a"), ("aaa", "aa"), ("xäyäz", "ä"), ("no", "yes"), ("{n}{n", "{n}")] {
            assert_eq!(replace(text, old, "é"), text.replace(old, "é"));
        }
    }
}
