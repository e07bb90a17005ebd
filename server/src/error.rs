//! Errors of requests, and the API's envelope for them: `{"errors": [{code, message, …}]}`.

use std::hash::{BuildHasher, RandomState};
use std::time::SystemTime;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};

use crate::response::{ErrorBody, ErrorItem};
use crate::store::StoreError;

/// The error of a request.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 404.
    #[error("job '{0}' was not found")]
    JobNotFound(String),
    /// 404.
    #[error("no such route")]
    RouteNotFound,
    /// 405.
    #[error("this route answers GET and HEAD only")]
    MethodNotAllowed,
    /// 422; at least one.
    #[error("{} invalid query parameter(s)", .0.len())]
    InvalidParameters(Vec<InvalidParameter>),
    /// 500.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A query parameter that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("'{name}' {problem}")]
pub struct InvalidParameter {
    /// Its name.
    pub name: &'static str,
    /// What is expected: "must be …".
    pub problem: String,
    /// What to send instead.
    pub suggestion: String,
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::JobNotFound(_) | Self::RouteNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidParameters(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn items(&self) -> Vec<ErrorItem> {
        match self {
            Self::JobNotFound(_) => {
                vec![item("job_not_found", self.to_string(), Some("List the jobs with GET /v0.5/batch/jobs."))]
            }
            Self::RouteNotFound => vec![item("route_not_found", self.to_string(), None)],
            Self::MethodNotAllowed => vec![item("method_not_allowed", self.to_string(), None)],
            Self::InvalidParameters(all) => {
                all.iter().map(|one| item("invalid_parameter", one.to_string(), Some(&one.suggestion))).collect()
            }
            Self::Store(cause) => {
                let uid = error_uid();
                // The cause may name files of the server, so it goes to the log and only its uid to the client.
                tracing::error!(error_uid = uid, %cause, "internal error");
                let message = "the server could not answer".to_owned();
                vec![ErrorItem { error_uid: Some(uid), ..item("internal_error", message, None) }]
            }
        }
    }
}

/// `err_` and 16 hexadecimal digits: unique enough to find one error in a log.
fn error_uid() -> String {
    format!("err_{:016x}", RandomState::new().hash_one(SystemTime::now()))
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        envelope(self.status(), self.items())
    }
}

/// The response to a request with one error.
pub(crate) fn error_response(status: StatusCode, code: &str, message: String, suggestion: Option<&str>) -> Response {
    envelope(status, vec![item(code, message, suggestion)])
}

fn item(code: &str, message: String, suggestion: Option<&str>) -> ErrorItem {
    ErrorItem { code: code.to_owned(), message, suggestion: suggestion.map(str::to_owned), error_uid: None }
}

fn envelope(status: StatusCode, errors: Vec<ErrorItem>) -> Response {
    // RFC 9111 §4.2.2: without this, caches may keep a 404.
    (status, [(CACHE_CONTROL, "no-store")], Json(ErrorBody { errors })).into_response()
}
