//! Rows of `job_inputs`, each with its newest progress entry.

use rusqlite::{Connection, Row};

use super::progress::{json_object, latest_of_input};
use super::{Page, StoreError};
use crate::response::{Input, InputPage, InputWithProgress};
use crate::status::InputStatus;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// As submitted.
    #[default]
    Ascending,
    /// The last submitted first.
    Descending,
}

/// Filters of the route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct InputFilter {
    /// Only inputs of these statuses; all if empty.
    pub statuses: Vec<InputStatus>,
    /// Only inputs of this port.
    pub port_name: Option<String>,
}

impl InputFilter {
    /// The filter as SQL. The statuses are constants of this crate, so they need no binding.
    fn condition(&self) -> String {
        let mut condition = String::from("job_id = ?1 AND (?2 IS NULL OR port_name = ?2)");
        if !self.statuses.is_empty() {
            let words: Vec<_> = self.statuses.iter().map(|status| format!("'{}'", status.as_str())).collect();
            condition.push_str(&format!(" AND status IN ({})", words.join(", ")));
        }
        condition
    }
}

fn input(row: &Row<'_>) -> rusqlite::Result<Input> {
    Ok(Input {
        id: row.get("id")?,
        job_id: row.get("job_id")?,
        port_name: row.get("port_name")?,
        file_id: row.get("file_id")?,
        data: json_object(row, "data")?,
        status: row.get("status")?,
        error_message: row.get("error_message")?,
        created_at: row.get("created_at")?,
        completed_at: row.get("completed_at")?,
    })
}

/// The job's inputs in the order of their submission, each with its newest progress entry and its completion rank.
///
/// # Errors
/// When SQLite fails.
pub fn inputs(
    connection: &Connection,
    job_id: &str,
    filter: &InputFilter,
    order: Order,
    page: Page,
) -> Result<InputPage, StoreError> {
    let condition = filter.condition();
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM job_inputs WHERE {condition}"))?
        .query_row((job_id, &filter.port_name), |row| row.get(0))?;
    let direction = match order {
        Order::Ascending => "ASC",
        Order::Descending => "DESC",
    };
    // Ranks count all finished inputs of the job, not only those that match the filter.
    let mut statement = connection.prepare_cached(&format!(
        "WITH ranked AS MATERIALIZED (
             SELECT id, row_number() OVER (ORDER BY completed_at, id) AS step
             FROM job_inputs WHERE job_id = ?1 AND completed_at IS NOT NULL
         ), page AS MATERIALIZED (
             SELECT * FROM job_inputs WHERE {condition} ORDER BY created_at {direction}, id {direction} LIMIT ?3 OFFSET ?4
         )
         SELECT page.*, ranked.step FROM page LEFT JOIN ranked USING (id)
         ORDER BY created_at {direction}, id {direction}"
    ))?;
    let rows = statement
        .query_map((job_id, &filter.port_name, page.limit, page.offset), |row| Ok((input(row)?, row.get("step")?)))?;
    let mut items = Vec::new();
    for row in rows {
        let (input, step) = row?;
        let latest_progress = latest_of_input(connection, job_id, &input.id)?;
        items.push(InputWithProgress { input, latest_progress, step });
    }
    Ok(InputPage { job_id: job_id.to_owned(), total, offset: page.offset, limit: page.limit, items })
}
