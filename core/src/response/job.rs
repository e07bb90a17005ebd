//! `GET /batch/jobs/{id}`: where the job stands.

use super::{bad_response, counts, error_body, timestamp};
use crate::{
    error::{Error, ServerMessage},
    json::{JsonParser, ParseError},
    sanitize::{MAX_NAME, Sanitizer, one_line},
};

/// What a chart wants to know of a job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Job {
    /// Its id; `None` if the server left it out.
    pub id: Option<String>,
    /// What its owner calls it.
    pub name: Option<String>,
    /// Where it stands, verbatim: new values may come. See [`Job::status`].
    pub status_text: String,
    retry_count: Option<u64>,
    preemption_count: Option<u64>,
    queue_position: Option<u64>,
    queue_depth: Option<u64>,
    /// When it first ran, in ms since the Unix epoch.
    pub started_at: Option<i64>,
    completed_at: Option<i64>,
    failed_at: Option<i64>,
    cancelled_at: Option<i64>,
    error: ServerMessage,
    total: Option<u64>,
}

/// Where a job stands, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// `PENDING` or `ADMITTED`: it does not run yet.
    Waiting,
    /// `RUNNING`, or a value that is not known here.
    Running,
    /// `PREEMPTED`: it lost its machine and will go on.
    Preempted,
    /// `COMPLETED`, which does not mean that anything succeeded.
    Completed,
    /// `FAILED`.
    Failed,
    /// `CANCELLED`.
    Cancelled,
}

impl Status {
    /// Whether it has ended. A retry may start it again.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// The attempt that a job is in. When it changes, counters may have changed in ways that no validator covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Where it stands.
    pub status: Status,
    /// How often it was sent back to the start after its end.
    pub retry_count: u64,
    /// How often it lost its machine.
    pub preemption_count: u64,
}

impl Job {
    /// Where it stands.
    pub fn status(&self) -> Status {
        match self.status_text.as_str() {
            "PENDING" | "ADMITTED" => Status::Waiting,
            "PREEMPTED" => Status::Preempted,
            "COMPLETED" => Status::Completed,
            "FAILED" => Status::Failed,
            "CANCELLED" => Status::Cancelled,
            _ => Status::Running,
        }
    }

    /// Which attempt it is in.
    pub fn attempt(&self) -> Attempt {
        Attempt {
            status: self.status(),
            retry_count: self.retry_count.unwrap_or(0),
            preemption_count: self.preemption_count.unwrap_or(0),
        }
    }

    /// When it came to its present end, in ms since the Unix epoch; times of earlier ends don't count.
    pub fn ended_at(&self) -> Option<i64> {
        match self.status() {
            Status::Completed => self.completed_at,
            Status::Failed => self.failed_at,
            Status::Cancelled => self.cancelled_at,
            Status::Waiting | Status::Running | Status::Preempted => None,
        }
    }

    /// Its place in the queue and the queue's length, each `None` if it is not queued.
    pub fn queue(&self) -> (Option<u64>, Option<u64>) {
        (self.queue_position, self.queue_depth)
    }

    /// Number of its files; `None` if the server does not say.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// With texts that are fit to be shown.
    pub fn sanitized(self, sanitize: Sanitizer) -> Self {
        let sanitize_name = |text: &str| one_line(&sanitize(text, MAX_NAME));
        let is_known = self.status() != Status::Running || self.status_text == "RUNNING";
        Self {
            name: self.name.as_deref().map(sanitize_name),
            status_text: if is_known { self.status_text } else { sanitize_name(&self.status_text) },
            error: self.error.sanitized(sanitize),
            ..self
        }
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&str> {
        self.error.message.as_deref()
    }
}

/// Decodes a response of the job route. A status is required; times that can't be read count as missing.
///
/// # Errors
/// [`Error::BadResponse`].
pub fn decode(body: &[u8]) -> Result<Job, Error> {
    let job = super::decode(body, read)?;
    if job.status_text.is_empty() { Err(bad_response("the job has no status")) } else { Ok(job) }
}

fn read(json: &mut JsonParser) -> Result<Job, ParseError> {
    let mut job = Job::default();
    json.begin_object("expected a job: an object with a status")?;
    while let Some(key) = json.next_key()? {
        match key.as_ref() {
            "id" => job.id = json.optional_string()?,
            "name" => job.name = json.optional_string()?,
            "status" => job.status_text = json.optional_string()?.unwrap_or_default(),
            "retry_count" => job.retry_count = json.optional_count()?,
            "preemption_count" => job.preemption_count = json.optional_count()?,
            "queue_position" => job.queue_position = json.optional_count()?,
            "queue_depth" => job.queue_depth = json.optional_count()?,
            "started_at" => job.started_at = read_time(json)?,
            "completed_at" => job.completed_at = read_time(json)?,
            "failed_at" => job.failed_at = read_time(json)?,
            "cancelled_at" => job.cancelled_at = read_time(json)?,
            "error" => job.error = error_body::read(json)?,
            "input_progress" => job.total = if json.null()? { None } else { counts::read_total(json)? },
            _ => json.skip()?,
        }
    }
    Ok(job)
}

fn read_time(json: &mut JsonParser) -> Result<Option<i64>, ParseError> {
    Ok(if json.null()? { None } else { timestamp::parse(&json.string("expected a time as a string")?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"{"id":"job_1","name":"Night run","pipeline_key":"p","status":"FAILED","retry_count":2,
        "preemption_count":1,"queue_position":null,"queue_depth":null,"created_at":"2026-04-14T10:00:00Z",
        "started_at":"2026-04-14T10:02:00.5Z","completed_at":"2026-04-13T10:00:00Z","failed_at":"2026-04-14T10:15:00Z",
        "cancelled_at":null,"error":"out of memory","input_progress":{"pending":1,"processing":0,"completed":8,"failed":1}}"#;

    #[test]
    fn reads_what_the_api_documents() {
        let job = decode(FULL.as_bytes()).unwrap();
        assert_eq!((job.id.as_deref(), job.name.as_deref()), (Some("job_1"), Some("Night run")));
        assert_eq!(job.attempt(), Attempt { status: Status::Failed, retry_count: 2, preemption_count: 1 });
        assert_eq!(job.started_at, Some(1_776_160_920_500));
        assert_eq!(job.ended_at(), Some(1_776_161_700_000), "not the earlier attempt's end");
        assert_eq!((job.total(), job.error(), job.queue()), (Some(10), Some("out of memory"), (None, None)));
    }

    #[test]
    fn does_without_all_but_the_status() {
        let job = decode(br#"{"status":"PENDING","queue_position":3,"queue_depth":9,"input_progress":null}"#).unwrap();
        assert_eq!((job.status(), job.queue(), job.total()), (Status::Waiting, (Some(3), Some(9)), None));
        let odd = decode(br#"{"status":"PAUSED","started_at":"soon","error":{"message":"why"}}"#).unwrap();
        assert_eq!((odd.status(), odd.started_at, odd.error()), (Status::Running, None, Some("why")));
        for body in ["{}", "[]", "", r#"{"status":null}"#, r#"{"status":"RUNNING","retry_count":-1}"#, "<p>"] {
            assert!(matches!(decode(body.as_bytes()), Err(Error::BadResponse(_))), "{body}");
        }
    }
}
