//! The URLs of a job's routes.

use wasm_bindgen::prelude::wasm_bindgen;

// The elements use the same functions while the wasm is loading.
#[wasm_bindgen(module = "/www/shared/request.js")]
extern "C" {
    /// Whether an id can be a segment of a URL's path.
    #[wasm_bindgen(js_name = isJobId)]
    pub fn is_job_id(job_id: &str) -> bool;

    /// Whether requests can be sent to it.
    #[wasm_bindgen(js_name = isApiBase)]
    pub fn is_api_base(api_base: &str) -> bool;

    /// Whether it is one of the modes that `fetch` knows.
    #[wasm_bindgen(js_name = isCredentialsMode)]
    pub fn is_credentials_mode(mode: &str) -> bool;

    #[wasm_bindgen(js_name = jobUrl)]
    fn job_url(api_base: &str, job_id: &str) -> String;

    #[wasm_bindgen(js_name = tracesUrl)]
    fn traces_url(api_base: &str, job_id: &str, buckets: f64) -> String;
}

/// The URLs of a job's routes.
#[derive(Debug)]
pub struct Routes {
    /// The job's id, which its responses must contain.
    pub job_id: String,
    /// The traces: `GET /batch/jobs/{id}/inputs/progress/traces`.
    pub traces: String,
    /// The job: `GET /batch/jobs/{id}`.
    pub job: String,
}

impl Routes {
    /// `api_base` is absolute, or relative to the page; `buckets` is clamped to 10..=1000.
    pub fn new(api_base: &str, job_id: &str, buckets: f64) -> Self {
        Self { job_id: job_id.into(), traces: traces_url(api_base, job_id, buckets), job: job_url(api_base, job_id) }
    }

    /// The numbers of inputs by status.
    pub fn counts(&self) -> String {
        format!("{}/inputs/progress/counts", self.job)
    }

    /// A page of progress entries.
    pub fn entries(&self, query: &str) -> String {
        format!("{}/progress?{query}", self.job)
    }
}
