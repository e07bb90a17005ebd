//! What a page says it wants, checked and completed.

use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCredentials};

use super::locale::Words;
use crate::{
    error::Error,
    plot::{TimeAxis, View},
};

/// The plain options of a chart.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Options {
    /// Which job; nothing is asked without.
    pub job_id: Option<String>,
    /// Where the API is: absolute, or relative to the page. `/v0.5` if `None`.
    pub api_base: Option<String>,
    /// Number of buckets to ask for, clamped to 10..=1000; 100 if `None`.
    pub buckets: Option<f64>,
    /// Seconds between two requests, at least 1; 5 if `None`.
    pub interval: Option<f64>,
    /// Which panels.
    pub view: View,
    /// How times are written.
    pub time_axis: TimeAxis,
    /// Names of the kinds to show; all if empty.
    pub kinds: Vec<String>,
    /// Number of files, if the page knows it.
    pub total: Option<u64>,
    /// BCP 47 language; the browser's if `None`.
    pub lang: Option<String>,
    /// IANA time zone; the browser's if `None`.
    pub time_zone: Option<String>,
    /// `omit`, `same-origin` (as fetch does by itself) or `include`.
    pub credentials: Option<String>,
    /// The words on the canvas.
    pub strings: Words,
}

impl Options {
    /// Reads an options object; `undefined` and `null` are all defaults.
    ///
    /// # Errors
    /// [`Error::Engine`] that names the option of a wrong type.
    pub fn read(object: &JsValue) -> Result<Self, Error> {
        if object.is_undefined() || object.is_null() {
            return Ok(Self::default());
        }
        serde_wasm_bindgen::from_value(object.clone())
            .map_err(|error| Error::Engine(format!("an option is wrong: {error}")))
    }

    /// The URL of the job's traces; `None` without a job.
    pub fn traces_url(&self) -> Option<String> {
        let job = self.job_id.as_deref().filter(|job| !job.is_empty())?;
        let base = self.api_base.as_deref().unwrap_or("/v0.5").trim_end_matches('/');
        let buckets = self.buckets.filter(|buckets| !buckets.is_nan()).unwrap_or(100.0).clamp(10.0, 1000.0) as u32;
        let job = js_sys::encode_uri_component(job);
        Some(format!("{base}/batch/jobs/{job}/inputs/progress/traces?buckets={buckets}"))
    }

    /// Whether both speak of the same job of the same server.
    pub fn same_job(&self, other: &Self) -> bool {
        (&self.job_id, &self.api_base) == (&other.job_id, &other.api_base)
    }

    /// Whether both ask the same, as often, with the same credentials.
    pub fn same_request(&self, other: &Self) -> bool {
        let request = |options: &Self| (options.traces_url(), options.interval_ms().to_bits(), options.credentials());
        request(self) == request(other)
    }

    /// ms between two requests.
    pub fn interval_ms(&self) -> f64 {
        self.interval.unwrap_or(5.0) * 1000.0
    }

    /// What goes with the request besides its headers.
    pub fn credentials(&self) -> RequestCredentials {
        match self.credentials.as_deref() {
            Some("omit") => RequestCredentials::Omit,
            Some("include") => RequestCredentials::Include,
            _ => RequestCredentials::SameOrigin,
        }
    }
}

/// The page's headers for one request: an object, or what its function (async or not) gives.
///
/// # Errors
/// [`Error::Headers`] if the function fails or the result can't be headers. What was thrown is not looked at: it may
/// hold a key.
pub async fn headers(source: &JsValue) -> Result<Headers, Error> {
    let mut value = source.clone();
    if let Some(function) = value.dyn_ref::<js_sys::Function>() {
        let result = function.call0(&JsValue::UNDEFINED).map_err(|_| Error::Headers)?;
        value = JsFuture::from(js_sys::Promise::resolve(&result)).await.map_err(|_| Error::Headers)?;
    }
    if value.is_undefined() || value.is_null() {
        return Headers::new().map_err(|_| Error::Headers);
    }
    let object = value.dyn_into::<js_sys::Object>().map_err(|_| Error::Headers)?;
    Headers::new_with_record_from_str_to_str(&object.unchecked_into()).map_err(|_| Error::Headers)
}
