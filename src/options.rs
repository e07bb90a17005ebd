//! What a page says it wants, checked and completed.

use std::rc::Rc;

use js_sys::Object;
use wasm_bindgen::JsValue;

use job_progress_interop::from_js;

use super::{fields::Fields, locale::Words};
use job_progress_core::{error::Error, plot::{TimeAxis, View}, text::decimal};

/// A day, in seconds: timers of browsers end at 24 of them.
const LONGEST_INTERVAL: f64 = 86_400.0;

/// The plain options of a chart.
#[derive(Debug, Clone, Default)]
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
    /// Headers of each request, or a function that gives them.
    pub headers: JsValue,
    /// A request that the page has sent already (see `early.js`), for the next start.
    pub early: JsValue,
    /// The words on the canvas.
    pub strings: Rc<Words>,
}

/// What is asked about a job, by URL.
#[derive(Debug)]
pub struct Routes {
    /// The job, as its answers must name it.
    pub job_id: String,
    /// Its progress.
    pub traces: String,
    /// Where it stands.
    pub job: String,
    /// Its numbers of inputs.
    pub counts: String,
}

impl Routes {
    /// A page of the job's progress entries.
    pub fn entries(&self, query: &str) -> String {
        [&self.job, "/progress?", query].concat()
    }
}

impl Options {
    /// Reads an options object; `undefined` and `null` are all defaults.
    ///
    /// # Errors
    /// [`Error::Engine`] that names the option of a wrong type.
    pub fn read(object: &JsValue) -> Result<Rc<Self>, Error> {
        let fields = Fields::of(object, "an option");
        let options = Rc::new(Self {
            job_id: fields.text("jobId"),
            api_base: fields.text("apiBase"),
            buckets: fields.number("buckets"),
            interval: fields.number("interval"),
            view: match fields.text("view").as_deref() {
                Some("files") => View::Files,
                Some("items") => View::Items,
                Some("both") => View::Both,
                view => {
                    if view.is_some_and(|view| view != "auto") {
                        fields.wrong("view", "auto, files, items or both");
                    }
                    View::Auto
                }
            },
            time_axis: match fields.text("timeAxis").as_deref() {
                Some("elapsed") => TimeAxis::Elapsed,
                axis => {
                    if axis.is_some_and(|axis| axis != "clock") {
                        fields.wrong("timeAxis", "clock or elapsed");
                    }
                    TimeAxis::Clock
                }
            },
            kinds: fields.texts("kinds"),
            total: fields.number("total").map(|total| {
                // Numbers beyond are not exact.
                if !(0.0..=9_007_199_254_740_991.0).contains(&total) || total.trunc() != total {
                    fields.wrong("total", "a whole number");
                }
                total as u64
            }),
            lang: fields.text("lang"),
            time_zone: fields.text("timeZone"),
            credentials: fields.text("credentials"),
            headers: fields.get("headers"),
            early: fields.get("early"),
            strings: Rc::new(from_js(&fields.get("strings"), "the option strings")?),
        });
        fields.finish()?;
        Ok(options)
    }

    /// The job, if there is one.
    pub fn job(&self) -> Option<&str> {
        self.job_id.as_deref().filter(|job| !job.is_empty())
    }

    /// The URLs of what is asked about the job; `None` without a job.
    pub fn routes(&self) -> Option<Routes> {
        let job_id = self.job()?.to_owned();
        let mut base = self.api_base.as_deref().unwrap_or("/v0.5");
        while let Some(shorter) = base.strip_suffix("/") {
            base = shorter;
        }
        let buckets = self.buckets.filter(|buckets| !buckets.is_nan()).unwrap_or(100.0).clamp(10.0, 1000.0) as u32;
        let job = [base, "/batch/jobs/", &String::from(js_sys::encode_uri_component(&job_id))].concat();
        Some(Routes {
            traces: [&job, "/inputs/progress/traces?buckets=", &decimal(buckets.into())].concat(),
            counts: [&job, "/inputs/progress/counts"].concat(),
            job,
            job_id,
        })
    }

    /// Whether both speak of the same job of the same server.
    pub fn same_job(&self, other: &Self) -> bool {
        (&self.job_id, &self.api_base) == (&other.job_id, &other.api_base)
    }

    /// Whether both ask the same, in the same way.
    pub fn same_request(&self, other: &Self) -> bool {
        let traces = |options: &Self| options.routes().map(|routes| routes.traces);
        traces(self) == traces(other)
            && Object::is(&self.headers, &other.headers)
            && self.credentials() == other.credentials()
            && self.interval_ms().to_bits() == other.interval_ms().to_bits()
    }

    /// ms between two requests.
    pub fn interval_ms(&self) -> f64 {
        self.interval.unwrap_or(5.0).min(LONGEST_INTERVAL) * 1000.0
    }

    /// What goes with the request besides its headers.
    pub fn credentials(&self) -> &'static str {
        match self.credentials.as_deref() {
            Some("omit") => "omit",
            Some("include") => "include",
            _ => "same-origin",
        }
    }
}
