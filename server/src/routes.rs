//! The API's routes: one file for each resource, and what they share.

mod conditional;
mod inputs;
mod jobs;
mod params;
mod progress;
pub mod traces;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::get;

pub use conditional::ConditionalResponse;

use crate::error::ApiError;
use crate::store::Store;

/// The path prefix of the API.
pub const API_PREFIX: &str = "/v0.5";

/// All routes below the API's version prefix, with JSON errors for anything else.
pub fn router(store: Arc<Store>) -> Router {
    Router::new()
        .route("/batch/jobs", get(jobs::list))
        .route("/batch/jobs/{id}", get(jobs::one))
        .route("/batch/jobs/{id}/inputs/progress", get(inputs::list))
        .route("/batch/jobs/{id}/inputs/progress/counts", get(inputs::counts))
        .route("/batch/jobs/{id}/inputs/progress/traces", get(traces::get))
        .route("/batch/jobs/{id}/progress", get(progress::list))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(store)
}

/// 404 in the API's envelope.
pub async fn not_found() -> ApiError {
    ApiError::RouteNotFound
}

async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

/// The `{id}` of the path.
struct JobId(String);

impl<S: Send + Sync> FromRequestParts<S> for JobId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        // It fails only for ids that are not UTF-8, and no job has one.
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id)).map_err(|_| ApiError::RouteNotFound)
    }
}
