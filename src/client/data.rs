//! The data of a client's job: from its feed, or set by hand.

use std::rc::Rc;

use job_progress_core::{
    forecast::JobForecast,
    phase::{Phase, PhaseInputs, phase},
    response::{
        job::{Attempt, Job, Status},
        traces::Traces,
    },
    series::last,
};
use job_progress_interop::ErrorDetail;

use crate::feed::{FeedState, LatestTraces};

/// The events of a client; `JobEvent` in types.d.ts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEvent {
    /// Any response or failure.
    Poll,
    /// There are new traces.
    Progress,
    /// The job's status or its number of retries or preemptions changed, or became known.
    StatusChange,
    /// The job's attempt has ended, and its last traces have arrived.
    Finish,
    /// A failure.
    Error,
}

impl JobEvent {
    /// The name that callbacks get.
    pub fn name(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Progress => "progress",
            Self::StatusChange => "statuschange",
            Self::Finish => "finish",
            Self::Error => "error",
        }
    }
}

/// The state of a job, and the page's settings for it.
#[derive(Default)]
pub struct JobData {
    /// Whether a job id is given.
    pub has_job_id: bool,
    /// Whether the job is being polled.
    pub is_polled: bool,
    /// Number of files, if the page sets it.
    pub total: Option<u64>,
    /// The last good traces.
    pub latest: Option<Rc<LatestTraces>>,
    /// The job, if the server returned it.
    pub job: Option<Rc<Job>>,
    /// Number of files, if the server returned it.
    pub file_total: Option<u64>,
    /// Total number of items by kind.
    pub item_totals: Vec<(String, u64)>,
    /// When the server last confirmed the traces, in ms of the monotonic clock: the user's clock may be set meanwhile.
    pub confirmed_at: Option<f64>,
    /// When the traces arrived, by the same clock.
    pub fresh_at: Option<f64>,
    /// `answer` of the snapshot: how the last poll ended.
    pub answer: Option<&'static str>,
    /// The last error, until a poll succeeds.
    pub error: Option<Rc<ErrorDetail>>,
    /// Whether there are traces, or a status, that no event has announced yet.
    unannounced: Unannounced,
    /// The attempt whose end was announced by `finish`.
    announced_end: Option<Attempt>,
}

#[derive(Default)]
struct Unannounced {
    traces: bool,
    status: bool,
}

impl JobData {
    /// Takes over the feed's state. Returns whether a chart would look different.
    pub fn update(&mut self, state: &FeedState) -> bool {
        let mut changed = self.file_total != state.file_total;
        self.file_total = state.file_total;
        if let Some(new) = &state.latest
            && self.latest.as_ref().is_none_or(|old| !Rc::ptr_eq(old, new))
        {
            self.latest = Some(new.clone());
            self.fresh_at = state.confirmed_at;
            self.unannounced.traces = true;
            changed = true;
        }
        if let Some(new) = &state.job {
            let old = self.job.as_ref();
            // The status decides whether the present and a forecast are drawn.
            if old.is_none_or(|old| old.status_text != new.status_text || old.attempt() != new.attempt()) {
                self.unannounced.status = true;
                changed = true;
            }
            self.job = Some(new.clone());
        }
        self.confirmed_at = state.confirmed_at.or(self.confirmed_at);
        self.answer = state.answer;
        self.error.clone_from(&state.error);
        changed
    }

    /// Clears the job's data; the page's settings stay.
    pub fn forget(&mut self) {
        *self = Self { has_job_id: self.has_job_id, is_polled: self.is_polled, total: self.total, ..Self::default() };
    }

    /// The events of a response, in order. Call it after [`JobData::update`].
    pub fn events(&mut self, state: &FeedState, failed: bool) -> Vec<JobEvent> {
        let Unannounced { traces, status } = std::mem::take(&mut self.unannounced);
        let end = state.job.as_ref().filter(|_| state.finished).map(|job| job.attempt());
        let ended = end.is_some() && self.announced_end != end;
        if ended {
            self.announced_end = end;
        }
        let mut events = vec![JobEvent::Poll];
        let mut add = |happened: bool, event| {
            if happened {
                events.push(event);
            }
        };
        add(traces, JobEvent::Progress);
        add(status, JobEvent::StatusChange);
        add(ended, JobEvent::Finish);
        add(failed, JobEvent::Error);
        events
    }

    /// What the chart is showing, as one word.
    pub fn phase(&self) -> Phase {
        phase(&PhaseInputs {
            has_job_id: self.has_job_id,
            points: self.latest.as_ref().map(|latest| {
                let Traces { latest_event_at, series, .. } = &*latest.traces;
                let files = last(&series.completed).saturating_add(last(&series.failed));
                (series.len(), latest_event_at.is_some() || files > 0)
            }),
            status: self.job.as_ref().map(|job| job.status()),
            error: self.error.as_ref().map(|detail| &detail.error),
        })
    }

    /// Whether the newest point is the present of a job that runs: its status says so, or it is polled without one.
    pub fn is_running(&self) -> bool {
        let status = self.job.as_ref().map(|job| job.status());
        self.phase() == Phase::Live && status.map_or(self.is_polled, |status| status == Status::Running)
    }

    /// Rate and ETA of a job that runs.
    pub fn forecast(&self, traces: &Traces) -> JobForecast {
        let Some((_, end)) = traces.series.span().filter(|_| self.is_running()) else {
            return JobForecast::default();
        };
        // The newest point was at the server's current time; 304s since then may have confirmed that nothing was added.
        let since = self.confirmed_at.zip(self.fresh_at).map_or(0.0, |(confirmed, fresh)| confirmed - fresh);
        let items = traces.series.item_total(&self.item_totals);
        JobForecast::new(&traces.series, self.files(), items, end.saturating_add(since.max(0.0) as i64))
    }

    /// Number of files: the page's, else the server's.
    pub fn files(&self) -> Option<u64> {
        self.total.or(self.file_total)
    }
}
