//! The HTTP service of the proxy: its routes, and what one request goes through.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{OriginalUri, Request, State};
use axum::http::header::{
    ACCEPT, AGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, IF_NONE_MATCH, RETRY_AFTER,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, handler::Handler};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;

use super::failure::{Refusal, key_refused};
use super::hosts::Hosts;
use super::job_list::{JobPatterns, reduce};
use super::metrics::Metrics;
use super::options::{ProxyError, Settings};
use super::relay::{CacheStatus, Relay, Served};
use super::request_log::{ResponseInfo, record};
use super::resource::{Resource, Route};
use super::upstream::Upstream;
use super::viewers::Viewers;
use crate::app::with_security_headers;
use crate::routes::API_PREFIX;
use crate::static_files::{self, Mount};
use crate::validator::IfNoneMatch;

/// How long a browser may keep the response to a preflight request.
const PREFLIGHT_AGE: Duration = Duration::from_secs(600);

/// The proxy.
#[derive(Debug)]
pub struct Proxy {
    relay: Arc<Relay>,
    viewers: Viewers,
    jobs: JobPatterns,
    hosts: Hosts,
    origins: Vec<HeaderValue>,
    mounts: Vec<Mount>,
    /// `Cache-Control` of responses.
    caching: HeaderValue,
    metrics: Arc<Metrics>,
}

impl Proxy {
    /// Nothing is sent to the API before the first request of a viewer.
    ///
    /// # Errors
    /// When a setting is invalid.
    pub fn new(settings: Settings) -> Result<Arc<Self>, ProxyError> {
        let Settings { upstream, timeout, viewers, ages, cache_bytes, jobs, hosts, origins, mounts } = settings;
        let metrics = Arc::new(Metrics::default());
        // Responses for viewers with tokens are not for shared caches.
        let scope = if matches!(viewers, Viewers::Known(_)) { "private, " } else { "" };
        let (fresh, stale) = (ages.fresh.as_secs(), ages.stale.as_secs());
        let caching = format!("{scope}max-age={fresh}, stale-if-error={stale}");
        let relay = Relay::new(Upstream::new(&upstream, timeout)?, cache_bytes, ages, Arc::clone(&metrics));
        Ok(Arc::new(Self {
            relay: Arc::new(relay),
            viewers,
            jobs,
            hosts,
            origins,
            mounts,
            caching: HeaderValue::from_str(&caching).unwrap_or(HeaderValue::from_static("no-cache")),
            metrics,
        }))
    }

    /// The service.
    ///
    /// # Errors
    /// When two mounts have the same prefix.
    pub fn router(self: &Arc<Self>) -> Result<Router, ProxyError> {
        let cors = CorsLayer::new()
            .allow_origin(self.origins.clone())
            .allow_methods([Method::GET])
            .allow_headers([ACCEPT, AUTHORIZATION, IF_NONE_MATCH])
            .expose_headers([AGE, DATE, ETAG, RETRY_AFTER])
            .max_age(PREFLIGHT_AGE);
        let mut api = Router::new().fallback_service(handle_api_request.with_state(Arc::clone(self)));
        if !self.origins.is_empty() {
            api = api.layer(cors);
        }
        let operations = Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(|| async { "ready\n" }))
            .route("/metrics", get(metrics))
            .with_state(Arc::clone(self));
        // The API's bodies are compressed when they come, reduced lists when they are sent; see `api_response`.
        let router = static_files::router(&self.mounts)?
            .layer(CompressionLayer::new())
            .nest(API_PREFIX, api)
            .layer(middleware::from_fn_with_state(Arc::clone(self), check_host))
            .merge(operations);
        let logged = middleware::from_fn_with_state(Arc::clone(&self.metrics), record);
        Ok(with_security_headers(router).layer(logged))
    }
}

async fn check_host(State(proxy): State<Arc<Proxy>>, request: Request, next: Next) -> Response {
    if proxy.hosts.accept(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        Refusal::WrongHost.into_response()
    }
}

async fn handle_api_request(
    State(proxy): State<Arc<Proxy>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Response {
    // As it came: the path without the prefix would have lost a double slash.
    let path = uri.path().strip_prefix(API_PREFIX).unwrap_or_default();
    let resource = match Resource::parse(path, uri.query().unwrap_or_default()) {
        Ok(resource) => resource,
        Err(refusal) => return refusal.into_response(),
    };
    let (route, job) = (resource.route, resource.job().to_owned());
    let viewer = proxy.viewers.identify(request.headers());
    let name = viewer.as_ref().map_or("", |viewer| viewer.name.as_str()).to_owned();
    let (mut response, cache_status) = if !matches!(*request.method(), Method::GET | Method::HEAD) {
        (Refusal::Method.into_response(), None)
    } else {
        match viewer {
            Err(refusal) => (refusal.into_response(), None),
            Ok(viewer) if route != Route::Jobs && !(proxy.jobs.allow(&job) && viewer.jobs.allow(&job)) => {
                (Refusal::JobNotAllowed.into_response(), None)
            }
            Ok(viewer) => {
                let if_none_match = IfNoneMatch::from_headers(request.headers());
                let served = match proxy.relay.get(&viewer.credential, resource, &if_none_match).await {
                    Ok(served) if route == Route::Jobs => {
                        reduce(served.response, [&proxy.jobs, &viewer.jobs], &if_none_match)
                            .await
                            .map(|response| Served { response, ..served })
                    }
                    other => other,
                };
                match served {
                    Ok(Served { response, cache_status, .. }) if response.status == StatusCode::UNAUTHORIZED => {
                        (key_refused(), Some(cache_status))
                    }
                    Ok(Served { response, age, cache_status }) => (
                        response.to_response(request.headers(), &if_none_match, age, &proxy.caching),
                        Some(cache_status),
                    ),
                    Err(failure) => (failure.into_response(), Some(CacheStatus::Failed)),
                }
            }
        }
    };
    response.extensions_mut().insert(ResponseInfo { route, job, viewer: name, cache_status });
    response
}

async fn metrics(State(proxy): State<Arc<Proxy>>) -> impl IntoResponse {
    let paused =
        proxy.viewers.credentials().iter().filter(|credential| credential.breaker.paused_until().is_some()).count();
    let text = proxy.metrics.text(proxy.relay.cache_size(), paused);
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-store")], text)
}
