//! The state of one job, and how responses change it. No I/O: a driver sends the requests of
//! [`JobSession::next_action`] and brings the responses to [`JobSession::handle_response`].

use std::rc::Rc;

use crate::{
    error::{Error, RequestError},
    poll::{Action, Availability, Outcome, PollScheduler, Request},
    response::{
        OTHER_JOB, bad_response, counts,
        job::{self, Job},
        traces::{self, Traces},
    },
    sanitize::Sanitizer,
};

/// A response that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpResponse {
    /// 200.
    Ok {
        /// The body, decompressed.
        bytes: Vec<u8>,
        /// The `ETag` header, if script may read it.
        etag: Option<String>,
    },
    /// 304.
    NotModified,
}

/// What a response changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// There are new traces.
    Traces,
    /// The current traces were confirmed; nothing was decoded.
    Unchanged,
    /// The job or its number of files may have changed.
    Job,
    /// There is a new [`JobSession::error`].
    Failed,
    /// Nothing to show: for example, only the job's status failed to load.
    None,
}

/// What is known of one job, and the schedule of its requests.
#[derive(Debug)]
pub struct JobSession {
    job_id: String,
    scheduler: PollScheduler,
    traces: Option<Rc<Traces>>,
    job: Option<Rc<Job>>,
    /// The number of files by the counts route.
    counts_total: Option<u64>,
    error: Option<RequestError>,
}

impl JobSession {
    /// Polls every `interval_ms`; `seed` varies the delays of retries.
    pub fn new(job_id: String, interval_ms: f64, seed: u64) -> Self {
        let scheduler = PollScheduler::new(interval_ms, seed);
        Self { job_id, scheduler, traces: None, job: None, counts_total: None, error: None }
    }

    /// What to do at `now` (ms of any monotonic clock). After [`Action::Send`] the request counts as sent.
    pub fn next_action(&mut self, now: f64) -> Action {
        self.scheduler.next_action(now)
    }

    /// Takes the response to `request`, or why there is none; `sanitize` makes its texts fit to be shown.
    pub fn handle_response(
        &mut self,
        now: f64,
        request: &Request,
        result: Result<&HttpResponse, RequestError>,
        sanitize: Sanitizer,
    ) -> Update {
        let update = match result {
            Ok(response) => self.apply(now, request, response, sanitize).map_err(RequestError::from),
            Err(error) => Err(error),
        };
        match update {
            Ok(update) => {
                // The job, its counts and its entries say nothing about an error of the traces.
                if matches!(update, Update::Traces | Update::Unchanged) {
                    self.error = None;
                }
                update
            }
            Err(error) => self.fail(now, request, error),
        }
    }

    fn apply(
        &mut self,
        now: f64,
        request: &Request,
        response: &HttpResponse,
        sanitize: Sanitizer,
    ) -> Result<Update, Error> {
        match (request, response) {
            (Request::Traces(Some(_)), HttpResponse::NotModified) => {
                self.scheduler.handle_outcome(now, Outcome::NotModified);
                Ok(Update::Unchanged)
            }
            (_, HttpResponse::NotModified) => Err(Error::BadResponse("304 to a request without If-None-Match".into())),
            (Request::Traces(_), HttpResponse::Ok { bytes, etag }) => {
                self.apply_traces(now, bytes, etag.as_deref(), sanitize)
            }
            (Request::Job, HttpResponse::Ok { bytes, .. }) => self.apply_job(now, bytes, sanitize),
            (Request::Counts, HttpResponse::Ok { bytes, .. }) => self.apply_counts(now, bytes),
            // Whoever wanted the entries decodes them.
            (Request::Entries, HttpResponse::Ok { .. }) => {
                self.scheduler.handle_outcome(now, Outcome::Entries);
                Ok(Update::None)
            }
        }
    }

    fn apply_traces(
        &mut self,
        now: f64,
        bytes: &[u8],
        etag: Option<&str>,
        sanitize: Sanitizer,
    ) -> Result<Update, Error> {
        let head = traces::head(bytes);
        let is_current = head.latest_event_at.is_some_and(|latest| self.scheduler.is_current(&latest));
        if is_current && head.job_id.as_ref() == Some(&self.job_id) {
            self.scheduler.handle_outcome(now, Outcome::Unchanged { etag });
            return Ok(Update::Unchanged);
        }
        let traces = traces::decode(bytes)?;
        self.check_id(&traces.job_id)?;
        let latest_event_at = traces.latest_event_at.clone();
        let traces = traces.sanitized(sanitize);
        if !self.scheduler.must_reload()
            && self.traces.as_ref().is_some_and(|old| are_same_without_events(old, &traces))
        {
            self.scheduler.handle_outcome(now, Outcome::Unchanged { etag });
            return Ok(Update::Unchanged);
        }
        let span_ms = traces.series.span().map_or(0.0, |(start, end)| (end - start) as f64);
        let latest_event_at = latest_event_at.as_deref();
        self.scheduler.handle_outcome(now, Outcome::NewTraces { etag, latest_event_at, span_ms });
        self.traces = Some(Rc::new(traces));
        Ok(Update::Traces)
    }

