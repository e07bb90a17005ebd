//! The bodies of responses: one type per body of the API, with the API's field names.
//!
//! They also implement `Deserialize`, for the tests. The chart has its own decoders, in `core/src/response`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::status::{InputStatus, JobStatus};
use crate::timestamp::Timestamp;

/// `GET /batch/jobs/{id}`: one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// `job_…`.
    pub id: String,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The pipeline that runs it.
    pub pipeline_key: String,
    /// Its state.
    pub status: JobStatus,
    /// How often it was sent back to `PENDING` after it had failed or been cancelled.
    pub retry_count: u64,
    /// How often it lost its machine.
    pub preemption_count: u64,
    /// Its place in the queue, null when it is not queued.
    pub queue_position: Option<u64>,
    /// The queue's length, null when it is not queued.
    pub queue_depth: Option<u64>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its row last changed.
    pub updated_at: Timestamp,
    /// When it first ran (of the current attempt), null until then.
    pub started_at: Option<Timestamp>,
    /// When it completed.
    pub completed_at: Option<Timestamp>,
    /// When it failed.
    pub failed_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
    /// Its inputs by status. This server always sends it; the API may answer null, which is not zero.
    pub input_progress: Option<InputProgress>,
}

impl Job {
    /// When the job ended; none while it is live.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self.status {
            JobStatus::Completed => self.completed_at,
            JobStatus::Failed => self.failed_at,
            JobStatus::Cancelled => self.cancelled_at,
            JobStatus::Pending | JobStatus::Admitted | JobStatus::Running | JobStatus::Preempted => None,
        }
    }
}

/// Numbers of inputs by status; their sum is the job's file total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputProgress {
    /// Not started.
    pub pending: u64,
    /// Started, not finished.
    pub processing: u64,
    /// Finished successfully.
    pub completed: u64,
    /// Failed.
    pub failed: u64,
}

/// `GET /batch/jobs`: a page of jobs, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobPage {
    /// The number of all jobs.
    pub total: u64,
    /// Rows skipped before this page.
    pub offset: u64,
    /// Maximum number of rows in this page.
    pub limit: u64,
    /// The page.
    pub jobs: Vec<Job>,
}

/// `GET /batch/jobs/{id}/inputs/progress/counts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCounts {
    /// The job.
    pub job_id: String,
    /// Its inputs by status, only those of one port if the request names it; in the same object as `job_id`.
    #[serde(flatten)]
    pub counts: InputProgress,
}

/// `GET /batch/jobs/{id}/inputs/progress`: a page of inputs in the order of their submission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputPage {
    /// The job.
    pub job_id: String,
    /// The number of inputs that match the filters.
    pub total: u64,
    /// Rows skipped before this page.
    pub offset: u64,
    /// Maximum number of rows in this page.
    pub limit: u64,
    /// The page.
    pub items: Vec<InputWithProgress>,
}

/// An input, its newest progress entry, and its completion rank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputWithProgress {
    /// The input.
    pub input: Input,
    /// The newest progress entry that names it.
    pub latest_progress: Option<ProgressEntry>,
    /// Its rank, from 1, among the job's finished inputs in the order of completion; null while unfinished.
    pub step: Option<u64>,
}

/// One file of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// `inp_…`.
    pub id: String,
    /// Its job.
    pub job_id: String,
    /// The port of the pipeline that it feeds.
    pub port_name: String,
    /// The stored file.
    pub file_id: String,
    /// `filename`, `num_bytes` and other properties of the file.
    pub data: Map<String, Value>,
    /// Its state.
    pub status: InputStatus,
    /// Why it failed.
    pub error_message: Option<String>,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it completed or failed.
    pub completed_at: Option<Timestamp>,
}

/// `GET /batch/jobs/{id}/progress`: a page of progress entries, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProgressPage {
    /// The job.
    pub job_id: String,
    /// The number of entries that match the filters.
    pub total: u64,
    /// Rows skipped before this page.
    pub offset: u64,
    /// Maximum number of rows in this page.
    pub limit: u64,
    /// The page.
    pub entries: Vec<ProgressEntry>,
}

/// One report of a running job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProgressEntry {
    /// Unique, growing.
    pub id: i64,
    /// What it reports on: any string.
    pub kind: String,
    /// A sequence number within the job; not a completion rank.
    pub step: i64,
    /// A message for people.
    pub message: Option<String>,
    /// Counters: `success` and `failed`, or `items_processed`, `items_total`, `percent_complete`.
    pub metrics: Map<String, Value>,
    /// Anything else.
    pub payload: Map<String, Value>,
    /// The input it is about.
    pub input_id: Option<String>,
    /// The part of the input it is about.
    pub index: Option<i64>,
    /// When it was reported.
    pub created_at: Timestamp,
}

/// `GET /batch/jobs/{id}/inputs/progress/traces`: the job's cumulative counters over its life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    /// The job.
    pub job_id: String,
    /// The width of a bucket in seconds; 0.0 when there are no points.
    pub bucket_seconds: f64,
    /// The newest `created_at` of an entry or `completed_at` of an input; null before the first.
    pub latest_event_at: Option<Timestamp>,
    /// In the order of time; empty until the job has started.
    pub points: Vec<TracePoint>,
}

/// The counters at the end of one bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TracePoint {
    /// The bucket's end.
    pub t: Timestamp,
    /// Finished inputs: `files.completed + files.failed`.
    pub step: u64,
    /// Inputs finished by `t`.
    pub files: FileCounts,
    /// Items by kind; a kind is absent before its first entry.
    pub items: BTreeMap<String, ItemCounts>,
}

/// Finished inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    /// Finished successfully.
    pub completed: u64,
    /// Failed.
    pub failed: u64,
}

/// Items of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCounts {
    /// Succeeded.
    pub success: u64,
    /// Failed.
    pub failed: u64,
}

/// The body of all error responses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// At least one.
    pub errors: Vec<ErrorItem>,
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorItem {
    /// Stable, for programs.
    pub code: String,
    /// For people.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Finds the cause in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_uid: Option<String>,
}
