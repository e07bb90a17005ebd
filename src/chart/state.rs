//! What a chart knows, drawn together: its phase, the pace, the snapshot.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use job_progress_core::{outlook::Outlook, phase::{Phase, Signs, phase}, plot::{
        kinds::KindSelection,
        layout::{Layout, Panels},
        theme::Theme,
    }, response::{
        job::{Attempt, Job, Status},
        timestamp,
        traces::Traces,
    }, series::last};
use crate::{feed::{Held, Knowledge},
        member::Member,
        options::Options,
        snapshot::{ErrorDetail, kinds},
        value::{Value, object}};

/// All that changes of a chart.
#[derive(Default)]
pub(super) struct State {
    /// What the page wants.
    pub options: Rc<Options>,
    /// [`Options::early`], until it is taken.
    pub early: JsValue,
    pub onchange: JsValue,
    pub theme: Rc<Theme>,
    /// The series that are switched off.
    pub hidden: Rc<Vec<String>>,
    /// Width and height in device pixels, and device pixels per CSS pixel.
    pub size: (u32, u32, f64),
    pub visible: bool,
    /// Whether there is anything on the canvas.
    pub drawn: bool,
    pub feed: Option<Rc<Member>>,
    pub known: Known,
}

/// What is known of the job, and how it is looked at: all that is forgotten with it.
#[derive(Default)]
pub(super) struct Known {
    pub held: Option<Rc<Held>>,
    /// The kinds of it that are shown.
    pub chosen: KindSelection,
    pub job: Option<Rc<Job>>,
    /// Number of the job's files, as the server tells it.
    pub total: Option<u64>,
    pub item_totals: Vec<(String, u64)>,
    pub markers: Rc<Vec<i64>>,
    pub zoom: Option<(i64, i64)>,
    /// The last frame's.
    pub layout: Option<Layout>,
    /// Whether there are new data that no event has told yet.
    pub fresh: bool,
    /// Whether there is another status that no event has told yet.
    pub changed: bool,
    /// The end that `finish` was told for.
    pub finished: Option<Attempt>,
    pub confirmed: Option<f64>,
    /// When the data came that are shown, by the same clock as `confirmed`.
    pub fresh_at: Option<f64>,
    pub answer: Option<&'static str>,
    pub error: Option<Rc<ErrorDetail>>,
}

impl State {
    /// Takes over what the feed knows; whether there is anything else to draw.
    pub fn learn(&mut self, knowledge: &Knowledge) -> bool {
        let known = &mut self.known;
        let mut draw = known.total != knowledge.total;
        known.total = knowledge.total;
        if let Some(new) = &knowledge.held
            && known.held.as_ref().is_none_or(|old| !Rc::ptr_eq(old, new))
        {
            known.held = Some(new.clone());
            known.fresh_at = knowledge.confirmed;
            known.fresh = true;
            draw = true;
        }
        if let Some(new) = &knowledge.job {
            // Whether there is a present and a future to draw depends on it.
            let old = known.job.as_ref();
            if old.is_none_or(|old| old.status_text != new.status_text || old.attempt() != new.attempt()) {
                known.changed = true;
                draw = true;
            }
            known.job = Some(new.clone());
        }
        known.confirmed = knowledge.confirmed.or(known.confirmed);
        known.answer = knowledge.answer;
        known.error.clone_from(&knowledge.error);
        self.choose();
        draw
    }

    /// Finds the kinds that are shown.
    pub fn choose(&mut self) {
        let held = self.known.held.as_ref();
        self.known.chosen = held.map(|held| KindSelection::new(&held.traces.series, &self.options.kinds)).unwrap_or_default();
    }

    pub fn phase(&self) -> Phase {
        let Known { held, job, error, .. } = &self.known;
        phase(&Signs {
            asks: self.options.job().is_some(),
            points: held.as_ref().map(|held| {
                let Traces { latest_event_at, series, .. } = &*held.traces;
                let files = last(&series.completed) + last(&series.failed);
                (series.len(), latest_event_at.is_some() || files > 0)
            }),
            status: job.as_ref().map(|job| job.status()),
            error: error.as_ref().map(|error| &error.failure.error),
        })
    }

