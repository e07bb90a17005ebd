//! Polls everything about a job, as a page does, and writes the responses into a file.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{sleep, sleep_until};

use super::{Event, FORMAT, Header, RecordedRoute, RecordingError, VERSION};
use crate::proxy::ApiClient;
use crate::proxy::failure::is_temporary;
use crate::proxy::resource::{Resource, Route, is_job_id};
use crate::status::JobStatus;
use crate::timestamp::Timestamp;

/// Entries per page.
const PAGE: usize = 1000;
/// The counts are requested at every so many polls.
const COUNTS_EVERY: u64 = 12;
/// Polls without news after the job's end, or polls in a row that the API refuses, after which the recording ends.
const FINAL_POLLS: u32 = 2;

/// How a job is recorded.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Its id.
    pub job: String,
    /// Between two polls.
    pub interval: Duration,
    /// Buckets of the traces.
    pub buckets: u32,
}

/// What is kept between two polls.
struct Recorder<'a> {
    client: &'a ApiClient,
    recording: &'a Recording,
    file: std::fs::File,
    path: &'a Path,
    began: Instant,
    validator: Option<HeaderValue>,
    /// Polls in a row that the API refused.
    refusals: u32,
    last_job: Option<StatusAndBody>,
    last_counts: Option<StatusAndBody>,
    last_traces: Option<StatusAndBody>,
    /// Entries recorded so far.
    entries: usize,
    /// The next page is written even if it has no entries: the last one failed, or a retry has deleted entries.
    is_page_due: bool,
}

/// Status and body of a response.
type StatusAndBody = (u16, Value);

/// Records until the job has ended. Dropping the future ends the recording earlier; the file is whole after each line.
///
/// # Errors
/// When the file cannot be written, or the API refuses the job: at the first request, or later at several in a row.
pub async fn record(client: &ApiClient, recording: &Recording, path: &Path) -> Result<(), RecordingError> {
    if !is_job_id(&recording.job) {
        return Err(RecordingError::JobId(recording.job.clone()));
    }
    let file = |cause| RecordingError::File { path: path.to_owned(), cause };
    let mut recorder = Recorder {
        client,
        recording,
        // An earlier recording is not overwritten.
        file: OpenOptions::new().write(true).create_new(true).open(path).map_err(file)?,
        path,
        began: Instant::now(),
        validator: None,
        refusals: 0,
        last_job: None,
        last_counts: None,
        last_traces: None,
        entries: 0,
        is_page_due: false,
    };
    recorder.write(&Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        job: recording.job.clone(),
        began: Timestamp::now(),
    })?;
    let mut quiet = 0;
    for poll in 0_u64.. {
        let polled = recorder.poll(poll).await;
        if poll == 0 && polled.is_err() {
            // A file without a recording would be in the way of the next attempt.
            let _ = fs::remove_file(path);
        }
        let (has_ended, has_news) = polled?;
        quiet = if has_ended && !has_news { quiet + 1 } else { 0 };
        if quiet == FINAL_POLLS {
            break;
        }
        sleep(recording.interval).await;
    }
    Ok(())
}

