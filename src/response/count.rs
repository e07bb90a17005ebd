//! Counters on the wire: whole, not negative, exact.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

/// The largest integer that JSON numbers carry exactly (RFC 8259, section 6).
const MAX_SAFE_INTEGER: u64 = 1 << 53;

/// A counter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count(pub u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl Visitor<'_> for CountVisitor {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number from 0 to 2^53")
            }
            fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Count, E> {
                if n <= MAX_SAFE_INTEGER { Ok(Count(n)) } else { Err(E::custom("a count is over 2^53")) }
            }
            fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Count, E> {
                self.visit_u64(u64::try_from(n).map_err(|_| E::custom("a count is negative"))?)
            }
            fn visit_f64<E: serde::de::Error>(self, n: f64) -> Result<Count, E> {
                // Some encoders write 5.0 for 5, and 1e15 for a large one.
                if n >= 0.0 && n <= MAX_SAFE_INTEGER as f64 && n.trunc() == n {
                    Ok(Count(n as u64))
                } else {
                    Err(E::custom("a count is not a whole number from 0 to 2^53"))
                }
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}
