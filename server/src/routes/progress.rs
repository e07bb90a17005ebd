//! `GET /batch/jobs/{id}/progress`.

use std::sync::Arc;

use axum::extract::State;

use super::JobId;
use super::conditional::ConditionalResponse;
use super::params::Params;
use crate::error::ApiError;
use crate::store::{self, ProgressFilter, Store};
use crate::validator::IfNoneMatch;

/// The job's progress entries, oldest first, by pages.
pub async fn list(
    State(store): State<Arc<Store>>,
    JobId(id): JobId,
    if_none_match: IfNoneMatch,
    mut params: Params,
) -> Result<ConditionalResponse, ApiError> {
    let page = params.page();
    let filter = ProgressFilter { kind: params.text("kind"), input_id: params.text("input_id") };
    params.finish()?;
    store
        .read(move |connection| {
            let view = ("progress", &filter, page);
            ConditionalResponse::about_job(connection, &id, &if_none_match, view, || {
                store::progress(connection, &id, &filter, page)
            })
        })
        .await
}
