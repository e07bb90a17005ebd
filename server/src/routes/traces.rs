//! `GET /batch/jobs/{id}/inputs/progress/traces`.

use std::sync::Arc;

use axum::extract::State;
use rusqlite::Connection;

use super::JobId;
use super::conditional::{Answer, job_version};
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
    held: IfNoneMatch,
    mut params: Params,
) -> Result<Answer, ApiError> {
    let buckets = params.clamped("buckets", DEFAULT_BUCKETS, MIN_BUCKETS, MAX_BUCKETS);
    params.finish()?;
    store.read(move |connection| answer(connection, &id, buckets, &held, Timestamp::now())).await
}

/// The route without HTTP. `held` may name the tag or, as the API's page has it, `latest_event_at`; the latter says
/// nothing of the status or the buckets, so only the tag tells a client of a change there.
///
/// # Errors
/// [`ApiError::JobNotFound`], and [`ApiError::Store`] when SQLite fails.
pub fn answer(
    connection: &Connection,
    job_id: &str,
    buckets: u32,
    held: &IfNoneMatch,
    now: Timestamp,
) -> Result<Answer, ApiError> {
    let version = job_version(connection, job_id)?;
    let tag = EntityTag::new(version.created_at, version.revision, ("traces", buckets));
    let current = held.matches(&tag, version.latest_event_at);
    Answer::new(tag, current, || {
        let job = store::job(connection, job_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        store::traces(connection, &job, version.latest_event_at, buckets, now)
    })
}
