//! Numbers of inputs by status: `GET /batch/jobs/{id}/inputs/progress/counts`, and `input_progress` of a job.

use super::reader::Reader;
use crate::error::Error;

/// Numbers of inputs by status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pending: Option<u64>,
    processing: Option<u64>,
    completed: Option<u64>,
    failed: Option<u64>,
}

impl Counts {
    /// All inputs of the job; `None` if one of the four numbers is missing: null is not zero.
    pub fn total(&self) -> Option<u64> {
        Some(self.pending? + self.processing? + self.completed? + self.failed?)
    }
}

/// Decodes an answer of the counts route.
///
/// # Errors
/// [`Error::BadResponse`] for what is no JSON, or has counts that are not whole.
pub fn decode(body: &[u8]) -> Result<Counts, Error> {
    super::decode(body, read)
}

/// Reads an object of counts.
pub(super) fn read(json: &mut Reader) -> Counts {
    let mut counts = Counts::default();
    json.object("expected numbers of inputs by status");
    while let Some(name) = json.name() {
        let field = match name.as_str() {
            "pending" => &mut counts.pending,
            "processing" => &mut counts.processing,
            "completed" => &mut counts.completed,
            "failed" => &mut counts.failed,
            _ => {
                json.skip();
                continue;
            }
        };
        *field = json.optional_count();
    }
    counts
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
