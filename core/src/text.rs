//! Numbers as text.

/// The digits of a number.
pub fn decimal(n: u64) -> String {
    n.to_string()
}
