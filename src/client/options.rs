//! Options for following a job.

use std::rc::Rc;

use job_progress_core::error::Error;
use job_progress_interop::from_js;
use js_sys::Reflect;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::routes::{self, Routes};
use crate::{feed::FeedConfig, fetch::Credentials};

/// A day, in seconds. Browser timers can't be longer than 24 days.
const MAX_INTERVAL_SECONDS: f64 = 86_400.0;

/// `JobOptions` in types.d.ts: which job, and how to request it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobOptions {
    /// The job's id; without it nothing is requested.
    #[serde(default)]
    job_id: String,
    /// Base URL of the API: absolute, or relative to the page. `/v0.5` if `None`.
    api_base: Option<String>,
    /// Number of buckets to request, clamped to 10..=1000; 100 if `None` or NaN.
    buckets: Option<f64>,
    /// Seconds between two requests, at least 1; 5 if `None` or NaN.
    interval: Option<f64>,
    /// Number of files; overrides the server's.
    pub total: Option<u64>,
    /// `omit`, `same-origin` (the default) or `include`.
    credentials: Option<String>,
    /// Headers of each request, or a function that gives them.
    #[serde(skip)]
    headers: JsValue,
}

impl JobOptions {
    /// Reads the options of a client or a chart; `undefined` and `null` mean all defaults.
    ///
    /// # Errors
    /// [`Error::Option`] that names the option that is not valid.
    pub fn read(options: &JsValue) -> Result<Self, Error> {
        let headers = Reflect::get(options, &"headers".into()).unwrap_or_default();
        let options = Self { headers, ..from_js(options, "options")? };
        let headers = &options.headers;
        let invalid = if !routes::is_job_id(&options.job_id) {
            "options.jobId must be the id of a job, not “.” or “..”"
        } else if !routes::is_api_base(options.api_base()) {
            "options.apiBase must be a URL with http or https, or a path on the page's server, without a user, a query or a fragment"
        } else if !routes::is_credentials_mode(options.credentials.as_deref().unwrap_or("same-origin")) {
            "options.credentials must be omit, same-origin or include"
        } else if !(headers.is_object() || headers.is_function() || headers.is_undefined() || headers.is_null()) {
            "options.headers must be an object or a function"
        } else {
            return Ok(options);
        };
        Err(Error::Option(invalid.into()))
    }

    /// Whether there is a job.
    pub fn has_job(&self) -> bool {
        !self.job_id.is_empty()
    }

    /// What to request, with which credentials; `None` without a job.
    pub fn feed_config(&self) -> Option<FeedConfig> {
        let buckets = self.buckets.unwrap_or(f64::NAN);
        self.has_job().then(|| FeedConfig {
            routes: Rc::new(Routes::new(self.api_base(), &self.job_id, buckets)),
            credentials: self.credentials(),
        })
    }

    /// Whether both are for the same job on the same server.
    pub fn same_job(&self, other: &Self) -> bool {
        (&self.job_id, self.api_base()) == (&other.job_id, other.api_base())
    }

    /// Whether both send the same requests, with the same headers.
    pub fn same_request(&self, other: &Self) -> bool {
        let traces = |options: &Self| options.feed_config().map(|config| config.routes.traces.clone());
        traces(self) == traces(other)
            && self.credentials().same(&other.credentials())
            && self.interval_ms().to_bits() == other.interval_ms().to_bits()
    }

    /// ms between two requests.
    pub fn interval_ms(&self) -> f64 {
        self.interval.filter(|seconds| !seconds.is_nan()).unwrap_or(5.0).min(MAX_INTERVAL_SECONDS) * 1000.0
    }

    fn api_base(&self) -> &str {
        self.api_base.as_deref().unwrap_or("/v0.5")
    }

    fn credentials(&self) -> Credentials {
        let mode = match self.credentials.as_deref() {
            Some("omit") => "omit",
            Some("include") => "include",
            _ => "same-origin",
        };
        Credentials { headers: self.headers.clone(), mode }
    }
}
