//! Recording a job from the API, and replaying it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use job_progress_server::proxy::ApiClient;
use job_progress_server::recording::player::Player;
use job_progress_server::recording::recorder::{Recording, record};
use job_progress_server::recording::{Event, Header, RecordedRoute, RecordingError};
use job_progress_server::timestamp::Timestamp;
use tempfile::TempDir;

use super::support::{KEY, Running, Scripted, Upstream, traces};
use crate::support::{JOB, Reply, at, send};

/// A job of three files that ends after some polls, and an API that fails in between and quotes the key.
fn api() -> Upstream {
    let (mut jobs, mut traces, mut fails) = (0, 0, 0);
    Upstream::start(move |seen| {
        let path = seen.target.split('?').next().unwrap();
        if path.ends_with("/traces") {
            if fails < 2 && traces > 0 {
                fails += 1;
                let body = format!("{{\"detail\": \"no {}\"}}", seen.authorization.as_ref().unwrap());
                return Scripted::new(500, &body).with("etag", KEY);
            }
            let latest = format!("2026-04-14T10:0{}:00Z", traces.min(3));
            if seen.validator.as_deref() == Some(latest.as_str()) && traces > 3 {
                return Scripted::new(304, "");
            }
            traces += 1;
            let latest = format!("2026-04-14T10:0{}:00Z", traces.min(3));
            let point = format!(
                "{{\"t\": \"{latest}\", \"step\": {traces}, \"files\": {{\"completed\": {traces}, \"failed\": 0}}, \"items\": {{}}}}"
            );
            return Scripted::new(
                200,
                &format!(
                    "{{\"job_id\": \"{JOB}\", \"bucket_seconds\": 60.0, \"latest_event_at\": \"{latest}\", \"points\": [{point}]}}"
                ),
            );
        }
        if path.ends_with("/progress") {
            let entries: Vec<_> = (0..=traces.min(3))
                .map(|id| {
                    format!("{{\"id\": {id}, \"kind\": \"k{}\", \"created_at\": \"2026-04-14T10:00:0{id}Z\"}}", id % 2)
                })
                .collect();
            let offset: usize = seen.target.split("offset=").nth(1).unwrap().parse().unwrap();
            let page = entries.iter().skip(offset).cloned().collect::<Vec<_>>().join(",");
            return Scripted::new(
                200,
                &format!(
                    "{{\"job_id\": \"{JOB}\", \"total\": {}, \"offset\": {offset}, \"limit\": 1000, \"entries\": [{page}]}}",
                    entries.len()
                ),
            );
        }
        if path.ends_with("/counts") {
            return Scripted::new(200, "{\"pending\": 3, \"processing\": 0, \"completed\": 0, \"failed\": 0}");
        }
        jobs += 1;
        let status = if jobs < 8 { "RUNNING" } else { "COMPLETED" };
        Scripted::new(
            200,
            &format!(
                "{{\"id\": \"{JOB}\", \"name\": \"A job\", \"status\": \"{status}\", \"started_at\": \"2026-04-14T10:00:00Z\"}}"
            ),
        )
    })
}

