//! Traces of random rows, compared with a naive implementation of their definition.

use std::collections::{BTreeMap, BTreeSet};

use job_progress_server::response::{FileCounts, ItemCounts, Traces};
use job_progress_server::routes::{ConditionalResponse, traces};
use job_progress_server::store::writer;
use job_progress_server::timestamp::Timestamp;
use job_progress_server::validator::IfNoneMatch;
use proptest::prelude::*;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

/// Of a small range, so that ties and events exactly on bucket ends are common.
const SPAN: i64 = 240;

#[derive(Clone, Debug)]
struct Entry {
    at: i64,
    kind: &'static str,
    input: Option<&'static str>,
    index: Option<i64>,
    metrics: Value,
}

#[derive(Clone, Debug)]
struct Rows {
    entries: Vec<Entry>,
    /// When inputs finished, and whether they failed.
    files: Vec<(i64, bool)>,
}

fn metrics() -> impl Strategy<Value = Value> {
    (0..7, -2..60_i64, -2..60_i64).prop_map(|(form, a, b)| match form {
        0 => json!({}),
        1 => json!({ "percent_complete": a }),
        2 => json!({ "success": a }),
        3 => json!({ "failed": a, "items_processed": b }),
        4 => json!({ "items_processed": a, "items_total": b }),
        5 => json!({ "success": a, "failed": null, "items_processed": b }),
        _ => json!({ "success": a, "failed": b }),
    })
}

fn rows() -> impl Strategy<Value = Rows> {
    // Some are before the start and some after the end.
    let time = -20..SPAN + 40;
    let entry = (
        time.clone(),
        prop::sample::select(vec!["a", "b", "c"]),
        prop::option::of(prop::sample::select(vec!["inp_0", "inp_1"])),
        prop::option::of(0..2_i64),
        metrics(),
    )
        .prop_map(|(at, kind, input, index, metrics)| Entry { at, kind, input, index, metrics });
    (prop::collection::vec(entry, 0..60), prop::collection::vec((time, any::<bool>()), 0..20))
        .prop_map(|(entries, files)| Rows { entries, files })
}

fn write(connection: &Connection, rows: &Rows, completed_at: Option<i64>) {
    connection.execute_batch("DELETE FROM jobs").unwrap();
    connection
        .execute(
            "INSERT INTO jobs (id, pipeline_key, status, created_at, updated_at, started_at, completed_at)
             VALUES ('j', 'p', iif(?1 IS NULL, 'RUNNING', 'COMPLETED'), 0, 0, 0, ?1)",
            [completed_at],
        )
        .unwrap();
    for (number, (at, failed)) in rows.files.iter().enumerate() {
        let status = if *failed { "failed" } else { "completed" };
        connection
            .execute(
                "INSERT INTO job_inputs (id, job_id, port_name, file_id, status, created_at, completed_at)
                 VALUES ('inp_' || ?1, 'j', 'p', 'f', ?2, 0, ?3)",
                params![number as i64, status, at],
            )
            .unwrap();
    }
    for entry in &rows.entries {
        connection
            .execute(
                r#"INSERT INTO job_progress (job_id, kind, step, metrics, input_id, "index", created_at)
                   VALUES ('j', ?1, 1, ?2, ?3, ?4, ?5)"#,
                params![entry.kind, entry.metrics.to_string(), entry.input, entry.index, entry.at],
            )
            .unwrap();
    }
}

fn read(connection: &Connection, buckets: u32, now: i64) -> Traces {
    match traces::respond(connection, "j", buckets, &IfNoneMatch::Absent, Timestamp::from_micros(now)).unwrap() {
        ConditionalResponse::Fresh(_, json) => serde_json::from_slice(&json).unwrap(),
        ConditionalResponse::NotModified(_) => panic!("the request had no validator"),
    }
}

fn counters(metrics: &Value) -> Option<ItemCounts> {
    let get = |key: &str| metrics.get(key).and_then(Value::as_i64).map(|count| count.max(0).unsigned_abs());
    match (get("success"), get("failed"), get("items_processed")) {
        (None, None, None) => None,
        (None, None, Some(processed)) => Some(ItemCounts { success: processed, failed: 0 }),
        (success, failed, _) => {
            Some(ItemCounts { success: success.unwrap_or_default(), failed: failed.unwrap_or_default() })
        }
    }
}

