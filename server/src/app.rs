//! The whole HTTP service: the API, the static files, and the headers of all responses.

use std::sync::Arc;

use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::access_log::{AccessLog, record};
use crate::routes::{self, API_PREFIX};
use crate::static_files::{self, Mount, MountError};
use crate::store::Store;

/// Content-Security-Policy: scripts and styles of the same origin, WebAssembly, and Trusted Types.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      require-trusted-types-for 'script'";

/// The API over `store`, the static files of `mounts`, and a line in `log` for each request to the API.
///
/// # Errors
/// When two mounts have the same prefix.
pub fn app(store: Arc<Store>, mounts: &[Mount], log: Option<Arc<AccessLog>>) -> Result<Router, MountError> {
    let mut api = routes::router(store);
    if let Some(log) = log {
        api = api.layer(middleware::from_fn_with_state(log, record));
    }
    let router = static_files::router(mounts)?.nest(API_PREFIX, api).layer(CompressionLayer::new());
    Ok(with_security_headers(router))
}

/// Adds the headers that all responses have.
pub fn with_security_headers(router: Router) -> Router {
    let always = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    router.layer(always(CONTENT_SECURITY_POLICY, POLICY)).layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
}
