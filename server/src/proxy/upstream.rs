//! Requests to the API: one client with kept connections, HTTP/2 where the API has it, and no redirects.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::http::header::{AUTHORIZATION, DATE, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::api_response::{ApiResponse, age};
use super::credential::Credential;
use super::failure::{Failure, is_temporary};
use super::options::ProxyError;
use super::resource::Resource;

/// Largest body, bytes: the chart reads no larger one.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// How long a new connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// The pause after a 429 that does not say how long.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(5);

/// The API.
#[derive(Debug)]
pub struct Upstream {
    client: Client,
    /// Without a slash at the end.
    base: String,
    timeout: Duration,
}

/// How the API responded.
#[derive(Debug)]
pub enum Fetched {
    /// 304: the cached response is current.
    NotModified {
        /// See [`ApiResponse::age`].
        age: Duration,
    },
    /// Any other response of an API's route.
    Response(Arc<ApiResponse>),
}

impl Upstream {
    /// `timeout` is for a whole response.
    ///
    /// # Errors
    /// When `base` is no URL, or one to which a key must not be sent; when the system's certificates cannot be read.
    pub fn new(base: &str, timeout: Duration) -> Result<Self, ProxyError> {
        let invalid = |problem| ProxyError::Upstream { url: base.to_owned(), problem };
        let url = Url::parse(base).map_err(|_| invalid("is not a URL"))?;
        let host = url.host_str().unwrap_or_default();
        let is_local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if !(url.scheme() == "https" || url.scheme() == "http" && is_local) {
            return Err(invalid("must begin with https://: the key is not sent unencrypted"));
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("must have no user name, query or fragment"));
        }
        // It fails only if there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("job-progress-server/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .timeout(timeout)
            .connect_timeout(CONNECT_TIMEOUT);
        // Calls on loopback never go through the environment's HTTP proxy.
        let client = if is_local { client.no_proxy() } else { client };
        let client = client.build().map_err(ProxyError::Client)?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned(), timeout })
    }

    /// Time limit of a whole response.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Requests a resource; `validator` is that of a cached response.
    ///
    /// # Errors
    /// When there is no response, or it is a temporary error. Other errors of the API are responses.
    pub async fn fetch(
        &self,
        credential: &Arc<Credential>,
        resource: &Resource,
        validator: Option<&HeaderValue>,
    ) -> Result<Fetched, Failure> {
        let result = self.send(credential, resource, validator).await;
        // Those without a response are logged with their cause.
        if let Err(failure) = &result
            && !matches!(failure, Failure::Unreachable | Failure::Timeout)
        {
            tracing::warn!(kind = failure.name(), route = resource.route.name(), "{failure}");
        }
        result
    }

    async fn send(
        &self,
        credential: &Arc<Credential>,
        resource: &Resource,
        validator: Option<&HeaderValue>,
    ) -> Result<Fetched, Failure> {
        let url = format!("{}{}", self.base, resource.path());
        let mut request = self.client.get(url).header(AUTHORIZATION, credential.authorization());
        if let Some(validator) = validator {
            request = request.header(IF_NONE_MATCH, validator);
        }
        let response = request.send().await.map_err(failure)?;
        let status = response.status();
        match status {
            StatusCode::NOT_MODIFIED if validator.is_some() => {
                return Ok(Fetched::NotModified { age: age(response.headers()) });
            }
            StatusCode::OK => {}
            _ if status.is_redirection() && status != StatusCode::NOT_MODIFIED => return Err(Failure::Redirect),
            _ if status.is_client_error() || status.is_server_error() => {}
            _ => return Err(Failure::Unexpected(status)),
        }
        let safe = response.headers().iter().filter(|(_, value)| !credential.is_in(value.as_bytes()));
        let headers: HeaderMap = safe.map(|(name, value)| (name.clone(), value.clone())).collect();
        let (body, credential) = (read(response).await?, Arc::clone(credential));
        // Parsing and compressing 16 MB would hold up the other requests of this thread.
        let response = spawn_blocking(move || {
            let body = credential.redact(body, status != StatusCode::OK);
            let retry_after = retry_after(status, &headers, &body);
            Arc::new(ApiResponse::new(status, &headers, retry_after, body))
        });
        let response = response.await.map_err(|_| Failure::Unreachable)?;
        if is_temporary(status) { Err(Failure::ErrorResponse(response)) } else { Ok(Fetched::Response(response)) }
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failure(error: reqwest::Error) -> Failure {
    // Its own text would have the URL, and with that the query.
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let failure = if error.is_timeout() { Failure::Timeout } else { Failure::Unreachable };
    tracing::warn!(kind = failure.name(), %cause, "a request to the API failed");
    failure
}

#[derive(Deserialize)]
struct OldError {
    error: OldErrorBody,
}

#[derive(Deserialize)]
struct OldErrorBody {
    details: OldErrorDetails,
}

#[derive(Deserialize)]
struct OldErrorDetails {
    retry_after: f64,
}

/// RFC 9110 §10.2.3: seconds or a date; in the oldest form of errors it is in the body.
fn retry_after(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Duration> {
    if !matches!(status, StatusCode::TOO_MANY_REQUESTS) && !status.is_server_error() {
        return None;
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let in_header = text(RETRY_AFTER).and_then(|value| match value.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => {
            let date = httpdate::parse_http_date(value).ok()?;
            // By the clock of the API, if it says what that shows.
            let now = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
            Some(date.duration_since(now).unwrap_or_default())
        }
    });
    let in_body = || {
        let error = serde_json::from_slice::<OldError>(body).ok()?;
        Duration::try_from_secs_f64(error.error.details.retry_after).ok()
    };
    let default = (status == StatusCode::TOO_MANY_REQUESTS).then_some(DEFAULT_RETRY_AFTER);
    in_header.or_else(in_body).or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_to_safe_places_only() {
        let open = |url| Upstream::new(url, Duration::from_secs(1)).map(|upstream| upstream.base);
        for (url, base) in [
            ("https://api.u1.archetypeai.app/v0.5", "https://api.u1.archetypeai.app/v0.5"),
            ("https://host:8443/a/b/", "https://host:8443/a/b"),
            ("http://127.0.0.1:9000/v0.5", "http://127.0.0.1:9000/v0.5"),
            ("http://[::1]:9000", "http://[::1]:9000"),
        ] {
            assert_eq!(open(url).unwrap(), base);
        }
        for url in [
            "",
            "api.example",
            "http://api.example",
            "http://127.0.0.1.example",
            "ftp://localhost",
            "file:///etc",
            "https://user@api.example",
            "https://user:secret@api.example",
            "https://api.example?key=1",
            "https://api.example#a",
        ] {
            assert!(open(url).is_err(), "{url}");
        }
    }

    #[test]
    fn reads_retry_after_in_all_forms() {
        let wait = |status: u16, headers: &[(&'static str, &'static str)], body: &str| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
            retry_after(StatusCode::from_u16(status).unwrap(), &headers.collect(), body.as_bytes())
                .map(|wait| wait.as_secs_f64())
        };
        let date = ("date", "Fri, 01 Jan 2100 00:00:00 GMT");
        assert_eq!(wait(503, &[("retry-after", "7")], ""), Some(7.0));
        assert_eq!(wait(503, &[("retry-after", " 2.5 ")], ""), Some(2.5));
        assert_eq!(wait(503, &[date, ("retry-after", "Fri, 01 Jan 2100 00:00:09 GMT")], ""), Some(9.0));
        assert_eq!(wait(503, &[date, ("retry-after", "Thu, 31 Dec 2099 00:00:09 GMT")], ""), Some(0.0));
        assert_eq!(wait(503, &[("retry-after", "Sat, 01 Jan 2000 00:00:00 GMT")], ""), Some(0.0));
        assert_eq!(wait(429, &[], r#"{"error": {"details": {"retry_after": 60}}}"#), Some(60.0));
        assert_eq!(wait(429, &[("retry-after", "soon")], ""), Some(5.0));
        assert_eq!(wait(503, &[("retry-after", "-1")], ""), None);
        assert_eq!(wait(503, &[("retry-after", "1e300")], ""), None);
        assert_eq!(wait(404, &[("retry-after", "7")], ""), None);
    }
}
