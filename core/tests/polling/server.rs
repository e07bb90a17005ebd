//! A model of the API: one job that moves, ends and is retried, and a server that understands some validators.

use job_progress_core::{
    error::Error,
    poll::Request,
    response::job::{Attempt, Status},
};

/// Which validators the server gives and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validators {
    /// It sends an `ETag` that covers everything.
    ETag,
    /// It compares `If-None-Match` with `latest_event_at`, as documented.
    Bare,
    /// It compares entity-tags only, with `latest_event_at` inside.
    Quoted,
    /// It always sends everything.
    Neither,
}

/// A response.
#[derive(Debug, Clone, PartialEq)]
pub enum Served {
    Traces {
        etag: Option<String>,
        latest_event_at: Option<String>,
        version: u64,
    },
    NotModified,
    Job(Attempt),
    Counts,
    Entries,
    /// An error, and the seconds of `Retry-After`.
    Failed(Error, Option<f64>),
}

#[derive(Debug)]
pub struct Server {
    pub validators: Validators,
    /// Whether it serves the job, and not only its traces.
    pub serves_job: bool,
    /// Grows with each change of the traces.
    pub version: u64,
    /// Grows with each event; other changes are in no validator but the `ETag`.
    events: u64,
    /// Whether the client knows the job, and so will see that it changes.
    known: bool,
    /// Whether the job has had an event since its (re)start.
    eventful: bool,
    pub attempt: Attempt,
    /// The `ETag` and `latest_event_at` of the last traces.
    pub issued: Option<(Option<String>, Option<String>)>,
}

impl Server {
    pub fn new(validators: Validators, serves_job: bool) -> Self {
        let attempt = Attempt { status: Status::Waiting, retry_count: 0, preemption_count: 0 };
        Self { validators, serves_job, version: 0, events: 0, known: false, eventful: false, attempt, issued: None }
    }

    fn latest_event_at(&self) -> Option<String> {
        self.eventful.then(|| format!("2026-04-14T10:00:00.{:06}Z", self.events))
    }

    fn etag(&self) -> String {
        format!("W/\"{}-{:?}-{}\"", self.version, self.attempt.status, self.attempt.retry_count)
    }

    pub fn is_terminal(&self) -> bool {
        self.attempt.status.is_terminal()
    }

    /// Something was counted; also, for some seconds, after the end.
    pub fn progress(&mut self) {
        self.version += 1;
        self.events += 1;
        self.eventful = true;
    }

    /// The job changes its status, unless it has ended.
    pub fn change(&mut self, to: u8) {
        let next = [Status::Running, Status::Preempted, Status::Completed, Status::Failed, Status::Cancelled];
        if self.is_terminal() {
            return;
        }
        let before = std::mem::replace(&mut self.attempt.status, next[usize::from(to) % next.len()]);
        if self.known && before != self.attempt.status {
            // The last point is elsewhere.
            self.version += 1;
        }
        if self.attempt.status == Status::Preempted {
            self.attempt.preemption_count += 1;
        }
    }

    /// The job is retried. What that does to its counters is not documented: they may be reset.
    pub fn retry(&mut self, resets: bool) {
        if self.is_terminal() {
            self.attempt.status = Status::Waiting;
            self.attempt.retry_count += 1;
            if resets {
                self.version += 1;
                self.eventful = false;
            }
        }
    }

    /// The response to a request if nothing fails.
    pub fn answer(&mut self, request: &Request) -> Served {
        match request {
            Request::Traces(sent) => {
                let latest_event_at = self.latest_event_at();
                let etag = (self.validators == Validators::ETag).then(|| self.etag());
                let current = match self.validators {
                    Validators::ETag => etag.clone(),
                    Validators::Bare => latest_event_at.clone(),
                    Validators::Quoted => latest_event_at.as_ref().map(|latest| format!("\"{latest}\"")),
                    Validators::Neither => None,
                };
                if sent.is_some() && *sent == current {
                    return Served::NotModified;
                }
                self.issued = Some((etag.clone(), latest_event_at.clone()));
                Served::Traces { etag, latest_event_at, version: self.version }
            }
            Request::Job if self.serves_job => {
                self.known = true;
                Served::Job(self.attempt)
            }
            Request::Entries => Served::Entries,
            Request::Counts if self.serves_job => Served::Counts,
            Request::Job | Request::Counts => Served::Failed(Error::Forbidden, None),
        }
    }

    /// Whether `sent` is what this server gave with the traces that the client has, byte for byte or in quotes.
    pub fn gave(&self, sent: &str) -> bool {
        let Some((etag, latest)) = &self.issued else { return false };
        match etag {
            Some(etag) => sent == etag,
            None => latest.as_ref().is_some_and(|latest| sent == latest || sent == format!("\"{latest}\"")),
        }
    }
}
