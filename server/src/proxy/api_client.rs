//! A client of the API for other parts of this program.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::HeaderValue;

use super::api_response::ApiResponse;
use super::credential::Credential;
use super::failure::Failure;
use super::options::ProxyError;
use super::resource::Resource;
use super::upstream::{Fetched, Upstream};

/// Time limit of a request.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The API with one key.
#[derive(Debug)]
pub struct ApiClient {
    upstream: Upstream,
    credential: Arc<Credential>,
}

impl ApiClient {
    /// The API at `base`, with the key in a file or in the environment.
    ///
    /// # Errors
    /// When the URL or the key is invalid.
    pub fn new(base: &str, key_file: Option<&Path>) -> Result<Self, ProxyError> {
        Ok(Self { upstream: Upstream::new(base, TIMEOUT)?, credential: Arc::new(Credential::read(0, key_file)?) })
    }

    /// The time before which no request may be sent, if there is one.
    pub(crate) fn paused_until(&self) -> Option<Instant> {
        self.credential.breaker.paused_until()
    }

    /// One request; none if nothing has changed since the response with `validator`. Errors of the API are responses.
    pub(crate) async fn get(
        &self,
        resource: &Resource,
        validator: Option<&HeaderValue>,
    ) -> Result<Option<Arc<ApiResponse>>, Failure> {
        let permit = self.credential.breaker.acquire(TIMEOUT).await?;
        let result = self.upstream.fetch(&self.credential, resource, validator).await;
        self.credential.breaker.record(&result);
        drop(permit);
        match result {
            Ok(Fetched::NotModified { .. }) => Ok(None),
            Ok(Fetched::Response(response)) | Err(Failure::ErrorResponse(response)) => Ok(Some(response)),
            Err(failure) => Err(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::Router;
    use axum::http::StatusCode;
    use tokio::net::TcpListener;

    use super::*;
    use crate::http::serve;

    #[tokio::test]
    async fn outages_without_retry_after_open_the_breaker() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let api = Router::new().fallback(|| async { StatusCode::SERVICE_UNAVAILABLE });
        tokio::spawn(serve(listener, api, pending()));
        let credential = Arc::new(Credential::new(0, "the-key-of-a-test").unwrap());
        let client = ApiClient { upstream: Upstream::new(&base, TIMEOUT).unwrap(), credential };
        let resource = Resource::parse("/batch/jobs", "").unwrap();
        for _ in 0..4 {
            let response = client.get(&resource, None).await.unwrap().unwrap();
            assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
        }
        assert!(client.paused_until().is_some());
    }
}
