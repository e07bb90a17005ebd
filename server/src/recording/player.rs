//! Serves a recording by the API's routes, as if the job ran now.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::handler::Handler;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tower_http::compression::CompressionLayer;

use super::{Event, FORMAT, Header, RecordedRoute, RecordingError, VERSION};
use crate::app::with_security_headers;
use crate::error::ApiError;
use crate::proxy::api_response::ApiResponse;
use crate::proxy::failure::{Failure, Refusal};
use crate::proxy::resource::{Resource, Route};
use crate::routes::API_PREFIX;
use crate::static_files::{self, Mount, MountError};
use crate::store::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::timestamp::Timestamp;
use crate::validator::IfNoneMatch;

/// A recording that plays.
#[derive(Debug)]
pub struct Player {
    header: Header,
    /// Responses of all routes but the progress entries, in the order of time.
    responses: HashMap<Route, Vec<Event>>,
    /// Pages of progress entries.
    pages: Vec<Event>,
    speed: f64,
    began: Instant,
    began_at: Timestamp,
}

impl Player {
    /// Reads a recording; it plays from now on, `speed` times as fast as it was recorded.
    ///
    /// # Errors
    /// When the file cannot be read, or is no recording.
    pub fn open(path: &Path, speed: f64) -> Result<Self, RecordingError> {
        let file = |cause| RecordingError::File { path: path.to_owned(), cause };
        let mut lines = BufReader::new(File::open(path).map_err(file)?).lines().zip(1..);
        let wrong = |line, problem: String| RecordingError::Line { path: path.to_owned(), line, problem };
        let (first, _) = lines.next().ok_or_else(|| wrong(1, "it is empty".to_owned()))?;
        let header: Header =
            serde_json::from_str(&first.map_err(file)?).map_err(|error| wrong(1, error.to_string()))?;
        if header.format != FORMAT || header.version != VERSION {
            return Err(wrong(1, format!("it has another format than {FORMAT} {VERSION}")));
        }
        let mut responses: HashMap<_, Vec<_>> = HashMap::new();
        let mut pages = Vec::new();
        let mut last = 0;
        for (line, number) in lines {
            let event: Event =
                serde_json::from_str(&line.map_err(file)?).map_err(|error| wrong(number, error.to_string()))?;
            if event.at < last {
                return Err(wrong(number, "it is not in the order of time".to_owned()));
            }
            last = event.at;
            match event.route {
                RecordedRoute::Progress => pages.push(event),
                // It says that the response before is current.
                _ if event.status == 304 => {}
                route => responses.entry(route.into()).or_default().push(event),
            }
        }
        Ok(Self { header, responses, pages, speed, began: Instant::now(), began_at: Timestamp::now() })
    }

    /// The API's routes for the one job, and static files.
    ///
    /// # Errors
    /// When two mounts have the same prefix.
    pub fn router(self, mounts: &[Mount]) -> Result<Router, MountError> {
        let api = Router::new().fallback_service(handle_api_request.with_state(Arc::new(self)));
        Ok(with_security_headers(static_files::router(mounts)?.nest(API_PREFIX, api).layer(CompressionLayer::new())))
    }

    /// ms of the recording that have passed by now.
    fn position(&self) -> u64 {
        let passed = Duration::try_from_secs_f64(self.began.elapsed().as_secs_f64() * self.speed);
        passed.ok().and_then(|passed| u64::try_from(passed.as_millis()).ok()).unwrap_or(u64::MAX)
    }

    /// The responses until `position`, the newest one first; before the first one, that.
    fn newest_first(&self, route: Route, position: u64) -> impl Iterator<Item = &Event> {
        let events = self.responses.get(&route).map(Vec::as_slice).unwrap_or_default();
        let count = events.partition_point(|event| event.at <= position);
        events.iter().take(count.max(1)).rev()
    }

    /// The response that was the newest one at `position`; before the first one, that.
    fn newest(&self, route: Route, position: u64) -> Option<&Event> {
        self.newest_first(route, position).next()
    }

