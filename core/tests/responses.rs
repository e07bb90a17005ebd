//! What the API sends is decoded to what it means. The files are those that the server's tests compare with what it
//! sends.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use job_progress_core::{
    error::ServerMessage,
    plot::kinds::{KindSelection, VisibleKind},
    response::{
        counts, entries, error_body,
        job::{self, Attempt, Status},
        traces,
    },
    sanitize::shorten,
    series::KindSeries,
};
use proptest::prelude::*;

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
        error_body::parse(fixture!("error-not-found"), &shorten),
        ServerMessage {
            message: Some(format!("job '{JOB}' was not found")),
            suggestion: Some("List the jobs with GET /v0.5/batch/jobs.".into()),
            ..ServerMessage::default()
        }
    );
    assert_eq!(
        error_body::parse(fixture!("error-internal"), &shorten),
        ServerMessage {
            message: Some("the server could not answer".into()),
            error_uid: Some("err_00112233445566ff".into()),
            ..ServerMessage::default()
        }
    );
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    let job =
        job::decode(br#"{"id":"j\udfff","name":"Night \ud800run","status":"RUNNING","error":"no \udc00 \ud800"}"#);
    let job = job.unwrap();
    assert_eq!((job.name.as_deref(), job.status()), (Some("Night \u{fffd}run"), Status::Running));
    assert_eq!((job.id.as_deref(), job.error()), (Some("j\u{fffd}"), Some("no \u{fffd} \u{fffd}")));
    let traces = traces::decode(
        br#"{"job_id":"j","points":[{"t":"2026-04-14T10:00:00Z","files":{"completed":1},"items":{"a\ud800":{"success":2}}}]}"#,
    );
    assert_eq!(traces.unwrap().series.kinds[0].name, "a\u{fffd}");
    let page = entries::decode(
        br#"{"job_id":"j","total":1,"offset":0,"limit":5,"entries":[{"id":"\ud800","message":"a\ud800"}]}"#,
        "j",
    );
    let entry = &page.unwrap().entries[0];
    assert_eq!((entry.id.as_str(), entry.message.string(9).unwrap().text.as_str()), ("\u{fffd}", "a\u{fffd}"));
    let error = error_body::parse(br#"{"detail":"bad \ud800 key"}"#, &shorten);
    assert_eq!(error.message.as_deref(), Some("bad \u{fffd} key"));
}

#[test]
fn what_is_shown_is_fit_for_it_and_the_data_stay() {
    let sanitize = |text: &str, max| shorten(&text.replace("sk-0123", "…"), max);
    let long = "x".repeat(500);
    let body = format!(
        r#"{{"id":"j","name":"Night\nrun \u202esk-0123 {long}","status":"sk-0123","error":{{"message":"sk-0123 {long}{long}"}}}}"#
    );
    let job = job::decode(body.as_bytes()).unwrap().sanitized(&sanitize);
    let name = job.name.clone().unwrap();
    assert!(
        name.starts_with("Night run \u{fffd}… xxx") && name.ends_with("x…") && name.chars().count() == 201,
        "{name}"
    );
    assert_eq!((job.status_text.as_str(), job.status()), ("…", Status::Running));
    assert_eq!(job.error().unwrap().chars().count(), 501);
    let run = |status: &str| job::decode(format!(r#"{{"status":"{status}"}}"#).as_bytes()).unwrap();
    for status in ["PENDING", "RUNNING", "PREEMPTED", "COMPLETED", "FAILED", "CANCELLED"] {
        assert_eq!(run(status).sanitized(&|_, _| "…".into()), run(status), "whatever a header contains");
    }
    let body = format!(
        r#"{{"job_id":"j","points":[{{"t":"2026-04-14T10:00:00Z","files":{{"completed":1}},
            "items":{{"a":{{}},"sk-0123":{{}},"{long}1":{{}},"{long}2":{{}}}}}}]}}"#
    );
    let series = traces::decode(body.as_bytes()).unwrap().sanitized(&sanitize).series;
    let cut = "x".repeat(200) + "…";
    assert_eq!(series.kinds.iter().map(KindSeries::label).collect::<Vec<_>>(), ["a", "…", &cut, &cut]);
    assert_eq!(series.kinds[3].name, long.clone() + "2");
    let keys: Vec<_> = KindSelection::new(&series, &[]).slice(&series, 0..1).iter().map(VisibleKind::key).collect();
    let mut different = keys.clone();
    different.dedup();
    assert_eq!((keys[0].as_str(), different.len()), ("kind:a", 4), "{keys:?}");
    assert!(keys.iter().all(|key| !key.contains("sk-0123") && key.len() < 220), "{keys:?}");
    assert_eq!(KindSelection::new(&series, &[long + "2"]).slice(&series, 0..1).len(), 1, "filters are for whole names");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let with_mark = |body: &[u8]| [b"\xef\xbb\xbf", body].concat();
    assert_eq!(traces::decode(&with_mark(fixture!("traces"))), traces::decode(fixture!("traces")));
    assert_eq!(traces::head(&with_mark(fixture!("traces"))), traces::head(fixture!("traces")));
    assert_eq!(job::decode(&with_mark(fixture!("job"))), job::decode(fixture!("job")));
    assert_eq!(counts::decode(&with_mark(fixture!("counts"))), Ok(Some(4)));
    assert_eq!(entries::decode(&with_mark(fixture!("progress")), JOB), entries::decode(fixture!("progress"), JOB));
    let parse = |body: &[u8]| error_body::parse(body, &shorten);
    assert_eq!(parse(&with_mark(fixture!("error-not-found"))), parse(fixture!("error-not-found")));
    let says = |body: &[u8]| traces::decode(body).unwrap_err().to_string();
    assert!(says(&with_mark(b"<html>")).contains("page of HTML"));
    assert_eq!(says(&with_mark(b"{\n!")), says(b"{\n!"));
    assert!(traces::decode(&with_mark(&with_mark(fixture!("traces")))).is_err(), "only one, and only at the start");
}

