//! `GET /batch/jobs` and `GET /batch/jobs/{id}`.

use std::sync::Arc;

use axum::extract::State;
use rusqlite::Connection;

use super::JobId;
use super::conditional::ConditionalResponse;
use super::params::Params;
use crate::error::ApiError;
use crate::response::JobPage;
use crate::store::{self, Page, Store};
use crate::validator::{EntityTag, IfNoneMatch};

/// All jobs, newest first, by pages.
pub async fn list(
    State(store): State<Arc<Store>>,
    if_none_match: IfNoneMatch,
    mut params: Params,
) -> Result<ConditionalResponse, ApiError> {
    let page = params.page();
    params.finish()?;
    store.read(move |connection| list_response(connection, page, &if_none_match)).await
}

fn list_response(
    connection: &Connection,
    page: Page,
    if_none_match: &IfNoneMatch,
) -> Result<ConditionalResponse, ApiError> {
    let (total, heads) = store::heads(connection, page)?;
    let versions: Vec<_> = heads.iter().map(|head| (&head.job.id, head.job.created_at, head.revision)).collect();
    let tag = EntityTag::of(("jobs", page, total, versions));
    let current = if_none_match.matches(&tag, None);
    ConditionalResponse::new(tag, current, || {
        let jobs = heads.into_iter().map(|head| store::with_progress(connection, head.job));
        Ok(JobPage { total, offset: page.offset, limit: page.limit, jobs: jobs.collect::<Result<_, _>>()? })
    })
}

/// One job.
pub async fn one(
    State(store): State<Arc<Store>>,
    JobId(id): JobId,
    if_none_match: IfNoneMatch,
) -> Result<ConditionalResponse, ApiError> {
    store
        .read(move |connection| {
            ConditionalResponse::about_job(connection, &id, &if_none_match, "job", || {
                let job = store::job(connection, &id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                store::with_progress(connection, job)
            })
        })
        .await
}
