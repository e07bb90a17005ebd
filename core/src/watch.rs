//! What is known of one job, and how answers change it. Pure: a driver sends what [`Watch::next`] says and brings what came.

use std::rc::Rc;

use crate::{
    error::{Error, Failure},
    poll::{Answer, Attention, Poll, Request, Step},
    response::{
        counts,
        job::{self, Job},
        traces::{self, Traces},
    },
};

/// What a request brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// 200.
    Body {
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// The `ETag` header, if script may read it.
        etag: Option<String>,
    },
    /// 304.
    NotModified,
}

/// What an answer changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// There are new traces.
    Fresh,
    /// The traces that are held were confirmed, and not decoded again.
    Unchanged,
    /// The job or its counts were told.
    Job,
    /// [`Watch::failure`] tells what is wrong.
    Failed,
    /// Nothing that concerns a reader: the job's status can't be had, and the traces can.
    Nothing,
}

/// A watch over one job with one configuration.
#[derive(Debug)]
pub struct Watch {
    job_id: String,
    poll: Poll,
    traces: Option<Rc<Traces>>,
    job: Option<Rc<Job>>,
    counted: Option<u64>,
    failure: Option<Failure>,
}

impl Watch {
    /// A watch that asks every `interval` ms; `seed` spreads its retries.
    pub fn new(job_id: String, interval: f64, seed: u64) -> Self {
        Self { job_id, poll: Poll::new(interval, seed), traces: None, job: None, counted: None, failure: None }
    }

    /// What to do at `now` (ms of any steady clock). After [`Step::Ask`] the request counts as sent.
    pub fn next(&mut self, now: f64) -> Step {
        self.poll.next(now)
    }

    /// The request ended at `now`.
    pub fn hear(&mut self, now: f64, request: &Request, result: Result<&Reply, Failure>) -> News {
        let reply = match result {
            Ok(reply) => reply,
            Err(failure) => return self.fail(now, request, failure),
        };
        let news = match (request, reply) {
            (Request::Traces(None) | Request::Job | Request::Counts | Request::Entries, Reply::NotModified) => {
                Err(Error::BadResponse("304, though nothing was held".into()))
            }
            (Request::Traces(Some(_)), Reply::NotModified) => {
                self.poll.answered(now, Answer::NotModified);
                Ok(News::Unchanged)
            }
            (Request::Traces(_), Reply::Body { bytes, etag }) => self.hear_traces(now, bytes, etag.as_deref()),
            (Request::Job, Reply::Body { bytes, .. }) => self.hear_job(now, bytes),
            (Request::Counts, Reply::Body { bytes, .. }) => self.hear_counts(now, bytes),
            // Who wanted them reads them; they say nothing of the rest.
            (Request::Entries, Reply::Body { .. }) => {
                self.poll.answered(now, Answer::Entries);
                return News::Nothing;
            }
        };
        match news {
            Ok(news) => {
                if news != News::Job {
                    self.failure = None;
                }
                news
            }
            Err(error) => self.fail(now, request, error.into()),
        }
    }

    fn hear_traces(&mut self, now: f64, bytes: &[u8], etag: Option<&str>) -> Result<News, Error> {
        let head = traces::head(bytes);
        if head.job_id.as_ref() == Some(&self.job_id)
            && head.latest_event_at.is_some_and(|latest| self.poll.holds(&latest))
        {
            self.poll.answered(now, Answer::Unchanged { etag });
            return Ok(News::Unchanged);
        }
        let traces = traces::decode(bytes)?;
        self.check_id(&traces.job_id)?;
        if !self.poll.reloads() && self.traces.as_ref().is_some_and(|held| is_same_nothing(held, &traces)) {
            self.poll.answered(now, Answer::Unchanged { etag });
            return Ok(News::Unchanged);
        }
        let span = traces.series.span().map_or(0.0, |(start, end)| (end - start) as f64);
        let latest_event_at = traces.latest_event_at.as_deref();
        self.poll.answered(now, Answer::Fresh { etag, latest_event_at, span });
        self.traces = Some(Rc::new(traces));
        Ok(News::Fresh)
    }