/// Members of an object; keys may be equal.
fn object(members: Vec<(&'static str, String)>) -> String {
    let members: Vec<_> = members.into_iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
    format!("{{{}}}", members.join(","))
}

/// An object that has each required key at least once, and keys more than once.
fn repeated(
    required: Vec<(&'static str, BoxedStrategy<String>)>,
    more: Vec<(&'static str, BoxedStrategy<String>)>,
) -> BoxedStrategy<String> {
    let any = |member: &(&'static str, BoxedStrategy<String>)| {
        let key = member.0;
        member.1.clone().prop_map(move |value| (key, value)).boxed()
    };
    let first: Vec<_> = required.iter().map(any).collect();
    let choices: Vec<_> = required.iter().chain(&more).map(any).collect();
    let rest = proptest::collection::vec(proptest::strategy::Union::new(choices), 0..4);
    (first, rest).prop_map(|(first, rest)| object(first.into_iter().chain(rest).collect())).boxed()
}

fn traces_with_repeated_keys() -> BoxedStrategy<String> {
    let count = || (0..50u32).prop_map(|n| n.to_string()).boxed();
    let text = || "[\"][ab][\"]".prop_map(|text| text).boxed();
    let counters = || repeated(vec![("success", count())], vec![("failed", count()), ("x", count())]);
    let items = || {
        prop_oneof![
            Just("null".to_owned()),
            repeated(vec![], vec![("a", counters()), ("b", counters()), ("c", counters())])
        ]
        .boxed()
    };
    let files = repeated(vec![("completed", count())], vec![("failed", count())]);
    let time = || Just("\"2026-04-14T10:00:00Z\"".to_owned()).boxed();
    let point = repeated(vec![("t", time()), ("files", files)], vec![("items", items()), ("items", items())]);
    let points = proptest::collection::vec(point, 0..4).prop_map(|points| format!("[{}]", points.join(","))).boxed();
    let seconds = count();
    repeated(
        vec![("job_id", text()), ("points", points)],
        vec![("latest_event_at", text()), ("bucket_seconds", seconds)],
    )
}

proptest! {
    /// What `JSON.parse` and so `traces` give of a body: of equal keys the last.
    #[test]
    fn repeated_keys_mean_what_they_mean_elsewhere(body in traces_with_repeated_keys()) {
        let once = serde_json::from_str::<serde_json::Value>(&body).unwrap().to_string();
        let sorted = |body: &str| {
            let mut traces = traces::decode(body.as_bytes()).unwrap();
            traces.series.kinds.sort_by(|a, b| a.name.cmp(&b.name));
            traces
        };
        prop_assert_eq!(sorted(&body), sorted(&once), "{}", body);
    }
}
