//! Inputs by status.

use rusqlite::Connection;

use super::StoreError;
use crate::response::InputProgress;
use crate::status::InputStatus;

/// The job's inputs by status, of one port if `port_name` is given.
///
/// # Errors
/// When SQLite fails.
pub fn counts(connection: &Connection, job_id: &str, port_name: Option<&str>) -> Result<InputProgress, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT status, count(*) FROM job_inputs
         WHERE job_id = ?1 AND (?2 IS NULL OR port_name = ?2) GROUP BY status",
    )?;
    let mut rows = statement.query((job_id, port_name))?;
    let mut counts = InputProgress::default();
    while let Some(row) = rows.next()? {
        let count = row.get(1)?;
        match row.get(0)? {
            InputStatus::Pending => counts.pending = count,
            InputStatus::Processing => counts.processing = count,
            InputStatus::Completed => counts.completed = count,
            InputStatus::Failed => counts.failed = count,
        }
    }
    Ok(counts)
}
