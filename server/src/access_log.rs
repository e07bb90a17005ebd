//! The access log: one JSON line per API request. Of the headers only the validators are written, never a credential.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{OriginalUri, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::middleware::Next;
use axum::response::Response;
use http_body::Body as _;
use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLogLine {
    /// When the request arrived.
    pub time: Timestamp,
    /// `GET`, `HEAD`, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The response's status.
    pub status: u16,
    /// As sent by the client, several joined with commas.
    pub if_none_match: Option<String>,
    /// As sent to the client.
    pub etag: Option<String>,
    /// The body's length before compression.
    pub bytes: u64,
    /// From the head of the request to the head of the response.
    pub micros: u64,
}

/// The output of the log.
pub struct AccessLog {
    sink: Mutex<Box<dyn Write + Send>>,
}

impl AccessLog {
    /// Appends to the file at `path`, or to stdout if it is `-`.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let sink: Box<dyn Write + Send> = if path == Path::new("-") {
            Box::new(io::stdout())
        } else {
            Box::new(OpenOptions::new().create(true).append(true).open(path)?)
        };
        Ok(Self { sink: Mutex::new(sink) })
    }

    fn write(&self, line: &AccessLogLine) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        sink.write_all(&bytes)?;
        sink.flush()
    }
}

fn joined<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Option<String> {
    let values: Vec<_> = values.into_iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    if values.is_empty() { None } else { Some(values.join(", ")) }
}

/// Middleware that writes a line for each response, before the client gets that: a client that has a response finds its
/// line. A short write to a local file is not worth another thread.
pub async fn record(
    State(log): State<Arc<AccessLog>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let time = Timestamp::now();
    let started = Instant::now();
    let method = request.method().to_string();
    let if_none_match = joined(request.headers().get_all(IF_NONE_MATCH));
    let response = next.run(request).await;
    let line = AccessLogLine {
        time,
        method,
        path: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        status: response.status().as_u16(),
        if_none_match,
        etag: joined(response.headers().get(ETAG)),
        bytes: response.body().size_hint().lower(),
        micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
    };
    if let Err(error) = log.write(&line) {
        tracing::warn!(%error, "the access log cannot be written");
    }
    response
}