/// Records into `job.jsonl` in `folder`.
fn record_into(folder: &Path, upstream: &Upstream) -> Result<(), RecordingError> {
    let key = folder.join("key");
    fs::write(&key, KEY).unwrap();
    let client = ApiClient::new(&upstream.url(), Some(&key)).unwrap();
    let recording = Recording { job: JOB.to_owned(), interval: Duration::from_millis(1), buckets: 100 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(record(&client, &recording, &folder.join("job.jsonl")))
}

fn recorded() -> (TempDir, PathBuf) {
    let (upstream, folder) = (api(), tempfile::tempdir().unwrap());
    record_into(folder.path(), &upstream).unwrap();
    assert!(record_into(folder.path(), &upstream).is_err(), "an earlier recording is kept");
    let out = folder.path().join("job.jsonl");
    (folder, out)
}

fn events(file: &Path) -> Vec<Event> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An API whose job runs for some polls, with these pages of entries in turn, the last one again and again.
fn api_with_pages(pages: &[Scripted]) -> Upstream {
    let (pages, mut polls, mut jobs) = (pages.to_vec(), 0, 0);
    Upstream::start(move |seen| {
        if seen.target.contains("/progress?") {
            polls += 1;
            return pages[(polls - 1).min(pages.len() - 1)].clone();
        }
        if seen.target.contains("/traces?") {
            return Scripted::new(if seen.validator.is_some() { 304 } else { 200 }, "{}").with("etag", "\"a\"");
        }
        jobs += 1;
        let status = if jobs < 10 { "RUNNING" } else { "CANCELLED" };
        Scripted::new(200, &format!("{{\"id\": \"{JOB}\", \"status\": \"{status}\"}}"))
    })
}

fn page(total: usize, offset: usize, entries: &str) -> Scripted {
    Scripted::new(
        200,
        &format!("{{\"total\": {total}, \"offset\": {offset}, \"limit\": 1000, \"entries\": {entries}}}"),
    )
}

struct Replay(Running);

impl Replay {
    fn start(file: &Path, speed: f64) -> Self {
        Self(Running::start(Player::open(file, speed).unwrap().router(&[]).unwrap()))
    }

    fn get(&self, path: &str) -> Reply {
        send("GET", &format!("http://{}{path}", self.0.address), &[])
    }
}

#[test]
fn a_recording_has_the_answers_and_no_secret() {
    let (_folder, out) = recorded();
    let text = fs::read_to_string(&out).unwrap();
    assert!(!text.contains(KEY), "{text}");
    let header: Header = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(header.job, JOB);
    let events = events(&out);
    assert!(events.is_sorted_by_key(|event| event.at));
    let of = |route| {
        events.iter().filter(move |event: &&Event| event.route == route).map(|event| event.status).collect::<Vec<_>>()
    };
    assert_eq!(of(RecordedRoute::Job), [200, 200], "only what has changed");
    let statuses = of(RecordedRoute::Traces);
    assert!(
        statuses.contains(&500)
            && statuses.contains(&304)
            && statuses.iter().filter(|status| **status == 200).count() >= 4,
        "{statuses:?}"
    );
    assert!(of(RecordedRoute::Progress).len() >= 3);
}

#[test]
fn after_a_failed_page_of_entries_a_replay_has_them_again() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = api_with_pages(&[
        page(2, 0, r#"[{"id": 1}, {"id": 2}]"#),
        Scripted::new(500, "{}"),
        Scripted::new(500, "{}"),
        page(2, 2, "[]"),
    ]);
    record_into(folder.path(), &upstream).unwrap();
    let out = folder.path().join("job.jsonl");
    let pages = events(&out).into_iter().filter(|event| event.route == RecordedRoute::Progress);
    assert_eq!(pages.map(|event| event.status).collect::<Vec<_>>(), [200, 500, 500, 200]);
    let reply = Replay::start(&out, 1e9).get(&format!("/v0.5/batch/jobs/{JOB}/progress"));
    assert_eq!((reply.status, reply.value()["total"].as_u64()), (200, Some(2)));
}

#[test]
fn entries_that_a_retry_has_deleted_are_not_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = api_with_pages(&[page(1, 0, r#"[{"id": 1}]"#), page(0, 0, "[]")]);
    record_into(folder.path(), &upstream).unwrap();
    let replay = Replay::start(&folder.path().join("job.jsonl"), 1e9);
    assert_eq!(replay.get(&format!("/v0.5/batch/jobs/{JOB}/progress")).value()["total"], 0);
}

#[test]
fn a_recording_ends_when_the_job_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut jobs = 0;
    let upstream = Upstream::start(move |seen| {
        if !seen.target.ends_with(JOB) {
            return Scripted::new(404, "{}");
        }
        jobs += 1;
        match jobs {
            // One refusal can be a mistake of the API.
            1 | 3 => Scripted::new(200, r#"{"status": "RUNNING"}"#),
            20.. => Scripted::new(200, r#"{"status": "COMPLETED"}"#),
            _ => Scripted::new(404, r#"{"errors": [{"code": "job_not_found", "message": "gone"}]}"#),
        }
    });
    let error = record_into(folder.path(), &upstream).unwrap_err().to_string();
    assert!(error.contains("404") && error.contains("gone"), "{error}");
    let job = events(&folder.path().join("job.jsonl")).into_iter().filter(|event| event.route == RecordedRoute::Job);
    assert_eq!(job.map(|event| event.status).collect::<Vec<_>>(), [200, 404, 200, 404]);
}

#[test]
fn a_recording_ends_with_the_job_even_if_its_traces_have_no_validator() {
    let folder = tempfile::tempdir().unwrap();
    let mut jobs = 0;
    let upstream = Upstream::start(move |seen| {
        jobs += usize::from(seen.target.ends_with(JOB));
        if jobs > 20 { Scripted::new(404, "{}") } else { Scripted::new(200, r#"{"status": "FAILED"}"#) }
    });
    record_into(folder.path(), &upstream).unwrap();
}

#[test]
fn a_replay_begins_with_the_first_answers_and_ends_with_the_last() {
    let (_folder, out) = recorded();
    let first = Replay::start(&out, 1e-6);
    let job = format!("/v0.5/batch/jobs/{JOB}");
    assert_eq!(first.get(&job).value()["status"], "RUNNING");
    assert_eq!(first.get("/v0.5/batch/jobs").value()["jobs"][0]["id"], JOB);
    assert_eq!(first.get(&traces(JOB)).value()["points"][0]["step"], 1);
    assert_eq!(first.get(&traces("job_other")).status, 404);
    assert_eq!(first.get(&format!("{job}/cancel")).status, 404);

    let last = Replay::start(&out, 1e9);
    assert_eq!(last.get(&job).value()["status"], "COMPLETED");
    let reply = last.get(&format!("{}?buckets=50", traces(JOB)));
    assert!(reply.value()["points"][0]["step"].as_u64().unwrap() >= 4);
    let url = format!("http://{}{}", last.0.address, traces(JOB));
    assert_eq!(send("GET", &url, &[("if-none-match", &reply.etag())]).status, 304);
    let page = last.get(&format!("{job}/progress?kind=k1&limit=1&offset=1")).value();
    assert_eq!((page["total"].as_u64(), page["entries"][0]["id"].as_i64()), (Some(2), Some(3)));
}

#[test]
fn the_list_of_a_replay_has_the_job_as_it_was_last_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("job.jsonl");
    let header = format!(
        "{{\"format\":\"job-progress-recording\",\"version\":1,\"job\":\"{JOB}\",\"began\":\"2026-04-14T10:00:00Z\"}}\n"
    );
    let good = format!("{{\"at\":0,\"route\":\"job\",\"status\":200,\"body\":{{\"id\":\"{JOB}\"}}}}\n");
    let failed = "{\"at\":1,\"route\":\"job\",\"status\":500,\"body\":{\"detail\":\"no\"}}\n";
    let unreachable = "{\"at\":2,\"route\":\"job\",\"status\":0}\n";
    let list = |events: &[&str]| {
        fs::write(&path, header.clone() + &events.concat()).unwrap();
        Replay::start(&path, 1e9).get("/v0.5/batch/jobs")
    };
    for events in [&[&good, failed][..], &[&good, failed, unreachable]] {
        let reply = list(events);
        assert_eq!((reply.status, reply.value()["jobs"][0]["id"].as_str()), (200, Some(JOB)));
    }
    let reply = list(&[failed]);
    assert_eq!((reply.status, reply.value()["detail"].as_str()), (500, Some("no")));
    assert_eq!(list(&[failed, unreachable]).status, 502);
}

#[test]
fn times_are_moved_to_now() {
    let (_folder, out) = recorded();
    let text = fs::read_to_string(&out).unwrap();
    let header: Header = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let before = Timestamp::now();
    let replay = Replay::start(&out, 1e-3);
    let after = Timestamp::now();
    let moved: Timestamp =
        serde_json::from_value(replay.get(&format!("/v0.5/batch/jobs/{JOB}")).value()["started_at"].clone()).unwrap();
    let since = (at("2026-04-14T10:00:00Z").micros() - header.began.micros()) * 1000;
    assert!((before.plus_micros(since - 1000)..=after.plus_micros(since + 1000)).contains(&moved));
    assert_eq!(replay.get(&traces(JOB)).value()["bucket_seconds"], 60_000.0);
}

#[test]
fn says_what_is_wrong_with_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let good = format!(
        "{{\"format\":\"job-progress-recording\",\"version\":1,\"job\":\"{JOB}\",\"began\":\"2026-04-14T10:00:00Z\"}}\n"
    );
    let event = |at: u32| format!("{{\"at\":{at},\"route\":\"job\",\"status\":200,\"body\":{{}}}}\n");
    for (text, line) in [
        (String::new(), "line 1"),
        ("{}\n".to_owned(), "line 1"),
        (good.replace(":1,", ":2,"), "line 1"),
        (good.clone() + "nonsense\n", "line 2"),
        (good.clone() + &event(5) + &event(4), "line 3"),
    ] {
        fs::write(&path, text).unwrap();
        let error = Player::open(&path, 1.0).unwrap_err().to_string();
        assert!(error.contains(line), "{error}");
    }
    fs::write(&path, good + &event(4) + &event(4)).unwrap();
    assert!(Player::open(&path, 1.0).is_ok());
}

#[test]
fn a_refused_recording_leaves_no_file() {
    let refusing = Upstream::start(|_| Scripted::new(404, r#"{"detail": "no such job"}"#));
    let folder = tempfile::tempdir().unwrap();
    let error = record_into(folder.path(), &refusing).unwrap_err();
    assert!(matches!(error, RecordingError::Refused { status: 404, .. }), "{error}");
    record_into(folder.path(), &api()).unwrap();
}
