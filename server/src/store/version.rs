//! The version of a job, for validators: its cost does not depend on the number of rows.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use crate::timestamp::Timestamp;

/// Identifies the state of a job and of all its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Distinguishes two jobs that had the same id one after the other.
    pub created_at: Timestamp,
    /// Grows with every change of the job, its inputs or its progress.
    pub revision: u64,
    /// MAX over the entries' `created_at` and the inputs' `completed_at` (API page "traces").
    pub latest_event_at: Option<Timestamp>,
}

/// The job's version, none if there is no such job. Three seeks: the job by its key, each maximum at the end of an
/// index.
///
/// # Errors
/// When SQLite fails.
pub fn version(connection: &Connection, job_id: &str) -> Result<Option<Version>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT created_at, revision,
             (SELECT max(created_at) FROM job_progress WHERE job_id = ?1),
             (SELECT max(completed_at) FROM job_inputs WHERE job_id = ?1)
         FROM jobs WHERE id = ?1",
    )?;
    let version = statement.query_row([job_id], |row| {
        let (entry, input): (Option<Timestamp>, Option<Timestamp>) = (row.get(2)?, row.get(3)?);
        Ok(Version { created_at: row.get(0)?, revision: row.get(1)?, latest_event_at: entry.max(input) })
    });
    Ok(version.optional()?)
}
