//! The state of a job at one moment, for JS. Times are ms since the Unix epoch; numbers are JS numbers.

use job_progress_core::{
    forecast::Eta,
    plot::{
        kinds::{KindSelection, VisibleKind},
        layout::Panels,
    },
    response::timestamp,
    series::{Series, last},
};
use job_progress_interop::ErrorDetail;
use js_sys::Date;
use serde::Serialize;

use super::data::JobData;
use crate::browser::now;

/// `JobSnapshot` in types.d.ts, and with `panels` `ChartSnapshot`; its members are documented there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    phase: &'static str,
    name: Option<String>,
    status: Option<String>,
    queue_position: Option<f64>,
    queue_depth: Option<f64>,
    retry_count: f64,
    preemption_count: f64,
    started_at: Option<f64>,
    ended_at: Option<f64>,
    job_error: Option<String>,
    points: usize,
    completed: f64,
    failed: f64,
    total: Option<f64>,
    item_total: Option<f64>,
    percent: Option<f64>,
    kinds: Vec<KindCount>,
    rate: Option<f64>,
    item_rate: Option<f64>,
    eta: Option<EtaRange>,
    stalled_since: Option<f64>,
    latest_event_at: Option<String>,
    last_event_at: Option<f64>,
    server_time: Option<f64>,
    updated_at: Option<f64>,
    stale: bool,
    answer: Option<&'static str>,
    error: Option<ErrorDetail>,
    /// Only in a chart's snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panels: Option<PanelNames>,
}

/// Which panels are shown.
#[derive(Debug, Serialize)]
pub struct PanelNames {
    files: bool,
    items: bool,
}

impl From<Panels> for PanelNames {
    fn from(Panels { files, items }: Panels) -> Self {
        Self { files, items }
    }
}

/// The counts of a kind at a point; `KindCount` in types.d.ts.
#[derive(Debug, Serialize)]
pub struct KindCount {
    key: String,
    name: Option<String>,
    color: usize,
    success: f64,
    failed: f64,
}

impl KindCount {
    /// The counts of the selected kinds at the point `index`.
    pub fn at(series: &Series, selection: &KindSelection, index: usize) -> Vec<Self> {
        let kinds = selection.slice(series, index..index.saturating_add(1));
        kinds.into_iter().map(Self::from).collect()
    }
}

impl From<VisibleKind<'_>> for KindCount {
    fn from(kind: VisibleKind) -> Self {
        Self {
            key: kind.key(),
            name: kind.label().map(str::to_owned),
            color: kind.color,
            success: last(&kind.success) as f64,
            failed: last(&kind.failed) as f64,
        }
    }
}

/// When a total is reached.
#[derive(Debug, Serialize)]
struct EtaRange {
    early: f64,
    likely: f64,
    late: f64,
}

impl From<Eta> for EtaRange {
    fn from(Eta { early, likely, late }: Eta) -> Self {
        Self { early: early as f64, likely: likely as f64, late: late as f64 }
    }
}

impl JobSnapshot {
    /// The current state, with the selected kinds of its series; `stale`: whether it may be outdated.
    pub fn new(data: &JobData, selection: &KindSelection, stale: bool) -> Self {
        let number = |n: u64| n as f64;
        let time = |ms: i64| ms as f64;
        let traces = data.latest.as_ref().map(|latest| latest.traces.clone()).unwrap_or_default();
        let series = &traces.series;
        let job = data.job.clone().unwrap_or_default();
        let (attempt, (position, depth)) = (job.attempt(), job.queue());
        let (completed, failed) = (last(&series.completed), last(&series.failed));
        let done = completed.saturating_add(failed);
        let total = data.latest.as_ref().and_then(|_| data.files());
        let item_total = series.item_total(&data.item_totals);
        let percent = match item_total {
            Some(items) if total.is_none_or(|files| files <= 1 && done < files) => {
                Some(last(&series.items()) as f64 / items as f64 * 100.0)
            }
            _ => total.filter(|files| *files > 0).map(|files| (done as f64 / files as f64 * 100.0).min(100.0)),
        };
        let forecast = data.forecast(&traces);
        // For traces that were set by hand, the newest point is the present.
        let ms_since = |time: f64| (now() - time).max(0.0);
        let age = data.fresh_at.map_or(0.0, ms_since);
        Self {
            phase: data.phase().name(),
            name: job.name.clone(),
            status: Some(job.status_text.clone()).filter(|status| !status.is_empty()),
            queue_position: position.map(number),
            queue_depth: depth.map(number),
            retry_count: number(attempt.retry_count),
            preemption_count: number(attempt.preemption_count),
            started_at: job.started_at.map(time),
            ended_at: job.ended_at().map(time),
            job_error: job.error().map(str::to_owned),
            points: series.len(),
            completed: number(completed),
            failed: number(failed),
            total: total.map(number),
            item_total: item_total.map(number),
            percent,
            kinds: KindCount::at(series, selection, series.len().saturating_sub(1)),
            rate: forecast.rate,
            item_rate: forecast.item_rate,
            eta: forecast.eta.or(forecast.item_eta).map(Into::into),
            stalled_since: forecast.stalled_since.map(time),
            latest_event_at: traces.latest_event_at.clone(),
            last_event_at: traces.latest_event_at.as_deref().and_then(timestamp::parse).map(time),
            server_time: series.times.last().map(|end| time(*end) + age),
            // By the user's clock as it is now, so that ages are right after it was set.
            updated_at: data.confirmed_at.map(|time| Date::now() - ms_since(time)),
            stale,
            answer: data.answer,
            error: data.error.as_deref().cloned(),
            panels: None,
        }
    }
}
