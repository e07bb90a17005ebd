//! One line for each response: no header and no query is in it, and of paths only what is known to be a job's id.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::metrics::Metrics;
use super::relay::CacheStatus;
use super::resource::Route;

/// What the handler knows about a response; it is added to the response's extensions.
#[derive(Clone, Debug)]
pub struct ResponseInfo {
    /// The route.
    pub route: Route,
    /// The job's id, checked; empty for the list.
    pub job: String,
    /// The viewer's name.
    pub viewer: String,
    /// Where the response came from.
    pub cache_status: Option<CacheStatus>,
}

/// Middleware that writes the line and counts the response.
pub async fn record(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let response = next.run(request).await;
    let duration = started.elapsed();
    let status = response.status().as_u16();
    let info = response.extensions().get::<ResponseInfo>();
    metrics.responded(info.map(|info| info.route), status, info.and_then(|info| info.cache_status), duration);
    let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    let method = if method.as_str().len() > 10 { "other" } else { method.as_str() };
    match info {
        Some(ResponseInfo { route, job, viewer, cache_status }) => {
            let (route, source) = (route.name(), cache_status.map(CacheStatus::name));
            tracing::info!(method, status, route, job, viewer, source, micros, "response");
        }
        None => tracing::info!(method, status, micros, "response"),
    }
    response
}
