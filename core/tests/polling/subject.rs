//! What is tested: the poll alone, cheap enough for very many histories, or the whole watch with real bodies.

use job_progress_core::{
    error::{Error, Failure},
    poll::{Answer, Attention, Poll, Request, Step},
    response::{
        errors::Said,
        job::{Attempt, Status},
    },
    watch::{Reply, Watch},
};

use super::server::Served;

/// What a reader sees: the version of the traces, and the job's attempt.
pub type Shown = (Option<u64>, Option<Attempt>);

pub trait Subject {
    fn new(interval: f64, seed: u64) -> Self;
    fn next(&mut self, now: f64) -> Step;
    fn hear(&mut self, now: f64, request: &Request, served: Served);
    fn attend(&mut self, now: f64, attention: Attention);
    fn refresh(&mut self, now: f64);
    fn want_entries(&mut self, wanted: bool);
    fn retry_in(&self, now: f64) -> Option<f64>;
    fn shown(&self) -> Shown;
}

/// The poll, and the little that must be known of answers.
pub struct Bare {
    poll: Poll,
    shown: Shown,
}

impl Subject for Bare {
    fn new(interval: f64, seed: u64) -> Self {
        Self { poll: Poll::new(interval, seed), shown: (None, None) }
    }

    fn next(&mut self, now: f64) -> Step {
        self.poll.next(now)
    }

    fn hear(&mut self, now: f64, request: &Request, served: Served) {
        let poll = &mut self.poll;
        match served {
            Served::Traces { etag, latest_event_at, version } => {
                let etag = etag.as_deref();
                if latest_event_at.as_ref().is_some_and(|latest| poll.holds(latest)) {
                    poll.answered(now, Answer::Unchanged { etag });
                } else {
                    let latest_event_at = latest_event_at.as_deref();
                    poll.answered(now, Answer::Fresh { etag, latest_event_at, span: 0.0 });
                    self.shown.0 = Some(version);
                }
            }
            // As the watch does: where nothing was held, a 304 is a failure.
            Served::NotModified if !matches!(request, Request::Traces(Some(_))) => {
                poll.answered(now, Answer::Failed { error: &Error::BadResponse(String::new()), retry_after: None });
            }
            Served::NotModified => poll.answered(now, Answer::NotModified),
            Served::Job(attempt) => {
                poll.answered(now, Answer::Job { attempt, counted: attempt.retry_count % 2 == 0 });
                self.shown.1 = Some(attempt);
            }
            Served::Counts => poll.answered(now, Answer::Counts),
            Served::Entries => poll.answered(now, Answer::Entries),
            Served::Failed(error, seconds) => {
                poll.answered(now, Answer::Failed { error: &error, retry_after: seconds.map(|s| s * 1000.0) });
            }
        }
    }

    fn attend(&mut self, now: f64, attention: Attention) {
        self.poll.attend(now, attention);
    }

    fn refresh(&mut self, now: f64) {
        self.poll.refresh(now);
    }

    fn want_entries(&mut self, wanted: bool) {
        self.poll.want_entries(wanted);
    }

    fn retry_in(&self, now: f64) -> Option<f64> {
        self.poll.traces_due().map(|due| due - now)
    }

    fn shown(&self) -> Shown {
        self.shown
    }
}

impl Subject for Watch {
    fn new(interval: f64, seed: u64) -> Self {
        Watch::new("j".into(), interval, seed)
    }

    fn next(&mut self, now: f64) -> Step {
        self.next(now)
    }

    fn hear(&mut self, now: f64, request: &Request, served: Served) {
        let result = match served {
            Served::Traces { etag, latest_event_at, version } => {
                let latest = latest_event_at.map_or("null".into(), |latest| format!("\"{latest}\""));
                let body = format!(
                    r#"{{"job_id":"j","latest_event_at":{latest},"points":[{{"t":"2026-04-14T10:00:00Z","files":{{"completed":{version}}}}}]}}"#
                );
                Ok(Reply::Body { bytes: body.into(), etag })
            }
            Served::NotModified => Ok(Reply::NotModified),
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
                Ok(Reply::Body { bytes: body.into(), etag: None })
            }
            Served::Counts | Served::Entries => Ok(Reply::Body { bytes: b"{}".to_vec(), etag: None }),
            Served::Failed(error, seconds) => {
                let said = Said { retry_after: seconds.map(|s| s * 1000.0), ..Said::default() };
                Err(Failure { error, said })
            }
        };
        self.hear(now, request, result.as_ref().map_err(Clone::clone));
    }

    fn attend(&mut self, now: f64, attention: Attention) {
        self.attend(now, attention);
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