    fn hear_job(&mut self, now: f64, bytes: &[u8]) -> Result<News, Error> {
        let job = job::decode(bytes)?;
        if let Some(id) = &job.id {
            self.check_id(id)?;
        }
        self.poll.answered(now, Answer::Job { attempt: job.attempt(), counted: job.total().is_some() });
        self.job = Some(Rc::new(job));
        Ok(News::Job)
    }

    fn hear_counts(&mut self, now: f64, bytes: &[u8]) -> Result<News, Error> {
        self.counted = counts::decode(bytes)?;
        self.poll.answered(now, Answer::Counts);
        Ok(News::Job)
    }

    fn check_id(&self, id: &str) -> Result<(), Error> {
        if id == self.job_id { Ok(()) } else { Err(Error::BadResponse(["it speaks of job ", id].concat())) }
    }

    fn fail(&mut self, now: f64, request: &Request, failure: Failure) -> News {
        let retry_after = failure.said.retry_after;
        self.poll.answered(now, Answer::Failed { error: &failure.error, retry_after });
        // Beside good traces only what delays them is told.
        let told =
            matches!(request, Request::Traces(_)) || retry_after.is_some() || failure.error == Error::RateLimited;
        if told {
            self.failure = Some(failure);
            News::Failed
        } else {
            News::Nothing
        }
    }

    /// Whether anybody could see an answer. Gives [`News::Failed`] when the network has just gone.
    pub fn attend(&mut self, now: f64, attention: Attention) -> News {
        let was_due = self.poll.due().is_some();
        self.poll.attend(now, attention);
        if was_due && !attention.online {
            self.failure = Some(Error::Offline.into());
            News::Failed
        } else {
            News::Nothing
        }
    }

    /// Asks at once, also after an error that ended the polling.
    pub fn refresh(&mut self, now: f64) {
        self.poll.refresh(now);
    }

    /// ms between two requests, as the page wishes.
    pub fn set_interval(&mut self, interval: f64) {
        self.poll.set_interval(interval);
    }

    /// The widest chart has so many device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.poll.set_pixels(pixels);
    }

    /// Whether somebody wants progress entries.
    pub fn want_entries(&mut self, wanted: bool) {
        self.poll.want_entries(wanted);
    }

    /// What ended the polling, until a person changes something.
    pub fn refusal(&self) -> Option<&Failure> {
        self.failure.as_ref().filter(|_| self.poll.is_stopped())
    }

    /// ms until progress entries may be asked again, after a failure.
    pub fn entries_in(&self, now: f64) -> f64 {
        (self.poll.entries_due() - now).max(0.0)
    }

    /// The traces that are held.
    pub fn traces(&self) -> Option<&Rc<Traces>> {
        self.traces.as_ref()
    }

    /// The job, if the server tells of it.
    pub fn job(&self) -> Option<&Rc<Job>> {
        self.job.as_ref()
    }

    /// Number of the job's files, if the server tells it.
    pub fn total(&self) -> Option<u64> {
        self.job.as_ref().and_then(|job| job.total()).or(self.counted)
    }

    /// What is wrong, until an answer is right again.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// ms until the traces are asked again; `None` if not by itself.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        self.poll.traces_due().map(|due| (due - now).max(0.0))
    }

    /// Whether what is shown may be outdated: answers are missed.
    pub fn is_stale(&self, now: f64) -> bool {
        self.poll.is_stale(now)
    }

    /// Whether the job's attempt has ended, and its last traces are here.
    pub fn has_finished(&self) -> bool {
        self.poll.has_finished()
    }
}

/// Whether neither has had an event, so that no validator could tell them apart, and nothing tells them apart.
fn is_same_nothing(held: &Traces, new: &Traces) -> bool {
    let (a, b) = (&held.series, &new.series);
    held.latest_event_at.is_none()
        && new.latest_event_at.is_none()
        && a.is_empty() == b.is_empty()
        && (a.completed == b.completed && a.failed == b.failed && a.kinds == b.kinds)
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
