//! What the API sends is decoded to what it means. The files are those that the server's tests compare with what it sends.
#![allow(clippy::unwrap_used)]

use job_progress_core::{
    error::ServerMessage,
    response::{
        counts, entries, error_body,
        job::{self, Attempt, Status},
        traces,
    },
};

const JOB: &str = "job_2abc3def4ghi5jkl6mno7pqr";

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/api/", $name, ".json")).as_slice()
    };
}

#[test]
fn traces_become_columns() {
    let traces = traces::decode(fixture!("traces")).unwrap();
    assert_eq!((traces.job_id.as_str(), traces.latest_event_at.as_deref()), (JOB, Some("2026-04-14T10:15:00Z")));
    let series = traces.series;
    assert_eq!(series.times, [1_776_160_950_000, 1_776_160_980_000, 1_776_161_700_000]);
    assert_eq!((series.bucket_ms, series.completed, series.failed), (30_000, vec![0, 0, 8], vec![0, 0, 1]));
    let kinds: Vec<_> = series.kinds.into_iter().map(|kind| (kind.name, kind.success, kind.failed)).collect();
    assert_eq!(kinds, [("inference".to_owned(), vec![0, 1, 478], vec![0, 0, 12])]);
}

#[test]
fn a_job_has_its_status_attempt_and_times() {
    let job = job::decode(fixture!("job")).unwrap();
    assert_eq!((job.id.as_deref(), job.name.as_deref()), (Some(JOB), Some("Night run")));
    assert_eq!(job.attempt(), Attempt { status: Status::Failed, retry_count: 2, preemption_count: 1 });
    assert_eq!((job.started_at, job.ended_at()), (Some(1_776_160_920_500), Some(1_776_161_700_000)));
    assert_eq!((job.total(), job.error(), job.queue()), (Some(4), Some("out of memory"), (None, None)));
}

#[test]
fn counts_are_added_up() {
    assert_eq!(counts::decode(fixture!("counts")).unwrap(), Some(4));
}

#[test]
fn a_page_of_entries_comes_apart() {
    let page = entries::decode(fixture!("progress"), JOB).unwrap();
    assert_eq!((page.total, page.offset, page.limit), (3, 0, 20));
    let entries: Vec<_> = page.entries.iter().map(|entry| (entry.id.as_str(), entry.time())).collect();
    assert_eq!(entries, [("501", Some(1_776_160_980_000)), ("502", Some(1_776_161_160_000))]);
}

#[test]
fn errors_are_the_servers_words() {
    assert_eq!(
        error_body::parse(fixture!("error-not-found"), str::to_owned),
        ServerMessage {
            message: Some(format!("job '{JOB}' was not found")),
            suggestion: Some("List the jobs with GET /v0.5/batch/jobs.".into()),
            ..ServerMessage::default()
        }
    );
    assert_eq!(
        error_body::parse(fixture!("error-internal"), str::to_owned),
        ServerMessage {
            message: Some("the server could not answer".into()),
            error_uid: Some("err_00112233445566ff".into()),
            ..ServerMessage::default()
        }
    );
}
