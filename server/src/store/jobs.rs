//! Rows of `jobs`.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Page, StoreError, counts};
use crate::response::Job;

/// A job without its inputs, and the revision that its row had.
#[derive(Clone, Debug)]
pub struct JobHead {
    /// The job; `input_progress` is none until [`with_progress`] sets it.
    pub job: Job,
    /// Grows with every change of the job, its inputs or its progress.
    pub revision: u64,
}

const COLUMNS: &str =
    "id, name, pipeline_key, status, retry_count, preemption_count, queue_position, queue_depth, error,
    created_at, updated_at, started_at, completed_at, failed_at, cancelled_at, revision";

fn head(row: &Row<'_>) -> rusqlite::Result<JobHead> {
    let job = Job {
        id: row.get("id")?,
        name: row.get("name")?,
        pipeline_key: row.get("pipeline_key")?,
        status: row.get("status")?,
        retry_count: row.get("retry_count")?,
        preemption_count: row.get("preemption_count")?,
        queue_position: row.get("queue_position")?,
        queue_depth: row.get("queue_depth")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        started_at: row.get("started_at")?,
        completed_at: row.get("completed_at")?,
        failed_at: row.get("failed_at")?,
        cancelled_at: row.get("cancelled_at")?,
        error: row.get("error")?,
        input_progress: None,
    };
    Ok(JobHead { job, revision: row.get("revision")? })
}

/// One job without its inputs, none if there is no such job.
///
/// # Errors
/// When SQLite fails.
pub fn job(connection: &Connection, job_id: &str) -> Result<Option<Job>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"))?;
    Ok(statement.query_row([job_id], head).optional()?.map(|head| head.job))
}

/// The number of all jobs, and one page of them, newest first.
///
/// # Errors
/// When SQLite fails.
pub fn heads(connection: &Connection, page: Page) -> Result<(u64, Vec<JobHead>), StoreError> {
    let total = connection.prepare_cached("SELECT count(*) FROM jobs")?.query_row([], |row| row.get(0))?;
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM jobs ORDER BY created_at DESC, id DESC LIMIT ?1 OFFSET ?2"))?;
    let heads = statement.query_map((page.limit, page.offset), head)?.collect::<Result<_, _>>()?;
    Ok((total, heads))
}

/// The job with its inputs counted.
///
/// # Errors
/// When SQLite fails.
pub fn with_progress(connection: &Connection, job: Job) -> Result<Job, StoreError> {
    let counts = counts(connection, &job.id, None)?;
    Ok(Job { input_progress: Some(counts), ..job })
}