impl Recorder<'_> {
    /// Whether the job has ended, and whether there was anything new.
    async fn poll(&mut self, poll: u64) -> Result<(bool, bool), RecordingError> {
        let job = self.request(RecordedRoute::Job, String::new(), None).await;
        let mut has_news = replace_if_changed(&mut self.last_job, &job);
        if has_news {
            self.write(&job)?;
        }
        self.refusals = if is_refusal(job.status) { self.refusals + 1 } else { 0 };
        if self.refusals == FINAL_POLLS || self.refusals > 0 && poll == 0 {
            let said = job.body.to_string();
            let said = if job.body.is_null() { String::new() } else { format!(": {said}") };
            return Err(RecordingError::Refused { job: self.recording.job.clone(), status: job.status, said });
        }
        let status = job.body.get("status").and_then(|status| JobStatus::deserialize(status).ok());
        let has_ended = status.is_some_and(JobStatus::is_terminal);
        if poll.is_multiple_of(COUNTS_EVERY) || has_ended && has_news {
            let counts = self.request(RecordedRoute::Counts, String::new(), None).await;
            if replace_if_changed(&mut self.last_counts, &counts) {
                self.write(&counts)?;
            }
        }
        let buckets = format!("buckets={}", self.recording.buckets);
        // After news of the job its traces are requested without a validator, since that does not cover the status.
        let validator = self.validator.take().filter(|_| !has_news);
        let traces = self.request(RecordedRoute::Traces, buckets, validator).await;
        // Without a validator, traces that are the same come again.
        has_news |= traces.status == 200 && replace_if_changed(&mut self.last_traces, &traces);
        self.write(&traces)?;
        has_news |= self.record_entries().await?;
        Ok((has_ended, has_news))
    }

    /// Records the pages of entries that are new; whether there were any.
    async fn record_entries(&mut self) -> Result<bool, RecordingError> {
        let mut has_news = false;
        loop {
            let query = format!("limit={PAGE}&offset={}", self.entries);
            let page = self.request(RecordedRoute::Progress, query, None).await;
            let total = page.body.get("total").and_then(Value::as_u64).and_then(|total| usize::try_from(total).ok());
            if total.is_some_and(|total| total < self.entries) {
                // A retry has deleted some.
                self.entries = 0;
                self.is_page_due = true;
                continue;
            }
            let count = page.body.get("entries").and_then(Value::as_array).map_or(0, Vec::len);
            let has_failed = page.status != 200;
            if count > 0 || has_failed || self.is_page_due {
                self.write(&page)?;
            }
            self.is_page_due = has_failed;
            has_news |= count > 0;
            self.entries += count;
            if count == 0 || total.is_none_or(|total| self.entries >= total) {
                return Ok(has_news);
            }
        }
    }

    /// Sends one request, after the pause that the API wants.
    async fn request(&mut self, route: RecordedRoute, query: String, validator: Option<HeaderValue>) -> Event {
        let tail = Route::from(route).tail();
        let resource = Resource::parse(&format!("/batch/jobs/{}{tail}", self.recording.job), &query);
        let result = match resource {
            Ok(resource) => {
                if let Some(until) = self.client.paused_until() {
                    sleep_until(until.into()).await;
                }
                self.client.get(&resource, validator.as_ref()).await
            }
            Err(_) => return self.event(route, query, 0, Value::Null),
        };
        match result {
            Ok(Some(response)) => {
                if route == RecordedRoute::Traces && response.status == StatusCode::OK {
                    self.validator.clone_from(&response.validator);
                }
                let body = serde_json::from_slice(response.body())
                    .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(response.body())));
                let retry_after = response.retry_after.map(|wait| wait.as_secs_f64());
                Event { retry_after, ..self.event(route, query, response.status.as_u16(), body) }
            }
            Ok(None) => {
                self.validator = validator;
                self.event(route, query, 304, Value::Null)
            }
            Err(_) => self.event(route, query, 0, Value::Null),
        }
    }

    fn event(&self, route: RecordedRoute, query: String, status: u16, body: Value) -> Event {
        let at = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Event { at, route, query, status, retry_after: None, body }
    }

    fn write(&mut self, line: &impl serde::Serialize) -> Result<(), RecordingError> {
        let file = |cause| RecordingError::File { path: self.path.to_owned(), cause };
        let mut bytes = serde_json::to_vec(line).map_err(|error| file(error.into()))?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(file)
    }
}

/// Whether the response differs from the last one, which it replaces.
fn replace_if_changed(last: &mut Option<StatusAndBody>, event: &Event) -> bool {
    let is_same = last.as_ref().is_some_and(|(status, body)| *status == event.status && *body == event.body);
    if !is_same {
        *last = Some((event.status, event.body.clone()));
    }
    !is_same
}

/// Whether the API refuses for good, for example since there is no such job, or the key is not valid.
fn is_refusal(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| status.is_client_error() && !is_temporary(status))
}
