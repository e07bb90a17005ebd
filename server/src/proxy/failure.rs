//! Why a viewer gets an error: the request is refused, or the API gave no response that can be served.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::api_response::ApiResponse;
use crate::error::error_response;

/// A request that goes no further than this proxy.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// 404.
    #[error("no such route")]
    NoRoute,
    /// 405.
    #[error("this route answers GET and HEAD only")]
    Method,
    /// 400.
    #[error("this route has no parameter '{0}'")]
    UnknownParameter(String),
    /// 400.
    #[error("'{0}' must be a whole number, 0 or more")]
    NotANumber(&'static str),
    /// 400.
    #[error("the query is too long")]
    LongQuery,
    /// 401.
    #[error("this page needs a viewer's token")]
    NoToken,
    /// 403.
    #[error("this job may not be shown here")]
    JobNotAllowed,
    /// 421.
    #[error("this server does not answer for that host")]
    WrongHost,
}

impl Refusal {
    fn parts(&self) -> (StatusCode, &'static str, Option<&'static str>) {
        match self {
            Self::NoRoute => (StatusCode::NOT_FOUND, "route_not_found", None),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", None),
            Self::UnknownParameter(_) | Self::NotANumber(_) | Self::LongQuery => {
                (StatusCode::BAD_REQUEST, "invalid_parameter", None)
            }
            Self::NoToken => {
                let suggestion = "Send the token that you were given as 'Authorization: Bearer TOKEN'.";
                (StatusCode::UNAUTHORIZED, "viewer_token_required", Some(suggestion))
            }
            Self::JobNotAllowed => (StatusCode::FORBIDDEN, "job_not_allowed", None),
            Self::WrongHost => {
                let suggestion = "Start the proxy with --allow-host and the name of the host in the page's address.";
                (StatusCode::MISDIRECTED_REQUEST, "host_not_allowed", Some(suggestion))
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, suggestion) = self.parts();
        let mut response = error_response(status, code, self.to_string(), suggestion);
        let challenge = match self {
            Self::NoToken => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::Method => Some((ALLOW, HeaderValue::from_static("GET,HEAD"))),
            _ => None,
        };
        response.headers_mut().extend(challenge);
        response
    }
}

/// The response to a viewer in place of a 401 of the API, which would look as if the viewer's headers were wrong.
pub fn key_refused() -> Response {
    let suggestion =
        "Correct the proxy's ATAI_API_KEY or --key-file and restart it. The page's headers are not the cause.";
    let message = "the API does not accept the proxy's key".to_owned();
    error_response(StatusCode::UNAUTHORIZED, "upstream_unauthorized", message, Some(suggestion))
}

/// No current response of the API, and none that is recent enough to be served instead.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// A response that is a temporary error of the API, for example 500 or 429. It is passed on.
    #[error("the API answered with {}", .0.status)]
    ErrorResponse(Arc<ApiResponse>),
    /// No connection, or one that broke.
    #[error("the API can't be reached")]
    Unreachable,
    /// No whole response in time.
    #[error("the API did not answer in time")]
    Timeout,
    /// A response that is too large for the cache.
    #[error("the API's answer is too large")]
    TooLarge,
    /// A redirect: following it could take the key elsewhere.
    #[error("the API redirects to another place")]
    Redirect,
    /// A status that no route of the API has.
    #[error("the API answered with the unexpected status {0}")]
    Unexpected(StatusCode),
    /// A list of jobs that can't be reduced to those that the viewer may see.
    #[error("the list of jobs is not what the API documents")]
    BadList,
    /// Too many requests to the API were before this one.
    #[error("too many requests to the API are waiting")]
    Busy,
    /// No request is sent before this time, since the API asked for that (429, 503), or has failed several times.
    #[error("the API has failed several times, or has asked for a pause")]
    Paused {
        /// 429 if that was the API's response, else 503.
        status: StatusCode,
        /// When a request may be sent again.
        until: Instant,
    },
}

impl Failure {
    /// A name for logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ErrorResponse(response) if response.status.is_server_error() => "5xx",
            Self::ErrorResponse(_) => "4xx",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Redirect => "redirect",
            Self::Unexpected(_) | Self::BadList => "unexpected",
            Self::Busy => "busy",
            Self::Paused { .. } => "paused",
        }
    }

    /// Whether the API as a whole seems to be down, not one resource of it.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable | Self::Timeout => true,
            Self::ErrorResponse(response) => {
                matches!(
                    response.status,
                    StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
                )
            }
            _ => false,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, code, suggestion) = match &self {
            Self::ErrorResponse(response) => return response.to_error_response(),
            Self::Unreachable => (
                StatusCode::BAD_GATEWAY,
                "upstream_unreachable",
                "Check the proxy's --upstream and its network. It tries again by itself.",
            ),
            Self::Timeout => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout", "The proxy tries again by itself."),
            Self::TooLarge => (StatusCode::BAD_GATEWAY, "upstream_too_large", "Ask for fewer buckets or entries."),
            Self::Redirect => (
                StatusCode::BAD_GATEWAY,
                "upstream_redirect",
                "The key is not sent to other places: give the final address as the proxy's --upstream.",
            ),
            Self::Unexpected(_) | Self::BadList => {
                (StatusCode::BAD_GATEWAY, "upstream_unexpected", "Check the proxy's --upstream.")
            }
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "proxy_busy", "Try again."),
            Self::Paused { status, .. } => (*status, "upstream_paused", "The proxy tries again by itself."),
        };
        let mut response = error_response(status, code, self.to_string(), Some(suggestion));
        if let Self::Paused { until, .. } = self {
            response.headers_mut().insert(RETRY_AFTER, seconds(until.saturating_duration_since(Instant::now())));
        }
        response
    }
}

/// Errors that may pass, and leave the cached response as it is. Others (404, 401, …) replace it.
pub fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS)
}

/// A duration as `Retry-After` has it: whole seconds, rounded up, at least one.
pub fn seconds(duration: Duration) -> HeaderValue {
    let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    HeaderValue::from(whole.max(1))
}