    /// The status and the body of a resource.
    fn play(&self, resource: &Resource) -> Option<Event> {
        let position = self.position();
        let mut event = match resource.route {
            // The list has the job as it was last read.
            Route::Jobs => match self.newest_first(Route::Job, position).find(|job| job.status == 200) {
                Some(job) => {
                    let page = json!({"total": 1, "offset": 0, "limit": DEFAULT_LIMIT, "jobs": [job.body]});
                    Event { body: page, ..job.clone() }
                }
                None => self.newest(Route::Job, position)?.clone(),
            },
            Route::Progress => self.entries(resource, position),
            route => self.newest(route, position)?.clone(),
        };
        self.retime(&mut event.body);
        event.retry_after = event.retry_after.map(|seconds| seconds / self.speed);
        Some(event)
    }

    /// A page of the entries that had been recorded at `position`.
    fn entries(&self, resource: &Resource, position: u64) -> Event {
        let mut all: Vec<&Value> = Vec::new();
        let mut failed = None;
        for page in self.pages.iter().filter(|page| page.at <= position) {
            let Some(entries) = page.body.get("entries").and_then(Value::as_array) else {
                failed = Some(page);
                continue;
            };
            failed = None;
            // The first page again: a retry has deleted what was before.
            if page.body.get("offset").and_then(Value::as_u64) == Some(0) {
                all.clear();
            }
            all.extend(entries);
        }
        if let Some(failed) = failed {
            return failed.clone();
        }
        let parameter = |name| resource.parameter(name);
        let number = |name, default| parameter(name).and_then(|value| value.parse().ok()).unwrap_or(default);
        all.retain(|entry| {
            ["kind", "input_id"].into_iter().all(|name| {
                parameter(name).is_none_or(|wanted| entry.get(name).and_then(Value::as_str) == Some(wanted.as_str()))
            })
        });
        let (offset, limit) = (number("offset", 0), number("limit", DEFAULT_LIMIT.into()).clamp(1, MAX_LIMIT.into()));
        let entries: Vec<_> = all.iter().skip(offset).take(limit).collect();
        let body = json!({
            "job_id": self.header.job, "total": all.len(), "offset": offset, "limit": limit, "entries": entries,
        });
        Event {
            at: position,
            route: RecordedRoute::Progress,
            query: String::new(),
            status: 200,
            retry_after: None,
            body,
        }
    }

    /// Moves all times to where they are when the recording is replayed.
    fn retime(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.retime(item)),
            Value::Object(fields) => {
                for (name, field) in fields.iter_mut() {
                    match field {
                        Value::String(text) if name == "t" || name.ends_with("_at") => {
                            if let Ok(time) = text.parse() {
                                *text = self.moved(time).to_string();
                            }
                        }
                        Value::Number(seconds) if name == "bucket_seconds" => {
                            *field = seconds.as_f64().map_or(Value::Null, |seconds| Value::from(seconds / self.speed));
                        }
                        _ => self.retime(field),
                    }
                }
            }
            _ => {}
        }
    }

    fn moved(&self, time: Timestamp) -> Timestamp {
        let since = time.micros().saturating_sub(self.header.began.micros());
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "microseconds of a job")]
        let since = (since as f64 / self.speed) as i64;
        self.began_at.plus_micros(since)
    }
}

async fn handle_api_request(
    State(player): State<Arc<Player>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Response {
    let path = uri.path().strip_prefix(API_PREFIX).unwrap_or_default();
    let resource = match Resource::parse(path, uri.query().unwrap_or_default()) {
        Ok(resource) if resource.route == Route::Jobs || resource.job() == player.header.job => resource,
        Ok(resource) => return ApiError::JobNotFound(resource.job().to_owned()).into_response(),
        Err(refusal) => return refusal.into_response(),
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::Method.into_response();
    }
    let Some(event) = player.play(&resource) else { return ApiError::RouteNotFound.into_response() };
    // 0: there was no response.
    let Ok(status) = StatusCode::from_u16(event.status) else { return Failure::Unreachable.into_response() };
    let (body, content_type) = match event.body {
        Value::String(text) => (text.into_bytes(), "text/plain"),
        body => (body.to_string().into_bytes(), "application/json"),
    };
    let headers: HeaderMap = [(CONTENT_TYPE, HeaderValue::from_static(content_type))].into_iter().collect();
    let retry_after = event.retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let response = ApiResponse::new(status, &headers, retry_after, body);
    let if_none_match = IfNoneMatch::from_headers(request.headers());
    response.to_response(request.headers(), &if_none_match, Duration::ZERO, &HeaderValue::from_static("no-cache"))
}
