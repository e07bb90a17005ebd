//! The state that all subscribers of a feed share.

use std::rc::Rc;

use job_progress_core::{
    response::{job::Job, traces::Traces},
    session::{JobSession, Update},
};
use job_progress_interop::ErrorDetail;
use js_sys::Uint8Array;

use crate::browser::now;

/// The last good response of the traces route.
pub struct LatestTraces {
    /// Decoded and checked.
    pub traces: Rc<Traces>,
    /// The received body. It stays outside the wasm's memory, is read only when it is needed, and never changed.
    pub body: Uint8Array,
}

/// The state of a feed's job.
#[derive(Clone, Default)]
pub struct FeedState {
    /// The traces.
    pub latest: Option<Rc<LatestTraces>>,
    /// The job, if the server returned it.
    pub job: Option<Rc<Job>>,
    /// Number of the job's files, if the server returned it.
    pub file_total: Option<u64>,
    /// When the server last confirmed the traces, in ms of the monotonic clock.
    pub confirmed_at: Option<f64>,
    /// `answer` of the snapshot: how the last poll ended.
    pub answer: Option<&'static str>,
    /// The last error, until a poll succeeds.
    pub error: Option<Rc<ErrorDetail>>,
    /// Whether the job's attempt has ended, and its last traces have arrived.
    pub finished: bool,
}

impl FeedState {
    /// The state after an update of the session; `body` is the response's, if there is one.
    pub fn next(&self, session: &JobSession, update: Update, body: Option<&Uint8Array>) -> Self {
        let answer = match update {
            Update::Traces | Update::Job => Some("fresh"),
            Update::Unchanged => Some("not-modified"),
            Update::Failed => Some("failed"),
            Update::None => self.answer,
        };
        let latest = match (update, session.traces(), body) {
            (Update::Traces, Some(traces), Some(body)) => {
                Some(Rc::new(LatestTraces { traces: traces.clone(), body: body.clone() }))
            }
            _ => self.latest.clone(),
        };
        let confirmed = matches!(update, Update::Traces | Update::Unchanged);
        // When it is tried again is counted from the failure: later updates keep it as it was then.
        let error = match (update, session.error()) {
            (Update::Failed, Some(error)) => Some(Rc::new(ErrorDetail::new(error, session.retry_in(now())))),
            (_, Some(_)) => self.error.clone(),
            (_, None) => None,
        };
        Self {
            latest,
            job: session.job().cloned(),
            file_total: session.file_total(),
            confirmed_at: if confirmed { session.confirmed_at() } else { self.confirmed_at },
            answer,
            error,
            finished: session.has_finished(),
        }
    }
}
