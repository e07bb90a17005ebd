//! What is tested: the scheduler alone, cheap enough for very many histories, or the whole session with real bodies.

use job_progress_core::{
    error::{Error, RequestError, ServerMessage},
    poll::{Action, Availability, Outcome, PollScheduler, Request},
    response::job::{Attempt, Status},
    sanitize::shorten,
    session::{HttpResponse, JobSession},
};

use super::server::Served;

/// What the user sees: the version of the traces, and the job's attempt.
pub type Shown = (Option<u64>, Option<Attempt>);

pub trait Subject {
    fn new(interval: f64, seed: u64) -> Self;
    fn next_action(&mut self, now: f64) -> Action;
    fn handle_response(&mut self, now: f64, request: &Request, served: Served);
    fn set_availability(&mut self, now: f64, attention: Availability);
    fn refresh(&mut self, now: f64);
    fn want_entries(&mut self, wanted: bool);
    fn retry_in(&self, now: f64) -> Option<f64>;
    fn shown(&self) -> Shown;
}

/// The scheduler, and what the session would keep.
pub struct Bare {
    scheduler: PollScheduler,
    shown: Shown,
}

impl Subject for Bare {
    fn new(interval: f64, seed: u64) -> Self {
        Self { scheduler: PollScheduler::new(interval, seed), shown: (None, None) }
    }

    fn next_action(&mut self, now: f64) -> Action {
        self.scheduler.next_action(now)
    }

    fn handle_response(&mut self, now: f64, request: &Request, served: Served) {
        let scheduler = &mut self.scheduler;
        match served {
            Served::Traces { etag, latest_event_at, version } => {
                let etag = etag.as_deref();
                if latest_event_at.as_ref().is_some_and(|latest| scheduler.is_current(latest)) {
                    scheduler.handle_outcome(now, Outcome::Unchanged { etag });
                } else {
                    let latest_event_at = latest_event_at.as_deref();
                    scheduler.handle_outcome(now, Outcome::NewTraces { etag, latest_event_at, span_ms: 0.0 });
                    self.shown.0 = Some(version);
                }
            }
            // As the session does: a 304 to a request without validator is a failure.
            Served::NotModified if !matches!(request, Request::Traces(Some(_))) => {
                scheduler.handle_outcome(
                    now,
                    Outcome::Failed { error: &Error::BadResponse(String::new()), retry_after: None },
                );
            }
            Served::NotModified => scheduler.handle_outcome(now, Outcome::NotModified),
            Served::Job(attempt) => {
                scheduler.handle_outcome(now, Outcome::Job { attempt, has_total: attempt.retry_count % 2 == 0 });
                self.shown.1 = Some(attempt);
            }
            Served::Counts => scheduler.handle_outcome(now, Outcome::Counts),
            Served::Entries => scheduler.handle_outcome(now, Outcome::Entries),
            Served::Failed(error, seconds) => {
                scheduler
                    .handle_outcome(now, Outcome::Failed { error: &error, retry_after: seconds.map(|s| s * 1000.0) });
            }
        }
    }

    fn set_availability(&mut self, now: f64, attention: Availability) {
        self.scheduler.set_availability(now, attention);
    }

    fn refresh(&mut self, now: f64) {
        self.scheduler.refresh(now);
    }

    fn want_entries(&mut self, wanted: bool) {
        self.scheduler.want_entries(wanted);
    }

    fn retry_in(&self, now: f64) -> Option<f64> {
        self.scheduler.traces_due().map(|due| due - now)
    }

    fn shown(&self) -> Shown {
        self.shown
    }
}

impl Subject for JobSession {
    fn new(interval: f64, seed: u64) -> Self {
        JobSession::new("j".into(), interval, seed)
    }

    fn next_action(&mut self, now: f64) -> Action {
        self.next_action(now)
    }

    fn handle_response(&mut self, now: f64, request: &Request, served: Served) {
        let result = match served {
            Served::Traces { etag, latest_event_at, version } => {
                let latest = latest_event_at.map_or("null".into(), |latest| format!("\"{latest}\""));
                let body = format!(
                    r#"{{"job_id":"j","latest_event_at":{latest},"points":[{{"t":"2026-04-14T10:00:00Z","files":{{"completed":{version}}}}}]}}"#
                );
                Ok(HttpResponse::Ok { bytes: body.into(), etag })
            }
            Served::NotModified => Ok(HttpResponse::NotModified),
            Served::Job(Attempt { status, retry_count, preemption_count }) => {
                let status = match status {
                    Status::Waiting => "PENDING",
                    Status::Running => "RUNNING",
                    Status::Preempted => "PREEMPTED",
                    Status::Completed => "COMPLETED",
                    Status::Failed => "FAILED",
                    Status::Cancelled => "CANCELLED",
                };
                let body = format!(
                    r#"{{"id":"j","status":"{status}","retry_count":{retry_count},"preemption_count":{preemption_count}}}"#
                );
                Ok(HttpResponse::Ok { bytes: body.into(), etag: None })
            }
            Served::Counts | Served::Entries => Ok(HttpResponse::Ok { bytes: b"{}".to_vec(), etag: None }),
            Served::Failed(error, seconds) => {
                let server = ServerMessage { retry_after: seconds.map(|s| s * 1000.0), ..ServerMessage::default() };
                Err(RequestError { error, server })
            }
        };
        self.handle_response(now, request, result.as_ref().map_err(Clone::clone), &shorten);
    }

    fn set_availability(&mut self, now: f64, attention: Availability) {
        self.set_availability(now, attention);
    }

    fn refresh(&mut self, now: f64) {
        self.refresh(now);
    }

    fn want_entries(&mut self, wanted: bool) {
        self.want_entries(wanted);
    }

    fn retry_in(&self, now: f64) -> Option<f64> {
        self.retry_in(now)
    }

    fn shown(&self) -> Shown {
        (self.traces().map(|traces| traces.series.completed[0]), self.job().map(|job| job.attempt()))
    }
}
