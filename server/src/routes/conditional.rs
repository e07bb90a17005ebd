//! Conditional responses: 304 where the client's copy is current, else the body; both with the tag.

use std::convert::Infallible;
use std::hash::Hash;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use serde::Serialize;

use crate::error::ApiError;
use crate::store::{StoreError, Version, version};
use crate::validator::{EntityTag, IfNoneMatch};

/// The response to a GET that is not an error.
#[derive(Clone, Debug)]
pub enum ConditionalResponse {
    /// 304, with the tag of the client's copy.
    NotModified(EntityTag),
    /// 200, with the tag and the JSON.
    Fresh(EntityTag, Vec<u8>),
}

impl ConditionalResponse {
    /// `load` is called only if the client's copy is not current, so a 304 reads no rows.
    pub(super) fn new<T: Serialize>(
        tag: EntityTag,
        current: bool,
        load: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<Self, ApiError> {
        if current {
            return Ok(Self::NotModified(tag));
        }
        Ok(Self::Fresh(tag, serde_json::to_vec(&load()?).map_err(StoreError::from)?))
    }

    /// A response about one job. `view` identifies the route and its parameters.
    pub(super) fn about_job<T: Serialize>(
        connection: &Connection,
        job_id: &str,
        if_none_match: &IfNoneMatch,
        view: impl Hash,
        load: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<Self, ApiError> {
        let version = job_version(connection, job_id)?;
        let tag = EntityTag::new(version.created_at, version.revision, view);
        let current = if_none_match.matches(&tag, None);
        Self::new(tag, current, load)
    }
}

/// The job's version; 404 if there is no such job.
pub(super) fn job_version(connection: &Connection, job_id: &str) -> Result<Version, ApiError> {
    version(connection, job_id)?.ok_or_else(|| ApiError::JobNotFound(job_id.to_owned()))
}

impl IntoResponse for ConditionalResponse {
    fn into_response(self) -> Response {
        // Only the client may cache it, and must revalidate it each time.
        let cache_control = (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        match self {
            Self::NotModified(tag) => {
                (StatusCode::NOT_MODIFIED, [(ETAG, tag.to_string())], [cache_control]).into_response()
            }
            Self::Fresh(tag, json) => {
                let content_type = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
                ([(ETAG, tag.to_string())], [cache_control, content_type], Body::from(json)).into_response()
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_headers(&parts.headers))
    }
}
