//! Recordings of a job: the API's responses with their times, in a file that anyone can replay. It has no headers and
//! no key: [`recorder`] uses the proxy's client, which removes the key from responses that quote it.
//!
//! The file has one JSON object per line: a [`Header`], then [`Event`]s in the order of time.

pub mod player;
pub mod recorder;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::proxy::resource::Route;
use crate::timestamp::Timestamp;

/// The format's name in the first line.
const FORMAT: &str = "job-progress-recording";
/// Its version.
const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    format: String,
    /// [`VERSION`].
    version: u32,
    /// The job's id.
    pub job: String,
    /// When the recording began.
    pub began: Timestamp,
}

/// A response of the API, or that there was none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// ms since the recording began.
    pub at: u64,
    /// What was requested.
    pub route: RecordedRoute,
    /// The query.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The status; 304 if nothing had changed, 0 if there was no response.
    pub status: u16,
    /// Seconds of `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
    /// The body, a text if it was not JSON; null if there was none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// The routes of one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordedRoute {
    /// The job.
    Job,
    /// Its traces.
    Traces,
    /// Its counts.
    Counts,
    /// Its progress entries.
    Progress,
}

impl From<RecordedRoute> for Route {
    fn from(route: RecordedRoute) -> Self {
        match route {
            RecordedRoute::Job => Self::Job,
            RecordedRoute::Traces => Self::Traces,
            RecordedRoute::Counts => Self::Counts,
            RecordedRoute::Progress => Self::Progress,
        }
    }
}

/// Why a recording cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file.
    #[error("'{path}': {cause}")]
    File {
        /// As given.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// Not a recording.
    #[error("'{path}' is not a recording: line {line}: {problem}")]
    Line {
        /// As given.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// Why.
        problem: String,
    },
    /// The id.
    #[error("'{0}' can't be the id of a job: it has letters, digits, '_' and '-'")]
    JobId(String),
    /// The API refuses.
    #[error("the API answered with {status} when it was asked for job '{job}'{said}")]
    Refused {
        /// The job's id.
        job: String,
        /// The status.
        status: u16,
        /// What it said.
        said: String,
    },
}
