//! `GET /batch/jobs/{id}`: where the job stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{count::Count, counts::Counts, errors::Said, key::Key, timestamp};
use crate::error::Error;

/// What a chart wants to know of a job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Job {
    /// Its id; `None` if the server left it out.
    pub id: Option<String>,
    /// What its owner calls it.
    pub name: Option<String>,
    /// Where it stands, verbatim: new values may come. See [`Job::status`].
    pub status_text: String,
    retry_count: Option<Count>,
    preemption_count: Option<Count>,
    queue_position: Option<Count>,
    queue_depth: Option<Count>,
    /// When it first ran, in ms since the Unix epoch.
    pub started_at: Option<i64>,
    completed_at: Option<i64>,
    failed_at: Option<i64>,
    cancelled_at: Option<i64>,
    error: Said,
    input_progress: Option<Counts>,
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

/// What a change of tells that the counters may have changed in ways that no validator covers.
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
        let count = |count: Option<Count>| count.unwrap_or_default().0;
        Attempt {
            status: self.status(),
            retry_count: count(self.retry_count),
            preemption_count: count(self.preemption_count),
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
        (self.queue_position.map(|count| count.0), self.queue_depth.map(|count| count.0))
    }

    /// Number of its files; `None` if the server does not say.
    pub fn total(&self) -> Option<u64> {
        self.input_progress.as_ref()?.total()
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&str> {
        self.error.message.as_deref()
    }
}

/// Decodes an answer of the job route. Times that can't be read are none; a status there must be.
///
/// # Errors
/// [`Error::BadResponse`].
pub fn decode(body: &[u8]) -> Result<Job, Error> {
    let job: Job = super::decode(body)?;
    if job.status_text.is_empty() { Err(Error::BadResponse("the job has no status".into())) } else { Ok(job) }
}

// By hand: a derived one weighs more in the wasm.
impl<'de> Deserialize<'de> for Job {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(JobVisitor)
    }
}

struct JobVisitor;

impl<'de> Visitor<'de> for JobVisitor {
    type Value = Job;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a job: an object with a status")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Job, A::Error> {
        let mut job = Job::default();
        while let Some(key) = map.next_key::<Key>()? {
            match &*key.0 {
                "id" => job.id = text(&mut map)?,
                "name" => job.name = text(&mut map)?,
                "status" => job.status_text = text(&mut map)?.unwrap_or_default(),
                "retry_count" => job.retry_count = map.next_value()?,
                "preemption_count" => job.preemption_count = map.next_value()?,
                "queue_position" => job.queue_position = map.next_value()?,
                "queue_depth" => job.queue_depth = map.next_value()?,
                "started_at" => job.started_at = time(&mut map)?,
                "completed_at" => job.completed_at = time(&mut map)?,
                "failed_at" => job.failed_at = time(&mut map)?,
                "cancelled_at" => job.cancelled_at = time(&mut map)?,
                "error" => job.error = map.next_value()?,
                "input_progress" => job.input_progress = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(job)
    }
}

fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<String>, A::Error> {
    map.next_value()
}

fn time<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<i64>, A::Error> {
    Ok(map.next_value::<Option<Key>>()?.and_then(|text| timestamp::parse(&text.0)))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
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
