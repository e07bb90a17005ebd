//! Which jobs may be seen, and the list of jobs reduced to them.

use std::sync::Arc;

use serde_json::Value;
use tokio::task::spawn_blocking;
use wildmatch::WildMatch;

use super::api_response::ApiResponse;
use super::failure::Failure;
use crate::validator::IfNoneMatch;

/// Patterns of job ids, with `*` for any characters and `?` for one; none if all jobs may be seen.
#[derive(Clone, Debug, Default)]
pub struct JobPatterns(Option<Arc<[WildMatch]>>);

impl JobPatterns {
    /// From their texts. Without any, and with the pattern `*`, all jobs may be seen.
    pub fn new(patterns: &[String]) -> Self {
        if patterns.is_empty() || patterns.iter().any(|pattern| pattern == "*") {
            return Self(None);
        }
        Self(Some(patterns.iter().map(|pattern| WildMatch::new(pattern)).collect()))
    }

    /// Whether this job may be seen.
    pub fn allow(&self, job: &str) -> bool {
        self.0.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| pattern.matches(job)))
    }

    fn allow_all(&self) -> bool {
        self.0.is_none()
    }
}

/// A page of the list of jobs without those that the patterns don't allow, and without the number of all jobs, since it
/// counts those, too. It is made for each request, and compressed only for a viewer who does not have it.
///
/// # Errors
/// When the response is not what the API documents: then nothing of it is passed on.
pub async fn reduce(
    response: Arc<ApiResponse>,
    patterns: [&JobPatterns; 2],
    if_none_match: &IfNoneMatch,
) -> Result<Arc<ApiResponse>, Failure> {
    if !response.status.is_success() || patterns.iter().all(|all| all.allow_all()) {
        return Ok(response);
    }
    let (patterns, if_none_match) = (patterns.map(JobPatterns::clone), if_none_match.clone());
    // Parsing and compressing a large page would hold up the other requests of this thread.
    let reduced = spawn_blocking(move || {
        let reduced = reduced(&response, &patterns)?;
        Ok(if reduced.matches(&if_none_match) { reduced } else { reduced.compressed() })
    });
    reduced.await.map_err(|_| Failure::BadList)?.map(Arc::new)
}

fn reduced(response: &ApiResponse, patterns: &[JobPatterns]) -> Result<ApiResponse, Failure> {
    let mut page: Value = serde_json::from_slice(response.body()).map_err(|_| Failure::BadList)?;
    let fields = page.as_object_mut().ok_or(Failure::BadList)?;
    let jobs = fields.remove("jobs");
    let Some(Value::Array(mut jobs)) = jobs else { return Err(Failure::BadList) };
    jobs.retain(|job| {
        let id = job.get("id").and_then(Value::as_str);
        id.is_some_and(|id| patterns.iter().all(|patterns| patterns.allow(id)))
    });
    fields.retain(|name, _| matches!(name.as_str(), "offset" | "limit"));
    fields.insert("jobs".to_owned(), Value::Array(jobs));
    Ok(response.with_body(page.to_string().into_bytes()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode};

    use super::*;

    fn patterns(texts: &[&str]) -> JobPatterns {
        JobPatterns::new(&texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>())
    }

    fn response(body: &str) -> Arc<ApiResponse> {
        Arc::new(ApiResponse::new(StatusCode::OK, &HeaderMap::new(), None, body.as_bytes().to_vec()))
    }

    /// For a viewer without a copy.
    async fn list(page: &Arc<ApiResponse>, one: &[&str], other: &[&str]) -> Result<Arc<ApiResponse>, Failure> {
        reduce(Arc::clone(page), [&patterns(one), &patterns(other)], &IfNoneMatch::Absent).await
    }

    #[test]
    fn patterns_match_whole_ids() {
        let some = patterns(&["job_a*", "job_b?"]);
        assert!(some.allow("job_a") && some.allow("job_abc") && some.allow("job_b1"));
        assert!(!some.allow("job_b") && !some.allow("xjob_a") && !some.allow("job_b12"));
        assert!(patterns(&[]).allow("job_x"));
    }

    #[tokio::test]
    async fn only_a_star_or_no_pattern_leaves_a_list_as_it_is() {
        let page = response(r#"{"total": 1, "jobs": [{"id": "job_a"}]}"#);
        for (texts, is_whole) in [
            (&[][..], true),
            (&["*"], true),
            (&["*", "job_a"], true),
            (&["?"], false),
            (&["?*"], false),
            (&["job_a"], false),
        ] {
            let is_same = Arc::ptr_eq(&page, &list(&page, &[], texts).await.unwrap());
            assert_eq!(is_same, is_whole, "{texts:?}");
        }
    }

    #[tokio::test]
    async fn a_list_has_only_the_jobs_that_may_be_seen() {
        let page = response(
            r#"{"total": 3, "offset": 0, "limit": 5, "next": "job_c", "jobs": [{"id": "job_a"}, {"id": "job_b"}, {}]}"#,
        );
        let reduced = list(&page, &["job_*"], &["*_a"]).await.unwrap();
        let value: Value = serde_json::from_slice(reduced.body()).unwrap();
        assert_eq!(value, serde_json::json!({"offset": 0, "limit": 5, "jobs": [{"id": "job_a"}]}));
        for body in ["[]", "<html>", r#"{"items": []}"#, r#"{"jobs": {"id": "job_a"}}"#] {
            assert!(list(&response(body), &["job_a"], &["*"]).await.is_err(), "{body}");
        }
    }

    #[tokio::test]
    async fn a_list_is_compressed_only_for_a_viewer_who_does_not_have_it() {
        let page = response(&format!(r#"{{"jobs": [{{"id": "job_a", "name": "{}"}}]}}"#, "x".repeat(5000)));
        let size = async |if_none_match: IfNoneMatch| {
            let some = patterns(&["job_*"]);
            reduce(Arc::clone(&page), [&some, &some], &if_none_match).await.unwrap().size()
        };
        let other = IfNoneMatch::parse([&b"\"other\""[..]]);
        assert_eq!(size(other).await, size(IfNoneMatch::Absent).await);
        assert!(size(IfNoneMatch::Any).await < size(IfNoneMatch::Absent).await);
    }
}
