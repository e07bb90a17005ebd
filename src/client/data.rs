//! What a client knows of its job: from its feed, or set by hand.

use std::rc::Rc;

use job_progress_core::{
    estimate::ProgressEstimate,
    phase::{Phase, PhaseInputs, phase},
    response::{
        job::{Attempt, Job, Status},
        traces::Traces,
    },
    series::last,
};
use job_progress_interop::ErrorDetail;

use crate::feed::{FeedState, LatestTraces};

/// What a client announces; `JobEvent` of the types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEvent {
    /// Any answer, also a failure.
    Poll,
    /// There are new traces.
    Progress,
    /// The job's status, or its number of retries or preemptions, is another, or is known for the first time.
    StatusChange,
    /// The job's attempt has ended, and its last traces are here.
    Finish,
    /// A failure.
    Error,
}

impl JobEvent {
    /// As callbacks get it.
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

/// What is known of a job, and what the page says of it.
#[derive(Default)]
pub struct JobData {
    /// Whether a job id is given.
    pub has_job_id: bool,
    /// Whether the job is being polled.
    pub is_polled: bool,
    /// Number of files, as the page says.
    pub total: Option<u64>,
    /// The last good traces.
    pub latest: Option<Rc<LatestTraces>>,
    /// The job, if the server gives it.
    pub job: Option<Rc<Job>>,
    /// Number of files, as the server says.
    pub file_total: Option<u64>,
    /// Number of items that there will be, by kind.
    pub item_totals: Vec<(String, u64)>,
    /// When the server last confirmed the traces, in ms since the Unix epoch.
    pub confirmed_at: Option<f64>,
    /// When the traces came, by the same clock.
    pub fresh_at: Option<f64>,
    /// What the last answer was, as in the snapshot.
    pub answer: Option<&'static str>,
    /// What is wrong, until an answer is right again.
    pub error: Option<Rc<ErrorDetail>>,
    /// There are traces, or a status, that no event has announced yet.
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
    /// Takes over what the feed knows. Gives whether a chart of it has changed.
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
            // Whether there is a present and a future to draw depends on the status.
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

    /// Forgets the job; what the page says of it stays.
    pub fn forget(&mut self) {
        *self = Self { has_job_id: self.has_job_id, is_polled: self.is_polled, total: self.total, ..Self::default() };
    }

    /// The events of an answer, in their order. Call it after [`JobData::update`].
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

    /// What the job is doing, in one word.
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
    pub fn estimate(&self, traces: &Traces) -> ProgressEstimate {
        let Some((_, end)) = traces.series.span().filter(|_| self.is_running()) else {
            return ProgressEstimate::default();
        };
        // The newest point was the server's now; since then 304s may have said that nothing came.
        let since = self.confirmed_at.zip(self.fresh_at).map_or(0.0, |(confirmed, fresh)| confirmed - fresh);
        let items = traces.series.item_total(&self.item_totals);
        ProgressEstimate::new(&traces.series, self.files(), items, end.saturating_add(since.max(0.0) as i64))
    }

    /// Number of files: as the page says, else as the server does.
    pub fn files(&self) -> Option<u64> {
        self.total.or(self.file_total)
    }
}
