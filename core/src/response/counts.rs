//! Numbers of inputs by status: `GET /batch/jobs/{id}/inputs/progress/counts`, and `input_progress` of a job.

use crate::{
    error::Error,
    json::{JsonParser, ParseError},
};

/// Decodes a response of the counts route: the number of all inputs of the job, `None` if one of the four numbers is
/// missing: null is not zero.
///
/// # Errors
/// [`Error::BadResponse`] for what is not JSON, or has counts that are not whole numbers.
pub fn decode(body: &[u8]) -> Result<Option<u64>, Error> {
    super::decode(body, read_total)
}

/// The sum of an object of counts.
pub(super) fn read_total(json: &mut JsonParser) -> Result<Option<u64>, ParseError> {
    let (mut pending, mut processing, mut completed, mut failed) = (None, None, None, None);
    json.begin_object("expected numbers of inputs by status")?;
    while let Some(key) = json.next_key()? {
        let field = match key.as_ref() {
            "pending" => &mut pending,
            "processing" => &mut processing,
            "completed" => &mut completed,
            "failed" => &mut failed,
            _ => {
                json.skip()?;
                continue;
            }
        };
        *field = json.optional_count()?;
    }
    let counts = [pending, processing, completed, failed];
    Ok(counts.into_iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_sum_of_all_four() {
        let total = |body: &str| decode(body.as_bytes()).unwrap();
        assert_eq!(total(r#"{"job_id":"j","pending":1,"processing":2,"completed":30,"failed":4,"new":9}"#), Some(37));
        assert_eq!(total(r#"{"pending":1,"processing":2,"completed":null,"failed":4}"#), None);
        assert_eq!(total("{}"), None);
    }

    #[test]
    fn anything_else_is_refused() {
        for body in ["", "5", "<html>", r#"{"pending":-1}"#, r#"{"pending":"1"}"#] {
            assert!(matches!(decode(body.as_bytes()), Err(Error::BadResponse(_))), "{body}");
        }
    }
}
