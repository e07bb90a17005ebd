//! `GET /batch/jobs/{id}/inputs/progress` and its `/counts`.

use std::sync::Arc;

use axum::extract::State;

use super::JobId;
use super::conditional::ConditionalResponse;
use super::params::Params;
use crate::error::ApiError;
use crate::response::InputCounts;
use crate::status::InputStatus;
use crate::store::{self, InputFilter, Order, Store};
use crate::validator::IfNoneMatch;

/// The job's inputs, by pages.
pub async fn list(
    State(store): State<Arc<Store>>,
    JobId(id): JobId,
    if_none_match: IfNoneMatch,
    mut params: Params,
) -> Result<ConditionalResponse, ApiError> {
    let page = params.page();
    let statuses = params.words("status", "pending, processing, completed, failed", |word| {
        InputStatus::ALL.into_iter().find(|status| status.as_str() == word)
    });
    let orders = params.words("order", "asc, desc", |word| match word {
        "asc" => Some(Order::Ascending),
        "desc" => Some(Order::Descending),
        _ => None,
    });
    let order = orders.last().copied().unwrap_or_default();
    let filter = InputFilter { statuses, port_name: params.text("port_name") };
    params.finish()?;
    store
        .read(move |connection| {
            let view = ("inputs", &filter, order, page);
            ConditionalResponse::about_job(connection, &id, &if_none_match, view, || {
                store::inputs(connection, &id, &filter, order, page)
            })
        })
        .await
}

/// The job's inputs, counted by status.
pub async fn counts(
    State(store): State<Arc<Store>>,
    JobId(id): JobId,
    if_none_match: IfNoneMatch,
    params: Params,
) -> Result<ConditionalResponse, ApiError> {
    let port_name = params.text("port_name");
    store
        .read(move |connection| {
            ConditionalResponse::about_job(connection, &id, &if_none_match, ("counts", &port_name), || {
                let counts = store::counts(connection, &id, port_name.as_deref())?;
                Ok(InputCounts { job_id: id.clone(), counts })
            })
        })
        .await
}
