//! Rows of `job_progress`.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value};

use super::{Page, StoreError};
use crate::response::{ProgressEntry, ProgressPage};

const COLUMNS: &str = r#"id, kind, step, message, metrics, payload, input_id, "index", created_at"#;

/// Filters of the route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProgressFilter {
    /// Only entries of this kind.
    pub kind: Option<String>,
    /// Only entries about this input.
    pub input_id: Option<String>,
}

/// A column with a JSON object.
pub(super) fn json_object(row: &Row<'_>, column: &str) -> rusqlite::Result<Map<String, Value>> {
    let index = row.as_ref().column_index(column)?;
    serde_json::from_str(row.get_ref(index)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error)))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<ProgressEntry> {
    Ok(ProgressEntry {
        id: row.get("id")?,
        kind: row.get("kind")?,
        step: row.get("step")?,
        message: row.get("message")?,
        metrics: json_object(row, "metrics")?,
        payload: json_object(row, "payload")?,
        input_id: row.get("input_id")?,
        index: row.get("index")?,
        created_at: row.get("created_at")?,
    })
}

/// The job's entries, oldest first.
///
/// # Errors
/// When SQLite fails.
pub fn progress(
    connection: &Connection,
    job_id: &str,
    filter: &ProgressFilter,
    page: Page,
) -> Result<ProgressPage, StoreError> {
    // One statement per form of the filter, so that each can use the index that fits it.
    let mut condition = String::from("job_id = :job_id");
    let mut parameters: Vec<(&str, &dyn rusqlite::ToSql)> = vec![(":job_id", &job_id)];
    if let Some(kind) = &filter.kind {
        condition.push_str(" AND kind = :kind");
        parameters.push((":kind", kind));
    }
    if let Some(input_id) = &filter.input_id {
        condition.push_str(" AND input_id = :input_id");
        parameters.push((":input_id", input_id));
    }
    let total: u64 = connection
        .prepare_cached(&format!("SELECT count(*) FROM job_progress WHERE {condition}"))?
        .query_row(parameters.as_slice(), |row| row.get(0))?;
    // OFFSET reads all rows that it skips, so pages of the second half are read from the end.
    let from_end = page.offset > total / 2;
    let (direction, offset, limit) = if from_end {
        let after = total.saturating_sub(page.offset);
        let limit = page.limit.min(after);
        ("DESC", after - limit, limit)
    } else {
        ("ASC", page.offset, page.limit)
    };
    parameters.extend([(":limit", &limit as &dyn rusqlite::ToSql), (":offset", &offset)]);
    let mut entries: Vec<_> = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM job_progress WHERE {condition}
             ORDER BY created_at {direction}, id {direction} LIMIT :limit OFFSET :offset"
        ))?
        .query_map(parameters.as_slice(), entry)?
        .collect::<Result<_, _>>()?;
    if from_end {
        entries.reverse();
    }
    Ok(ProgressPage { job_id: job_id.to_owned(), total, offset: page.offset, limit: page.limit, entries })
}

/// The newest entry about an input, none if there is none.
pub(super) fn latest_of_input(
    connection: &Connection,
    job_id: &str,
    input_id: &str,
) -> Result<Option<ProgressEntry>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM job_progress WHERE job_id = ?1 AND input_id = ?2
         ORDER BY created_at DESC, id DESC LIMIT 1"
    ))?;
    Ok(statement.query_row((job_id, input_id), entry).optional()?)
}
