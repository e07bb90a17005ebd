//! What a page can know of a chart at one moment.

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    error::{Error, Failure},
    forecast::Eta,
    outlook::Outlook,
    plot::{
        View,
        kinds::{Chosen, Shown},
        layout::Panels,
    },
    response::{job::Job, timestamp, traces::Traces},
    series::{Series, last},
};

/// The detail of every event. Counts are numbers that JS holds exactly; times are ms since the Unix epoch.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// What is shown, in one word.
    pub phase: &'static str,
    /// What the job's owner calls it.
    pub name: Option<String>,
    /// The job's status, verbatim; null until the server has told it.
    pub status: Option<String>,
    /// The job's place in the queue, while it has one.
    pub queue_position: Option<f64>,
    /// Length of the queue.
    pub queue_depth: Option<f64>,
    /// How often the job was sent back to the start after its end.
    pub retry_count: f64,
    /// How often the job lost its machine.
    pub preemption_count: f64,
    /// When the job first ran.
    pub started_at: Option<f64>,
    /// When the job came to its end, while it is there.
    pub ended_at: Option<f64>,
    /// Why the job failed, in the server's words.
    pub job_error: Option<String>,
    /// Number of points that there are to draw.
    pub points: usize,
    /// Files that ended well.
    pub completed: f64,
    /// Files that failed.
    pub failed: f64,
    /// Number of files, if known.
    pub total: Option<f64>,
    /// Number of items, if the job's newest progress entries tell it.
    pub item_total: Option<f64>,
    /// Finished files of the total, 0 to 100; of a single file that is not through its items, if their total is known.
    pub percent: Option<f64>,
    /// Files per second now; null while there is too little to tell, and when nothing runs.
    pub rate: Option<f64>,
    /// Items of all kinds per second now, as [`Snapshot::rate`].
    pub item_rate: Option<f64>,
    /// When the last file will be done; if that can't be told, the last item.
    pub eta: Option<EtaDetail>,
    /// Since when nothing has been done, if that is longer than it should be.
    pub stalled_since: Option<f64>,
    /// Which panels the view asks for; a chart without height for two draws the files only.
    pub panels: Panels,
    /// Item counters, in the order of the chart.
    pub kinds: Vec<KindCount>,
    /// The validator that the data came with, verbatim.
    pub latest_event_at: Option<String>,
    /// The same as a time.
    pub last_event_at: Option<f64>,
    /// What the server's clock says now, as far as its answers tell: the newest point's time, moved on since it came.
    pub server_time: Option<f64>,
    /// When the server last confirmed what is shown.
    pub updated_at: Option<f64>,
    /// Whether what is shown may be outdated: nothing was confirmed for three intervals, or three tries failed.
    pub stale: bool,
    /// What the last answer was: `fresh`, `not-modified` (also the same body again) or `failed`.
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
    /// By which the server's operators find the case.
    pub error_uid: Option<String>,
    /// When it is tried again; null: not by itself.
    pub retry_in_ms: Option<f64>,
    /// What it was.
    #[serde(skip)]
    pub cause: Error,
}

impl ErrorDetail {
    /// Tells an error.
    pub fn new(failure: &Failure, retry_in_ms: Option<f64>) -> Self {
        Self {
            code: failure.error.code(),
            message: failure.message(),
            status: failure.error.status(),
            error_uid: failure.said.error_uid.clone(),
            retry_in_ms,
            cause: failure.error.clone(),
        }
    }

    /// As an `Error` of JS with these properties.
    pub fn to_error(&self) -> JsValue {
        Object::assign(js_sys::Error::new(&self.message).as_ref(), to_js(self).unchecked_ref()).into()
    }
}

impl Snapshot {
    /// Fills in what the traces say.
    pub fn count(&mut self, traces: &Traces, view: View, chosen: &Chosen, total: Option<u64>) {
        let series = &traces.series;
        self.points = series.len();
        self.panels = Panels::new(view, series, total);
        self.completed = last(&series.completed) as f64;
        self.failed = last(&series.failed) as f64;
        self.total = total.map(|total| total as f64);
        self.percent = total
            .filter(|total| *total > 0)
            .map(|total| ((self.completed + self.failed) / total as f64 * 100.0).min(100.0));
        self.kinds = KindCount::at(series, chosen, series.len().saturating_sub(1));
        self.latest_event_at.clone_from(&traces.latest_event_at);
        self.last_event_at = traces.latest_event_at.as_deref().and_then(timestamp::parse).map(|ms| ms as f64);
    }

    /// Fills in the items' total.
    pub fn count_items(&mut self, series: &Series, totals: &[(String, u64)]) {
        let Some(total) = series.item_total(totals) else { return };
        self.item_total = Some(total as f64);
        if self.total.is_none_or(|files| files <= 1.0 && self.completed + self.failed < files) {
            self.percent = Some(last(&series.items()) as f64 / total as f64 * 100.0);
        }
    }

    /// Fills in the pace.
    pub fn foresee(&mut self, outlook: &Outlook) {
        self.rate = outlook.rate;
        self.item_rate = outlook.item_rate;
        self.stalled_since = outlook.stalled_since.map(|ms| ms as f64);
        self.eta = outlook.eta.or(outlook.item_eta).map(|Eta { early, likely, late }| EtaDetail {
            early: early as f64,
            likely: likely as f64,
            late: late as f64,
        });
    }

    /// Fills in what the server says of the job.
    pub fn describe(&mut self, job: &Job) {
        let attempt = job.attempt();
        let (position, depth) = job.queue();
        self.name.clone_from(&job.name);
        self.status = Some(job.status_text.clone());
        self.queue_position = position.map(|n| n as f64);
        self.queue_depth = depth.map(|n| n as f64);
        self.retry_count = attempt.retry_count as f64;
        self.preemption_count = attempt.preemption_count as f64;
        self.started_at = job.started_at.map(|ms| ms as f64);
        self.ended_at = job.ended_at().map(|ms| ms as f64);
        self.job_error = job.error().map(str::to_owned);
    }

    /// As a plain JS object.
    pub fn to_js(&self) -> JsValue {
        to_js(self)
    }
}

impl KindCount {
    /// The counters at a point.
    pub fn at(series: &Series, chosen: &Chosen, at: usize) -> Vec<Self> {
        let count = |kind: Shown| Self {
            key: kind.key(),
            name: kind.name.map(str::to_owned),
            color: kind.color,
            success: last(&kind.success) as f64,
            failed: last(&kind.failed) as f64,
        };
        chosen.within(series, at..at + 1).into_iter().map(count).collect()
    }
}

/// A plain JS object, with null for `None`.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    // Structs of numbers and strings can't fail.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}
