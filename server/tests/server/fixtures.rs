//! The responses in `tests/fixtures/api` are what this server sends; the client's tests decode the same files.

use job_progress_server::response::{ErrorBody, InputCounts, Job, ProgressPage, Traces};
use rusqlite::Connection;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::support::{JOB, TestServer};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/api/", $name, ".json"))
    };
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// The fixture has all fields of the struct, and no other.
fn is_complete<T: Serialize + DeserializeOwned>(json: &str) {
    let parsed: T = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_value(&parsed).unwrap(), value(json));
}

#[test]
fn the_structs_write_the_fixtures() {
    is_complete::<Traces>(fixture!("traces"));
    is_complete::<Job>(fixture!("job"));
    is_complete::<InputCounts>(fixture!("counts"));
    is_complete::<ProgressPage>(fixture!("progress"));
    is_complete::<ErrorBody>(fixture!("error-not-found"));
    is_complete::<ErrorBody>(fixture!("error-internal"));
}

#[test]
fn a_job_and_its_counts_are_sent_as_in_the_fixtures() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00.5Z"));
    rows.completed(JOB, "2026-04-13T10:00:00Z");
    rows.execute(
        "UPDATE jobs SET name = 'Night run', status = 'FAILED', retry_count = 2, preemption_count = 1,
         error = 'out of memory', failed_at = 1776161700000000, updated_at = 1776161700000000",
    );
    for (number, status) in ["pending", "completed", "completed", "failed"].into_iter().enumerate() {
        let finished_at = (status != "pending").then_some("2026-04-14T10:10:00Z");
        rows.input(JOB, &format!("inp_{number}"), status, finished_at);
    }
    let path = format!("/v0.5/batch/jobs/{JOB}");
    assert_eq!(server.get(&path).value(), value(fixture!("job")));
    assert_eq!(server.get(&format!("{path}/inputs/progress/counts")).value(), value(fixture!("counts")));
}

#[test]
fn errors_are_sent_as_in_the_fixtures() {
    let server = TestServer::start();
    let path = format!("/v0.5/batch/jobs/{JOB}");
    assert_eq!(server.get(&path).value(), value(fixture!("error-not-found")));

    Connection::open(server.db()).unwrap().execute_batch("DROP TABLE jobs").unwrap();
    let (mut sent, expected) = (server.get(&path).value(), value(fixture!("error-internal")));
    // It is another one each time.
    let uid = sent["errors"][0]["error_uid"].take();
    assert_eq!(uid.as_str().unwrap().len(), expected["errors"][0]["error_uid"].as_str().unwrap().len());
    sent["errors"][0]["error_uid"] = expected["errors"][0]["error_uid"].clone();
    assert_eq!(sent, expected);
}
