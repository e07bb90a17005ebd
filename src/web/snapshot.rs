//! What a page can know of a chart at one moment.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    error::Error,
    plot::kinds,
    response::traces::Traces,
    series::{self, last},
};

/// The detail of every event. Counts are numbers that JS holds exactly; times are ms since the Unix epoch.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// `idle` (no job), `loading`, `empty` (no progress yet), `live` or `error` (nothing to show but the error).
    pub phase: &'static str,
    /// Files that ended well.
    pub completed: f64,
    /// Files that failed.
    pub failed: f64,
    /// Number of files, if known.
    pub total: Option<f64>,
    /// Finished files of the total, 0 to 100.
    pub percent: Option<f64>,
    /// Number of points.
    pub points: usize,
    /// Files per second now; null while there is too little to tell, and when nothing runs.
    pub rate: Option<f64>,
    /// Items of all kinds per second now, as [`Snapshot::rate`].
    pub item_rate: Option<f64>,
    /// When the last file will be done.
    pub eta: Option<EtaDetail>,
    /// Since when nothing has been done, if that is longer than it should be.
    pub stalled_since: Option<f64>,
    /// Item counters, in the order of the chart.
    pub kinds: Vec<KindCount>,
    /// The validator that the data came with, verbatim.
    pub latest_event_at: Option<String>,
    /// The job's name.
    pub name: Option<String>,
    /// The job's status, as the server gave it.
    pub status: Option<String>,
    /// Place in the queue.
    pub queue_position: Option<f64>,
    /// Length of the queue.
    pub queue_depth: Option<f64>,
    /// How often it was retried.
    pub retry_count: Option<f64>,
    /// How often it was preempted.
    pub preemption_count: Option<f64>,
    /// When it started.
    pub started_at: Option<f64>,
    /// When it ended.
    pub ended_at: Option<f64>,
    /// Why it failed, as the server gave it.
    pub job_error: Option<String>,
    /// Whether polls were missed, so that what is shown may be outdated.
    pub stale: bool,
    /// Time of the newest event.
    pub last_event_at: Option<f64>,
    /// When the server last confirmed what is shown.
    pub updated_at: Option<f64>,
    /// What the last answer was: `fresh`, `not-modified` or `failed`.
    pub answer: Option<&'static str>,
    /// What is wrong, until an answer is right again.
    pub error: Option<ErrorDetail>,
}

/// A time and the range around it, in ms since the Unix epoch.
#[derive(Debug, Serialize)]
pub struct EtaDetail {
    /// The early end of the range.
    pub early: f64,
    /// The likely time.
    pub likely: f64,
    /// The late end of the range.
    pub late: f64,
}

/// The counters of a kind.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// What it is called where it is switched off.
    pub key: String,
    /// Its name; null for the sum of those that have no line of their own.
    pub name: Option<String>,
    /// Index of its colour in the theme.
    pub color: usize,
    /// Items that ended well.
    pub success: f64,
    /// Items that failed.
    pub failed: f64,
}

/// An error as an event tells it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// The stable code.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The HTTP status, if it came with one.
    pub status: Option<u16>,
    /// When it is tried again; null: not by itself.
    pub retry_in_ms: Option<f64>,
}

impl ErrorDetail {
    /// Tells an error.
    pub fn new(error: &Error, retry_in_ms: Option<f64>) -> Self {
        Self { code: error.code(), message: error.to_string(), status: error.status(), retry_in_ms }
    }
}

impl Snapshot {
    /// Fills in what the traces say.
    pub fn count(&mut self, traces: &Traces, filter: &[String], total: Option<u64>) {
        let series = &traces.series;
        self.points = series.len();
        self.completed = last(&series.completed) as f64;
        self.failed = last(&series.failed) as f64;
        self.total = total.map(|total| total as f64);
        self.percent = total
            .filter(|total| *total > 0)
            .map(|total| ((self.completed + self.failed) / total as f64 * 100.0).min(100.0));
        self.kinds = kinds::shown(series, filter).iter().map(|kind| KindCount::new(kind, None)).collect();
        self.latest_event_at.clone_from(&traces.latest_event_at);
    }

    /// As a plain JS object.
    pub fn to_js(&self) -> JsValue {
        to_js(self)
    }
}

impl KindCount {
    /// The counters at a point, or the newest ones.
    pub fn new(kind: &kinds::Shown, at: Option<usize>) -> Self {
        let value = |column: &[u64]| match at {
            Some(at) => column.get(at).copied().unwrap_or(0),
            None => series::last(column),
        };
        Self {
            key: kind.key(),
            name: kind.name.map(str::to_owned),
            color: kind.color,
            success: value(&kind.success) as f64,
            failed: value(&kind.failed) as f64,
        }
    }
}

/// A plain JS object, with null for `None`.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    // Structs of numbers and strings can't fail.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}
