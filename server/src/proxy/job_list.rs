//! Which jobs may be seen, and the list of jobs reduced to them.

use std::sync::Arc;

use serde_json::Value;
use tokio::task::spawn_blocking;
use wildmatch::WildMatch;

use super::api_response::ApiResponse;
use super::failure::Failure;

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
/// counts those, too.
///
/// # Errors
/// When the response is not what the API documents: then nothing of it is passed on.
pub async fn reduce(response: Arc<ApiResponse>, patterns: [&JobPatterns; 2]) -> Result<Arc<ApiResponse>, Failure> {
    if !response.status.is_success() || patterns.iter().all(|all| all.allow_all()) {
        return Ok(response);
    }
    let patterns = patterns.map(JobPatterns::clone);
    // Parsing a large page would hold up the other requests of this thread.
    spawn_blocking(move || reduced(&response, &patterns)).await.map_err(|_| Failure::BadList)?
}

fn reduced(response: &ApiResponse, patterns: &[JobPatterns]) -> Result<Arc<ApiResponse>, Failure> {
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
    Ok(Arc::new(response.with_body(page.to_string().into_bytes())))
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
            let reduced = reduce(Arc::clone(&page), [&patterns(&[]), &patterns(texts)]).await.unwrap();
            assert_eq!(Arc::ptr_eq(&page, &reduced), is_whole, "{texts:?}");
        }
    }

    #[tokio::test]
    async fn a_list_has_only_the_jobs_that_may_be_seen() {
        let page = response(
            r#"{"total": 3, "offset": 0, "limit": 5, "next": "job_c", "jobs": [{"id": "job_a"}, {"id": "job_b"}, {}]}"#,
        );
        let all = patterns(&["*"]);
        let reduced = reduce(Arc::clone(&page), [&patterns(&["job_*"]), &patterns(&["*_a"])]).await.unwrap();
        let value: Value = serde_json::from_slice(reduced.body()).unwrap();
        assert_eq!(value, serde_json::json!({"offset": 0, "limit": 5, "jobs": [{"id": "job_a"}]}));
        assert!(Arc::ptr_eq(&page, &reduce(Arc::clone(&page), [&patterns(&[]), &all]).await.unwrap()));
        for body in ["[]", "<html>", r#"{"items": []}"#, r#"{"jobs": {"id": "job_a"}}"#] {
            assert!(reduce(response(body), [&patterns(&["job_a"]), &all]).await.is_err(), "{body}");
        }
    }
}
