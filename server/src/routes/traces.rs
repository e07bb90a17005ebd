//! `GET /batch/jobs/{id}/inputs/progress/traces`.

use std::sync::Arc;

use axum::extract::State;
use rusqlite::Connection;

use super::JobId;
use super::conditional::{ConditionalResponse, job_version};
use super::params::Params;
use crate::error::ApiError;
use crate::store::{self, Store};
use crate::timestamp::Timestamp;
use crate::traces::{DEFAULT_BUCKETS, MAX_BUCKETS, MIN_BUCKETS};
use crate::validator::{EntityTag, IfNoneMatch};

/// The job's cumulative counters over its life.
pub(super) async fn get(
    State(store): State<Arc<Store>>,
    JobId(id): JobId,
    if_none_match: IfNoneMatch,
    mut params: Params,
) -> Result<ConditionalResponse, ApiError> {
    let buckets = params.clamped("buckets", DEFAULT_BUCKETS, MIN_BUCKETS, MAX_BUCKETS);
    params.finish()?;
    store.read(move |connection| respond(connection, &id, buckets, &if_none_match, Timestamp::now())).await
}

/// The route without HTTP. `if_none_match` may be the tag or, as the API documents, `latest_event_at`. The latter does
/// not change with the status or the buckets, so only the tag detects such changes.
///
/// # Errors
/// [`ApiError::JobNotFound`], and [`ApiError::Store`] when SQLite fails.
pub fn respond(
    connection: &Connection,
    job_id: &str,
    buckets: u32,
    if_none_match: &IfNoneMatch,
    now: Timestamp,
) -> Result<ConditionalResponse, ApiError> {
    let version = job_version(connection, job_id)?;
    let tag = EntityTag::new(version.created_at, version.revision, ("traces", buckets));
    let current = if_none_match.matches(&tag, version.latest_event_at);
    ConditionalResponse::new(tag, current, || {
        let job = store::job(connection, job_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        store::traces(connection, &job, version.latest_event_at, buckets, now)
    })
}
