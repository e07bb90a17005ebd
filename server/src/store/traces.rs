//! Traces from rows: gives the job's events to the [`Tracer`] in the order of time.

use rusqlite::Connection;

use super::StoreError;
use crate::response::{ItemCounts, Job, Traces};
use crate::timestamp::Timestamp;
use crate::traces::{CountedEntry, Tracer, Window};

const FILES: &str = "SELECT completed_at, status = 'failed' FROM job_inputs
    WHERE job_id = ?1 AND completed_at IS NOT NULL ORDER BY completed_at";
const ITEMS: &str = r#"SELECT created_at, kind, input_id, "index", success, failed FROM job_progress_counted
    WHERE job_id = ?1 ORDER BY created_at, id"#;

/// The job's traces: from its start to its end, or to `now` while it is live. A job that has not started has no
/// lifetime to cut into buckets: no points, and a width of 0.0.
///
/// # Errors
/// When SQLite fails.
pub fn traces(
    connection: &Connection,
    job: &Job,
    latest_event_at: Option<Timestamp>,
    buckets: u32,
    now: Timestamp,
) -> Result<Traces, StoreError> {
    let mut traces = Traces { job_id: job.id.clone(), bucket_seconds: 0.0, latest_event_at, points: Vec::new() };
    if let Some(started_at) = job.started_at {
        let window = Window::new(started_at, job.ended_at().unwrap_or(now), buckets);
        traces.bucket_seconds = window.bucket_seconds();
        let mut tracer = Tracer::new(window);
        feed_files(connection, &job.id, &mut tracer)?;
        feed_items(connection, &job.id, &mut tracer)?;
        traces.points = tracer.points();
    }
    Ok(traces)
}

fn feed_files(connection: &Connection, job_id: &str, tracer: &mut Tracer) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(FILES)?;
    let mut rows = statement.query([job_id])?;
    while let Some(row) = rows.next()? {
        tracer.file(row.get(0)?, row.get(1)?);
    }
    Ok(())
}

fn feed_items(connection: &Connection, job_id: &str, tracer: &mut Tracer) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(ITEMS)?;
    let mut rows = statement.query([job_id])?;
    while let Some(row) = rows.next()? {
        let counters: (Option<u64>, Option<u64>) = (row.get(4)?, row.get(5)?);
        tracer.entry(CountedEntry {
            at: row.get(0)?,
            kind: row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
            input: row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?,
            index: row.get(3)?,
            counts: match counters {
                (None, None) => None,
                (success, failed) => {
                    Some(ItemCounts { success: success.unwrap_or_default(), failed: failed.unwrap_or_default() })
                }
            },
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::{FILES, ITEMS};
    use crate::store::writer;

    #[test]
    fn both_feeds_read_covering_indexes_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let connection = writer(&folder.path().join("plan.db")).unwrap();
        for query in [FILES, ITEMS] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let plan: Vec<String> =
                statement.query_map(["job"], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
            assert!(plan.len() == 1 && plan[0].contains("USING COVERING INDEX"), "{plan:?}");
        }
    }
}
