//! Numbers of inputs by status: `GET /batch/jobs/{id}/inputs/progress/counts`, and `input_progress` of a job.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{count::Count, key::Key};
use crate::error::Error;

/// Numbers of inputs by status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pending: Option<Count>,
    processing: Option<Count>,
    completed: Option<Count>,
    failed: Option<Count>,
}

impl Counts {
    /// All inputs of the job; `None` if one of the four numbers is missing: null is not zero.
    pub fn total(&self) -> Option<u64> {
        let all = [self.pending?, self.processing?, self.completed?, self.failed?];
        Some(all.iter().map(|count| count.0).sum())
    }
}

/// Decodes an answer of the counts route.
///
/// # Errors
/// [`Error::BadResponse`] for what is no JSON, or has counts that are not whole.
pub fn decode(body: &[u8]) -> Result<Counts, Error> {
    super::decode(body)
}

// By hand: a derived one weighs more in the wasm.
impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CountsVisitor)
    }
}

struct CountsVisitor;

impl<'de> Visitor<'de> for CountsVisitor {
    type Value = Counts;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers of inputs by status")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Counts, A::Error> {
        let mut counts = Counts::default();
        while let Some(key) = map.next_key::<Key>()? {
            let field = match &*key.0 {
                "pending" => &mut counts.pending,
                "processing" => &mut counts.processing,
                "completed" => &mut counts.completed,
                "failed" => &mut counts.failed,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *field = map.next_value()?;
        }
        Ok(counts)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_sum_of_all_four() {
        let total = |body: &str| decode(body.as_bytes()).unwrap().total();
        assert_eq!(total(r#"{"job_id":"j","pending":1,"processing":2,"completed":30,"failed":4,"new":9}"#), Some(37));
        assert_eq!(total(r#"{"pending":1,"processing":2,"completed":null,"failed":4}"#), None);
        assert_eq!(total("{}"), None);
    }

    #[test]
    fn what_is_no_counts_is_refused() {
        for body in ["", "5", "<html>", r#"{"pending":-1}"#, r#"{"pending":"1"}"#] {
            assert!(matches!(decode(body.as_bytes()), Err(Error::BadResponse(_))), "{body}");
        }
    }
}
