//! Everything that can go wrong, as one enum. Each case has a stable code for scripts and a sentence for people.

use crate::{response::errors::Said, text::decimal};

/// Why an answer could not be used. Knows no JS: `web` turns it into the detail of an `error` event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The request got no answer: DNS, TLS, a server that is down or a cut connection (a browser does not tell these apart).
    Network,
    /// As [`Error::Network`], of another origin: then it is mostly the browser that refuses.
    CrossOrigin,
    /// The browser says that there is no network.
    Offline,
    /// No complete answer within the time limit.
    Timeout {
        /// The limit in whole seconds.
        seconds: u32,
    },
    /// 401.
    Unauthorized,
    /// The page's `headers` function failed, or gave something that can't be headers.
    Headers,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 400, 422 and any other 4xx that has no case of its own.
    BadRequest {
        /// The HTTP status.
        status: u16,
    },
    /// 429.
    RateLimited,
    /// 5xx, or a status that has no meaning here.
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is not what the API documents; the text says what and where.
    BadResponse(String),
    /// A body or a table beyond what a chart can use.
    TooLarge(&'static str),
    /// A fault in the chart itself, or a browser that lacks something it needs.
    Engine(String),
}

impl Error {
    /// The sentence for people, without a full stop.
    pub fn message(&self) -> String {
        let (before, after) = match self {
            Self::Network => ("The server can't be reached. Check the network, and that the server runs", ""),
            Self::CrossOrigin => (
                "The server can't be reached. It is of another origin, and the API can't be called from another origin: put a proxy in front, see README",
                "",
            ),
            Self::Offline => ("This device is offline. The chart goes on when it is back", ""),
            Self::Timeout { .. } => ("The server took longer than ", " s to answer"),
            Self::Unauthorized => ("The server wants a valid key (401). Check the headers you give to the chart", ""),
            Self::Headers => ("The page's headers could not be had. Check the headers you give to the chart", ""),
            Self::Forbidden => ("This key may not see the job (403)", ""),
            Self::NotFound => ("There is no such job here (404). Check job-id and api-base", ""),
            Self::BadRequest { .. } => {
                ("The server does not accept the request (", "). Check job-id, api-base and buckets")
            }
            Self::RateLimited => ("The server asks for fewer requests (429)", ""),
            Self::Server { .. } => ("The server has a problem (", ")"),
            Self::BadResponse(_) => ("The answer can't be read: ", ""),
            Self::TooLarge(_) => ("The answer is too large: ", ""),
            Self::Engine(_) => ("The chart can't go on: ", ""),
        };
        let detail = match self {
            Self::Timeout { seconds } => decimal((*seconds).into()),
            Self::BadRequest { status } | Self::Server { status } => decimal((*status).into()),
            Self::BadResponse(text) | Self::Engine(text) => text.clone(),
            Self::TooLarge(text) => (*text).into(),
            _ => String::new(),
        };
        [before, &detail, after].concat()
    }

    /// The stable code, as in the `code` of an `error` event.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network | Self::CrossOrigin | Self::Offline => "network",
            Self::Timeout { .. } => "timeout",
            Self::Unauthorized | Self::Headers => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::BadRequest { .. } => "bad-request",
            Self::RateLimited => "rate-limited",
            Self::Server { .. } => "server",
            Self::BadResponse(_) => "bad-response",
            Self::TooLarge(_) => "too-large",
            Self::Engine(_) => "engine",
        }
    }

    /// The HTTP status that it came with, if it came with one.
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

    /// The error that an HTTP status other than 200 and 304 stands for.
    pub fn from_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            // Request Timeout and Too Early are asked again, as a fault of the moment (RFC 9110, RFC 8470).
            408 | 425 => Self::Server { status },
            429 => Self::RateLimited,
            400..=499 => Self::BadRequest { status },
            _ => Self::Server { status },
        }
    }

    /// Whether asking the same again is pointless until a person changes something.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Unauthorized | Self::Forbidden | Self::NotFound | Self::BadRequest { .. } | Self::Engine(_)
        )
    }
}

/// An error, and what the server said with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What went wrong.
    pub error: Error,
    /// The server's own words, and when it wants to be asked again.
    pub said: Said,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, said: Said::default() }
    }
}

impl Failure {
    /// The sentence for people, and the server's own words.
    pub fn message(&self) -> String {
        let mut text = self.error.message();
        if let Some(message) = &self.said.message {
            text.push_str(&[". The server says: “", message, "”"].concat());
        }
        if let Some(suggestion) = &self.said.suggestion {
            text.push_str(&[" “", suggestion, "”"].concat());
        }
        text
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
    fn a_failure_carries_the_servers_words() {
        let mut failure = Failure::from(Error::Forbidden);
        assert_eq!(failure.message(), "This key may not see the job (403)");
        failure.said = Said { message: Some("No".into()), suggestion: Some("Ask".into()), ..Said::default() };
        assert_eq!(failure.message(), "This key may not see the job (403). The server says: “No” “Ask”");
    }

    #[test]
    fn the_status_is_kept() {
        for status in [400, 401, 403, 404, 408, 422, 429, 500, 503] {
            assert_eq!(Error::from_status(status).status(), Some(status));
        }
    }
}