    /// Whether the newest point is the present of a job that runs: its status says so, or it is polled without one.
    pub fn is_running(&self) -> bool {
        let status = self.known.job.as_ref().map(|job| job.status());
        self.phase() == Phase::Live && status.map_or(self.feed.is_some(), |status| status == Status::Running)
    }

    /// The pace of a job that runs.
    pub fn outlook(&self, traces: &Traces) -> Outlook {
        let Some((_, end)) = traces.series.span().filter(|_| self.is_running()) else {
            return Outlook::default();
        };
        // The newest point was the server's now; since then 304s may have said that nothing came.
        let since = self.known.confirmed.zip(self.known.fresh_at).map_or(0.0, |(confirmed, fresh)| confirmed - fresh);
        let items = traces.series.item_total(&self.known.item_totals);
        Outlook::new(&traces.series, self.files(), items, end.saturating_add(since.max(0.0) as i64))
    }

    /// What is known, at `now` (ms since the Unix epoch). What the members mean is in types.d.ts.
    pub fn snapshot(&self, now: f64, stale: bool) -> Value {
        let Known { held, job, .. } = &self.known;
        let traces = held.as_ref().map(|held| held.traces.clone()).unwrap_or_default();
        let series = &traces.series;
        let job = job.clone().unwrap_or_default();
        let (attempt, (position, depth)) = (job.attempt(), job.queue());
        let (completed, failed) = (last(&series.completed), last(&series.failed));
        let done = completed + failed;
        let total = held.as_ref().and_then(|_| self.files());
        let item_total = series.item_total(&self.known.item_totals);
        let percent = match item_total {
            Some(items) if total.is_none_or(|files| files <= 1 && done < files) => {
                Some(last(&series.items()) as f64 / items as f64 * 100.0)
            }
            _ => total.filter(|files| *files > 0).map(|files| (done as f64 / files as f64 * 100.0).min(100.0)),
        };
        let outlook = self.outlook(&traces);
        let panels = held.as_ref().map(|_| Panels::new(self.options.view, series, total)).unwrap_or_default();
        let latest_event_at = traces.latest_event_at.as_deref();
        // Set by hand, the newest point is the present.
        let age = self.known.fresh_at.map_or(0.0, |fresh| (now - fresh).max(0.0));
        object! {
            "phase": self.phase().name(),
            "name": job.name.as_deref(),
            "status": Some(job.status_text.as_str()).filter(|status| !status.is_empty()),
            "queuePosition": position,
            "queueDepth": depth,
            "retryCount": attempt.retry_count,
            "preemptionCount": attempt.preemption_count,
            "startedAt": job.started_at,
            "endedAt": job.ended_at(),
            "jobError": job.error(),
            "points": series.len(),
            "completed": completed,
            "failed": failed,
            "total": total,
            "itemTotal": item_total,
            "percent": percent,
            "rate": outlook.rate,
            "itemRate": outlook.item_rate,
            "eta": outlook.eta.as_ref().or(outlook.item_eta.as_ref()),
            "stalledSince": outlook.stalled_since,
            "panels": panels,
            "kinds": kinds(series, &self.known.chosen, series.len().saturating_sub(1)),
            "latestEventAt": latest_event_at,
            "lastEventAt": latest_event_at.and_then(timestamp::parse),
            "serverTime": series.times.last().map(|end| *end as f64 + age),
            "updatedAt": self.known.confirmed,
            "stale": stale,
            "answer": self.known.answer,
            "error": self.known.error.as_deref(),
        }
    }

    /// Number of files: as the page says, else as the server does.
    pub fn files(&self) -> Option<u64> {
        self.options.total.or(self.known.total)
    }
}