/// The counters up to and including `until`, computed from all rows.
fn naive(rows: &Rows, until: i64) -> (FileCounts, BTreeMap<String, ItemCounts>) {
    let finished = |bad: bool| rows.files.iter().filter(|(at, failed)| *at <= until && *failed == bad).count() as u64;
    let files = FileCounts { completed: finished(false), failed: finished(true) };
    let seen: Vec<(usize, &Entry)> = rows.entries.iter().enumerate().filter(|(_, entry)| entry.at <= until).collect();
    let mut items = BTreeMap::new();
    for kind in seen.iter().map(|(_, entry)| entry.kind).collect::<BTreeSet<_>>() {
        let of_kind: Vec<_> = seen.iter().filter(|(_, entry)| entry.kind == kind).collect();
        let mut total = ItemCounts::default();
        for source in of_kind.iter().map(|(_, entry)| (entry.input, entry.index)).collect::<BTreeSet<_>>() {
            let newest = of_kind
                .iter()
                .filter(|(_, entry)| (entry.input, entry.index) == source)
                .filter_map(|(id, entry)| counters(&entry.metrics).map(|counts| ((entry.at, *id), counts)))
                .max_by_key(|(order, _)| *order);
            if let Some((_, counts)) = newest {
                total.success += counts.success;
                total.failed += counts.failed;
            }
        }
        items.insert(kind.to_owned(), total);
    }
    (files, items)
}

fn check(rows: &Rows, traces: &Traces, end: i64, buckets: u32) -> Result<(), TestCaseError> {
    let count = i64::from(buckets).min(end).max(1);
    prop_assert_eq!(traces.points.len() as i64, count);
    for (number, point) in (1..=count).zip(&traces.points) {
        prop_assert_eq!(point.t.micros(), end * number / count);
        let until = if number == count { i64::MAX } else { point.t.micros() };
        let (files, items) = naive(rows, until);
        prop_assert_eq!(point.files, files);
        prop_assert_eq!(point.step, files.completed + files.failed);
        prop_assert_eq!(&point.items, &items);
    }
    prop_assert_eq!(traces.points.last().map(|point| point.t.micros()), Some(end));
    let latest = rows.entries.iter().map(|entry| entry.at).chain(rows.files.iter().map(|file| file.0)).max();
    prop_assert_eq!(traces.latest_event_at.map(Timestamp::micros), latest);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equal_the_definitions(rows in rows(), end in 0..=SPAN, live in any::<bool>(), buckets in 10..70_u32) {
        let folder = tempfile::tempdir().unwrap();
        let connection = writer(&folder.path().join("jobs.sqlite3")).unwrap();
        write(&connection, &rows, (!live).then_some(end));
        let traces = read(&connection, buckets, if live { end } else { end + 1000 });
        check(&rows, &traces, end, buckets)?;
    }

    #[test]
    fn never_fall_while_no_counter_does(mut rows in rows(), buckets in 10..70_u32) {
        let mut totals = BTreeMap::new();
        rows.entries.sort_by_key(|entry| entry.at);
        for entry in &mut rows.entries {
            let total = totals.entry((entry.kind, entry.input, entry.index)).or_insert((0, 0));
            let more = counters(&entry.metrics).unwrap_or_default();
            *total = (total.0 + more.success, total.1 + more.failed);
            entry.metrics = json!({ "success": total.0, "failed": total.1 });
        }
        let folder = tempfile::tempdir().unwrap();
        let connection = writer(&folder.path().join("jobs.sqlite3")).unwrap();
        write(&connection, &rows, Some(SPAN));
        let traces = read(&connection, buckets, 0);
        for pair in traces.points.windows(2) {
            prop_assert!(pair[0].t < pair[1].t);
            prop_assert!(pair[0].files.completed <= pair[1].files.completed);
            prop_assert!(pair[0].files.failed <= pair[1].files.failed);
            for (kind, before) in &pair[0].items {
                let after = pair[1].items[kind];
                prop_assert!(before.success <= after.success && before.failed <= after.failed);
            }
        }
    }
}
