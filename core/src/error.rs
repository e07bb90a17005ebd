//! Everything that can go wrong, as one enum. Each case has a stable code for scripts and a sentence for people.

use crate::sanitize::{MAX_MESSAGE, Sanitizer, isolate, one_line};

/// Why a response could not be used. The sentence of [`Display`](std::fmt::Display) is for people and has no full stop;
/// [`Error::code`] is for scripts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The request got no response: DNS, TLS, a server that is down or a cut connection (browsers don't distinguish
    /// these).
    #[error("The server can't be reached. Check the network and that the server is running")]
    Network,
    /// As [`Error::Network`], for a server of another origin: then it is mostly the browser that blocks the response
    /// (CORS).
    #[error(
        "The server can't be reached: it is not running, or does not allow requests of this page (CORS). The API can't be called from another origin: put a proxy in front of it, see README"
    )]
    CrossOrigin,
    /// A redirect that is not followed, because it would take the page's headers to another origin.
    #[error(
        "The server redirects, and requests with headers follow redirects only within the page's origin. Set api-base to the address that it redirects to, or let your proxy follow the redirect"
    )]
    Redirect,
    /// The browser reports that there is no network.
    #[error("This device is offline. The chart continues when it is online again")]
    Offline,
    /// No complete response within the time limit.
    #[error("The server took longer than {seconds} s to answer")]
    Timeout {
        /// The limit in whole seconds.
        seconds: u32,
    },
    /// 401.
    #[error("The server requires a valid key (401). Check the headers you give to the chart")]
    Unauthorized,
    /// The page's `headers` function failed, or gave something that is not valid as headers.
    #[error("The `headers` function failed, or its headers are not valid. Check the headers you give to the chart")]
    Headers,
    /// 403.
    #[error("This key may not see the job (403)")]
    Forbidden,
    /// 404.
    #[error("There is no such job here (404). Check job-id and api-base")]
    NotFound,
    /// 400, 422 and any other 4xx that has no case of its own.
    #[error("The server does not accept the request ({status}). Check job-id, api-base and buckets")]
    BadRequest {
        /// The HTTP status.
        status: u16,
    },
    /// 429.
    #[error("The server asks for fewer requests (429)")]
    RateLimited,
    /// 5xx, or a status that the API does not document.
    #[error("The server has a problem ({status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// A response that is not what the API documents; the text says what is wrong, and where.
    #[error("The response can't be read: {0}")]
    BadResponse(String),
    /// A body or a table beyond what a chart can show; the text says what is too large.
    #[error("The response is too large: {0}")]
    TooLarge(&'static str),
    /// An option that is not valid; the text names it and says what it must be.
    #[error("{0}")]
    Option(String),
    /// A bug in the chart, or a browser that lacks something the chart needs.
    #[error("Internal error: {0}")]
    Engine(String),
}

impl Error {
    /// The stable code, as in the `code` of an `error` event.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network | Self::CrossOrigin | Self::Redirect | Self::Offline => "network",
            Self::Timeout { .. } => "timeout",
            Self::Unauthorized | Self::Headers => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::BadRequest { .. } => "bad-request",
            Self::RateLimited => "rate-limited",
            Self::Server { .. } => "server",
            Self::BadResponse(_) => "bad-response",
            Self::TooLarge(_) => "too-large",
            Self::Option(_) | Self::Engine(_) => "engine",
        }
    }

    /// The HTTP status of the response, if the error stands for one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized => Some(401),
            Self::Forbidden => Some(403),
            Self::NotFound => Some(404),
            Self::RateLimited => Some(429),
            Self::BadRequest { status } | Self::Server { status } => Some(*status),
            _ => None,
        }
    }

    /// The error for an HTTP status other than 200 and 304.
    pub fn from_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            // Request Timeout (RFC 9110) and Too Early (RFC 8470) are temporary, so they are retried.
            408 | 425 => Self::Server { status },
            429 => Self::RateLimited,
            400..=499 => Self::BadRequest { status },
            _ => Self::Server { status },
        }
    }

    /// Whether repeating the request is pointless until a person changes something.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::Unauthorized
                | Self::Forbidden
                | Self::NotFound
                | Self::BadRequest { .. }
                | Self::Option(_)
                | Self::Engine(_)
        )
    }
}

/// What the body of an error response says, as `response::error_body` reads it, and its `Retry-After` header.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServerMessage {
    /// What is wrong.
    pub message: Option<String>,
    /// What to do about it.
    pub suggestion: Option<String>,
    /// The id under which the server's operators find the error in their logs.
    pub error_uid: Option<String>,
    /// ms to wait before the next request.
    pub retry_after: Option<f64>,
}

impl ServerMessage {
    /// With texts that are fit to be shown.
    pub fn sanitized(self, sanitize: Sanitizer) -> Self {
        let map = |text: Option<String>| text.map(|text| one_line(&sanitize(&text, MAX_MESSAGE)).trim_ascii().into());
        Self {
            message: map(self.message),
            suggestion: map(self.suggestion),
            error_uid: map(self.error_uid),
            retry_after: self.retry_after,
        }
    }

    /// The quoted texts, to be appended to a sentence; empty if the server sent none.
    fn quoted(&self) -> String {
        let message = self.message.as_ref().map(|message| format!(". The server says: “{}”", isolate(message)));
        let suggestion = self.suggestion.as_ref().map(|suggestion| format!(" “{}”", isolate(suggestion)));
        message.unwrap_or_default() + &suggestion.unwrap_or_default()
    }
}

/// A failed request: the error, and what the server sent with it. [`Display`](std::fmt::Display) is the error's
/// sentence and the server's words in quotes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{error}{}", .server.quoted())]
pub struct RequestError {
    /// What went wrong.
    pub error: Error,
    /// What the server sent with it; empty if there was no response.
    pub server: ServerMessage,
}

impl From<Error> for RequestError {
    fn from(error: Error) -> Self {
        Self { error, server: ServerMessage::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_become_the_documented_codes() {
        let codes = [400, 401, 403, 404, 408, 409, 422, 429, 500, 503, 204, 302]
            .map(|status| (status, Error::from_status(status).code()));
        assert_eq!(
            codes,
            [
                (400, "bad-request"),
                (401, "unauthorized"),
                (403, "forbidden"),
                (404, "not-found"),
                (408, "server"),
                (409, "bad-request"),
                (422, "bad-request"),
                (429, "rate-limited"),
                (500, "server"),
                (503, "server"),
                (204, "server"),
                (302, "server"),
            ]
        );
    }

    #[test]
    fn a_request_error_quotes_the_server() {
        let mut failed = RequestError::from(Error::Forbidden);
        assert_eq!(failed.to_string(), "This key may not see the job (403)");
        failed.server.suggestion = Some("Ask".into());
        assert_eq!(failed.to_string(), "This key may not see the job (403) “Ask”");
        failed.server.message = Some("No".into());
        assert_eq!(failed.to_string(), "This key may not see the job (403). The server says: “No” “Ask”");
    }

    #[test]
    fn the_status_is_kept() {
        for status in [400, 401, 403, 404, 408, 422, 429, 500, 503] {
            assert_eq!(Error::from_status(status).status(), Some(status));
        }
    }
}