    fn apply_job(&mut self, now: f64, bytes: &[u8], sanitize: Sanitizer) -> Result<Update, Error> {
        let job = job::decode(bytes)?;
        if let Some(id) = &job.id {
            self.check_id(id)?;
        }
        self.scheduler.handle_outcome(now, Outcome::Job { attempt: job.attempt(), has_total: job.total().is_some() });
        self.job = Some(Rc::new(job.sanitized(sanitize)));
        Ok(Update::Job)
    }

    fn apply_counts(&mut self, now: f64, bytes: &[u8]) -> Result<Update, Error> {
        self.counts_total = counts::decode(bytes)?;
        self.scheduler.handle_outcome(now, Outcome::Counts);
        Ok(Update::Job)
    }

    fn check_id(&self, id: &str) -> Result<(), Error> {
        if id == self.job_id { Ok(()) } else { Err(bad_response(OTHER_JOB)) }
    }

    fn fail(&mut self, now: f64, request: &Request, error: RequestError) -> Update {
        let retry_after = error.server.retry_after;
        self.scheduler.handle_outcome(now, Outcome::Failed { error: &error.error, retry_after });
        // Failures of other routes are reported only if they delay the traces.
        let is_reported =
            matches!(request, Request::Traces(_)) || retry_after.is_some() || error.error == Error::RateLimited;
        if is_reported {
            self.error = Some(error);
            Update::Failed
        } else {
            Update::None
        }
    }

    /// Whether anybody could see a response. Gives [`Update::Failed`] when somebody could, if there were a network, and
    /// that has not been reported yet.
    pub fn set_availability(&mut self, now: f64, availability: Availability) -> Update {
        self.scheduler.set_availability(now, availability);
        let is_offline = availability == Availability { online: false, ..Availability::FULL };
        let is_known = self.error.as_ref().is_some_and(|error| error.error == Error::Offline);
        if is_offline && !is_known && self.scheduler.is_polling() {
            self.error = Some(Error::Offline.into());
            Update::Failed
        } else {
            Update::None
        }
    }

    /// Polls at once, also after an error that ended the polling.
    pub fn refresh(&mut self, now: f64) {
        self.scheduler.refresh(now);
    }

    /// Sets the ms between two requests.
    pub fn set_interval(&mut self, ms: f64) {
        self.scheduler.set_interval(ms);
    }

    /// Sets the width of the widest chart in device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.scheduler.set_pixels(pixels);
    }

    /// Sets whether progress entries are requested.
    pub fn want_entries(&mut self, wanted: bool) {
        self.scheduler.want_entries(wanted);
    }

    /// The error that ended the polling until a person changes something.
    pub fn stopped_by(&self) -> Option<&RequestError> {
        self.error.as_ref().filter(|_| self.scheduler.is_rejected())
    }

    /// ms until progress entries may be requested again; 0 if they may be now.
    pub fn entries_retry_in(&self, now: f64) -> f64 {
        (self.scheduler.entries_due() - now).max(0.0)
    }

    /// The current traces.
    pub fn traces(&self) -> Option<&Rc<Traces>> {
        self.traces.as_ref()
    }

    /// The job; `None` until it has loaded, and if its route is refused.
    pub fn job(&self) -> Option<&Rc<Job>> {
        self.job.as_ref()
    }

    /// Number of the job's files, from the job or from its counts.
    pub fn file_total(&self) -> Option<u64> {
        self.job.as_ref().and_then(|job| job.total()).or(self.counts_total)
    }

    /// The latest error; `None` after the traces have loaded again.
    pub fn error(&self) -> Option<&RequestError> {
        self.error.as_ref()
    }

    /// ms until the next request of the traces; `None` if none is scheduled.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        self.scheduler.traces_due().map(|due| (due - now).max(0.0))
    }

    /// The last response of the traces came from a cache that had it for `age_ms`.
    pub fn record_age(&mut self, age_ms: f64) {
        self.scheduler.record_age(age_ms);
    }

    /// When the API last gave or confirmed the traces.
    pub fn confirmed_at(&self) -> Option<f64> {
        self.scheduler.confirmed_at()
    }

    /// Whether what is shown may be outdated, after several failures or missed intervals.
    pub fn is_stale(&self, now: f64) -> bool {
        self.scheduler.is_stale(now)
    }

    /// Whether the job's attempt has ended and its last traces have loaded.
    pub fn has_finished(&self) -> bool {
        self.scheduler.has_finished()
    }
}

/// Whether neither has an event and the counters are equal; times are not compared. `latest_event_at` can't tell them
/// apart then.
fn are_same_without_events(old: &Traces, new: &Traces) -> bool {
    let (a, b) = (&old.series, &new.series);
    old.latest_event_at.is_none()
        && new.latest_event_at.is_none()
        && a.is_empty() == b.is_empty()
        && (a.completed == b.completed && a.failed == b.failed && a.kinds == b.kinds)
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
