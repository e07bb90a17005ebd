//! The cost of responses, in steps of SQLite's virtual machine instead of time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use job_progress_server::error::ApiError;
use job_progress_server::routes::{ConditionalResponse, traces};
use job_progress_server::store::{Page, ProgressFilter, progress, writer};
use job_progress_server::timestamp::Timestamp;
use job_progress_server::validator::IfNoneMatch;
use rusqlite::Connection;

use crate::support::JOB;

fn job_with(connection: &Connection, inputs: u64, entries: u64) {
    connection
        .execute_batch(&format!(
            "BEGIN;
             INSERT INTO jobs (id, pipeline_key, status, created_at, updated_at, started_at)
             VALUES ('{JOB}', 'p', 'RUNNING', 0, 0, 0);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {inputs})
             INSERT INTO job_inputs (id, job_id, port_name, file_id, status, created_at, completed_at)
             SELECT 'inp_' || i, '{JOB}', 'video', 'file', 'completed', 0, i FROM n;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries})
             INSERT INTO job_progress (job_id, kind, step, metrics, input_id, created_at)
             SELECT '{JOB}', 'inference', i, '{{\"success\":1}}', 'inp_' || (i % {inputs}), i FROM n;
             COMMIT;"
        ))
        .unwrap();
}

fn answer(connection: &Connection, validator: &IfNoneMatch) -> ConditionalResponse {
    let answer: Result<_, ApiError> =
        traces::respond(connection, JOB, 100, validator, Timestamp::from_micros(1_000_000));
    answer.unwrap()
}

/// Counts the steps that the connection takes from now on.
fn counter(connection: &mut Connection) -> Arc<AtomicU64> {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let step = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.progress_handler(1, Some(step)).unwrap();
    count
}

/// Steps of the virtual machine for a full response, for a 304 by the tag, and for a 304 by the latest event.
fn steps(inputs: u64, entries: u64) -> [u64; 3] {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = writer(&folder.path().join("jobs.sqlite3")).unwrap();
    job_with(&connection, inputs, entries);
    // Also prepares the statements, which takes steps of its own.
    let ConditionalResponse::Fresh(tag, json) = answer(&connection, &IfNoneMatch::Absent) else {
        panic!("the request had no validator")
    };
    let latest = serde_json::from_slice::<serde_json::Value>(&json).unwrap()["latest_event_at"].clone();

    let count = counter(&mut connection);
    let measure = |validator: &str| {
        let validator = IfNoneMatch::parse([validator.as_bytes()]);
        count.store(0, Ordering::Relaxed);
        let unchanged = matches!(answer(&connection, &validator), ConditionalResponse::NotModified(_));
        (unchanged, count.load(Ordering::Relaxed))
    };
    let (full, by_tag, by_event) = (measure("\"x\""), measure(&tag.to_string()), measure(latest.as_str().unwrap()));
    assert_eq!([full.0, by_tag.0, by_event.0], [false, true, true]);
    [full.1, by_tag.1, by_event.1]
}

#[test]
fn an_unchanged_job_costs_the_same_however_many_rows_it_has() {
    let [small_full, small_tag, small_event] = steps(2, 10);
    let [large_full, large_tag, large_event] = steps(3_000, 30_000);
    assert!(large_full > small_full + 30_000, "the counter counts rows: {small_full}, {large_full}");
    assert_eq!((large_tag, large_event), (small_tag, small_event));
    assert!(large_tag < 100, "{large_tag}");
}

/// Steps of the virtual machine for ten entries from `offset` on.
fn page_steps(connection: &mut Connection, offset: u64, kind: Option<&str>, input_id: Option<&str>) -> u64 {
    let filter = ProgressFilter { kind: kind.map(str::to_owned), input_id: input_id.map(str::to_owned) };
    let page = |connection: &Connection| progress(connection, JOB, &filter, Page { offset, limit: 10 }).unwrap();
    // Also prepares the statements.
    assert_eq!(page(connection).entries.len(), 10);
    let count = counter(connection);
    page(connection);
    count.load(Ordering::Relaxed)
}

#[test]
fn a_page_of_entries_costs_a_count_and_the_way_from_the_nearer_end() {
    const ENTRIES: u64 = 30_000;
    let folder = tempfile::tempdir().unwrap();
    let mut connection = writer(&folder.path().join("jobs.sqlite3")).unwrap();
    job_with(&connection, 1_000, ENTRIES);

    let [first, middle, last] =
        [0, ENTRIES / 2, ENTRIES - 10].map(|offset| page_steps(&mut connection, offset, None, None));
    assert!(first < 4 * ENTRIES, "the count: {first}");
    assert!(last.abs_diff(first) < 1_000 && middle > first + ENTRIES, "{first}, {middle}, {last}");

    // An input's entries are found by an index, also those of one kind.
    for kind in [None, Some("inference")] {
        let of_input = page_steps(&mut connection, 20, kind, Some("inp_7"));
        assert!(of_input < 1_500, "{kind:?}: {of_input}");
    }
}
