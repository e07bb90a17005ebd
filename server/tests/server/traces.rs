//! `…/inputs/progress/traces`.

use job_progress_server::response::{FileCounts, ItemCounts, Traces};
use job_progress_server::timestamp::Timestamp;
use serde_json::Value;

use crate::support::{JOB, Rows, TestServer, at};

fn path(query: &str) -> String {
    format!("/v0.5/batch/jobs/{JOB}/inputs/progress/traces{query}")
}

/// A job of 13 minutes: 26 buckets of 30 seconds.
fn example(rows: &Rows) {
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    for number in 0..8 {
        rows.input(JOB, &format!("inp_{number}"), "completed", Some(&format!("2026-04-14T10:{:02}:10Z", number + 4)));
    }
    rows.input(JOB, "inp_8", "failed", Some("2026-04-14T10:15:00Z"));
    rows.entry(JOB, "inference", (Some("inp_0"), Some(0)), r#"{"items_processed": 1}"#, "2026-04-14T10:03:00Z");
    rows.entry(JOB, "inference", (Some("inp_0"), Some(0)), r#"{"success": 70, "failed": 2}"#, "2026-04-14T10:08:00Z");
    rows.entry(JOB, "inference", (Some("inp_0"), Some(1)), r#"{"success": 100}"#, "2026-04-14T10:09:00Z");
    rows.entry(JOB, "inference", (None, None), r#"{"success": 308, "failed": 10}"#, "2026-04-14T10:14:59.999999Z");
    rows.completed(JOB, "2026-04-14T10:15:00Z");
}

#[test]
fn gives_the_numbers_of_the_apis_example() {
    let server = TestServer::start();
    example(&server.rows());

    let reply = server.get(&path("?buckets=26"));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let mut answer = reply.value();
    let points = answer["points"].as_array().unwrap().clone();
    assert_eq!(points.len(), 26);
    // The documentation shows three of them.
    answer["points"] = Value::Array(vec![points[0].clone(), points[1].clone(), points[25].clone()]);
    let expected: Value = serde_json::from_str(include_str!("../../../tests/fixtures/api/traces.json")).unwrap();
    assert_eq!(answer, expected);
    assert!(String::from_utf8(reply.body).unwrap().contains("\"bucket_seconds\":30.0"));
}

#[test]
fn sums_the_newest_counters_of_every_source() {
    let server = TestServer::start();
    example(&server.rows());
    let traces: Traces = server.get(&path("?buckets=26")).json();
    let inference = |minute: usize| traces.points[(minute - 2) * 2 - 1].items.get("inference").copied();
    assert_eq!(inference(7), Some(ItemCounts { success: 1, failed: 0 }));
    assert_eq!(inference(8), Some(ItemCounts { success: 70, failed: 2 }));
    assert_eq!(inference(9), Some(ItemCounts { success: 170, failed: 2 }));
    assert_eq!(inference(14), Some(ItemCounts { success: 170, failed: 2 }));
    assert_eq!(inference(15), Some(ItemCounts { success: 478, failed: 12 }));
}

#[test]
fn clamps_the_buckets() {
    let server = TestServer::start();
    example(&server.rows());
    for (query, points) in [
        ("", 100),
        ("?buckets=1", 10),
        ("?buckets=-5", 10),
        ("?buckets=10", 10),
        ("?buckets=1000", 1000),
        ("?buckets=1001", 1000),
    ] {
        let traces: Traces = server.get(&path(query)).json();
        assert_eq!(traces.points.len(), points, "{query}");
        assert_eq!(traces.points.last().unwrap().t, at("2026-04-14T10:15:00Z"));
        assert!((traces.bucket_seconds - 780.0 / points as f64).abs() < 1e-9);
    }
}

#[test]
fn what_comes_after_the_end_is_in_the_last_point() {
    let server = TestServer::start();
    let rows = server.rows();
    example(&rows);
    rows.input(JOB, "inp_9", "completed", Some("2026-04-14T10:15:07Z"));
    rows.entry(JOB, "late", (None, None), r#"{"success": 3}"#, "2026-04-14T10:15:09.000001Z");
    let traces: Traces = server.get(&path("?buckets=26")).json();
    let last = traces.points.last().unwrap();
    assert_eq!(traces.latest_event_at, Some(at("2026-04-14T10:15:09.000001Z")));
    assert_eq!(last.t, at("2026-04-14T10:15:00Z"));
    assert_eq!((last.step, last.files), (10, FileCounts { completed: 9, failed: 1 }));
    assert_eq!(last.items["late"], ItemCounts { success: 3, failed: 0 });
    assert_eq!(traces.points[24].items.get("late"), None);
}

#[test]
fn every_end_has_its_own_time() {
    let server = TestServer::start();
    let rows = server.rows();
    example(&rows);
    for (status, column) in [("FAILED", "failed_at"), ("CANCELLED", "cancelled_at")] {
        rows.execute(&format!("UPDATE jobs SET status = '{status}', {column} = completed_at + 1"));
        let traces: Traces = server.get(&path("")).json();
        assert_eq!(traces.points.last().unwrap().t, at("2026-04-14T10:15:00.000001Z"), "{status}");
    }
}

#[test]
fn a_live_job_ends_now() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    for status in ["RUNNING", "PREEMPTED"] {
        rows.execute(&format!("UPDATE jobs SET status = '{status}'"));
        let before = Timestamp::now();
        let traces: Traces = server.get(&path("")).json();
        let end = traces.points.last().unwrap().t;
        assert!(before <= end && end <= Timestamp::now());
        assert_eq!(traces.latest_event_at, None);
        assert!(traces.points.iter().all(|point| point.step == 0 && point.items.is_empty()));
    }
}

#[test]
fn a_job_that_never_started_has_no_points() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", None);
    let expected = serde_json::json!({ "job_id": JOB, "bucket_seconds": 0.0, "latest_event_at": null, "points": [] });
    assert_eq!(server.get(&path("")).value(), expected);
    rows.execute("UPDATE jobs SET status = 'CANCELLED', cancelled_at = updated_at + 1");
    assert_eq!(server.get(&path("")).value(), expected);
}

#[test]
fn a_life_shorter_than_its_buckets_has_fewer_points() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:00:00Z"));
    for (end, points) in [("2026-04-14T10:00:00.000003Z", 3), ("2026-04-14T10:00:00Z", 1), ("2026-04-14T09:00:00Z", 1)]
    {
        rows.completed(JOB, end);
        let traces: Traces = server.get(&path("")).json();
        assert_eq!(traces.points.len(), points, "{end}");
        assert_eq!(traces.points.last().unwrap().t, at(end).max(at("2026-04-14T10:00:00Z")));
    }
}

#[test]
fn entries_without_counters_show_the_kind_and_change_nothing() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:00:00Z"));
    rows.entry(JOB, "a", (None, None), r#"{"success": 5, "failed": 1}"#, "2026-04-14T10:01:00Z");
    rows.entry(JOB, "a", (None, None), "{}", "2026-04-14T10:02:00Z");
    rows.entry(JOB, "b", (None, None), r#"{"percent_complete": 40}"#, "2026-04-14T10:02:00Z");
    rows.entry(JOB, "c", (None, None), r#"{"success": "many", "failed": -4}"#, "2026-04-14T10:02:00Z");
    rows.completed(JOB, "2026-04-14T10:10:00Z");
    let traces: Traces = server.get(&path("?buckets=10")).json();
    let last = &traces.points[9].items;
    assert_eq!(last["a"], ItemCounts { success: 5, failed: 1 });
    assert_eq!(last["b"], ItemCounts::default());
    assert_eq!(last["c"], ItemCounts::default());
    assert_eq!(traces.points[0].items.keys().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn counters_at_the_limit_of_sql_do_not_break_the_answer() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:00:00Z"));
    for index in 0..4 {
        for metrics in [r#"{"success": 9223372036854775807}"#, r#"{"success": 1e300}"#, r#"{"success": 2}"#] {
            rows.entry(JOB, "a", (None, Some(index)), metrics, "2026-04-14T10:01:00Z");
        }
    }
    rows.completed(JOB, "2026-04-14T10:10:00Z");
    let traces: Traces = server.get(&path("")).json();
    assert_eq!(traces.points.last().unwrap().items["a"].success, 8);
}
