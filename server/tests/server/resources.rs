//! Jobs, inputs, counts and progress entries.

use job_progress_server::response::{InputCounts, InputPage, InputProgress, Job, JobPage, ProgressPage};
use job_progress_server::status::JobStatus;
use serde_json::{Value, json};

use crate::support::{JOB, TestServer, at};

fn path(tail: &str) -> String {
    format!("/v0.5/batch/jobs/{JOB}{tail}")
}

#[test]
fn a_job_has_all_its_fields() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-08T21:51:56.283818Z", None);
    rows.execute("UPDATE jobs SET queue_position = 3, queue_depth = 9");
    rows.input(JOB, "inp_0", "processing", None);
    let expected = json!({
        "id": JOB, "name": "A job", "pipeline_key": "a-pipeline", "status": "PENDING",
        "retry_count": 0, "preemption_count": 0, "queue_position": 3, "queue_depth": 9,
        "created_at": "2026-04-08T21:51:56.283818Z", "updated_at": "2026-04-08T21:51:56.283818Z",
        "started_at": null, "completed_at": null, "failed_at": null, "cancelled_at": null, "error": null,
        "input_progress": { "pending": 0, "processing": 1, "completed": 0, "failed": 0 },
    });
    assert_eq!(server.get(&path("")).value(), expected);
    let head = server.send("HEAD", &path(""), &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.etag(), server.get(&path("")).etag());
}

#[test]
fn jobs_are_listed_newest_first_by_pages() {
    let server = TestServer::start();
    let rows = server.rows();
    for number in 0..7 {
        rows.job(&format!("job_{number}"), &format!("2026-04-14T10:00:0{}Z", number / 2), None);
    }
    let page: JobPage = server.get("/v0.5/batch/jobs?offset=1&limit=3").json();
    assert_eq!((page.total, page.offset, page.limit), (7, 1, 3));
    let ids: Vec<_> = page.jobs.iter().map(|job| job.id.as_str()).collect();
    assert_eq!(ids, ["job_5", "job_4", "job_3"]);
    let all: JobPage = server.get("/v0.5/batch/jobs").json();
    assert_eq!((all.jobs.len(), all.limit), (7, 50));
    let beyond: JobPage = server.get("/v0.5/batch/jobs?offset=9223372036854775807").json();
    assert_eq!((beyond.jobs.len(), beyond.total), (0, 7));
}

#[test]
fn the_list_shows_jobs_as_their_own_route_does() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    rows.input(JOB, "inp_0", "failed", Some("2026-04-14T10:13:00Z"));
    let job: Job = server.get(&path("")).json();
    let page: JobPage = server.get("/v0.5/batch/jobs").json();
    assert_eq!(page.jobs, std::slice::from_ref(&job));
    assert_eq!((job.status, job.ended_at()), (JobStatus::Running, None));
}

#[test]
fn the_page_of_progress_entries_is_the_apis_example() {
    let fixture = include_str!("../../../tests/fixtures/api/progress.json");
    let page: ProgressPage = serde_json::from_str(fixture).unwrap();
    let expected: Value = serde_json::from_str(fixture).unwrap();
    assert_eq!(serde_json::to_value(&page).unwrap(), expected);

    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    for entry in &page.entries {
        rows.0
            .execute(
                r#"INSERT INTO job_progress (id, job_id, kind, step, message, metrics, payload, input_id, "index", created_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"#,
                rusqlite::params![
                    entry.id,
                    JOB,
                    entry.kind,
                    entry.step,
                    entry.message,
                    serde_json::to_string(&entry.metrics).unwrap(),
                    serde_json::to_string(&entry.payload).unwrap(),
                    entry.input_id,
                    entry.index,
                    entry.created_at
                ],
            )
            .unwrap();
    }
    rows.entry(JOB, "embedding", (None, None), "{}", "2026-04-14T10:07:00Z");
    let mut answer = server.get(&path("/progress?limit=20")).value();
    assert_eq!(answer["total"], 3);
    // The example shows two of its three.
    assert_eq!(answer["entries"].as_array_mut().unwrap().pop().unwrap()["kind"], "embedding");
    assert_eq!(answer, expected);
}

#[test]
fn progress_entries_are_filtered_and_paged_oldest_first() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    let new = rows.entry(JOB, "a", (Some("inp_0"), None), "{}", "2026-04-14T10:09:00Z");
    let old = rows.entry(JOB, "b", (Some("inp_0"), Some(1)), "{}", "2026-04-14T10:03:00Z");
    let middle = rows.entry(JOB, "a", (Some("inp_1"), None), "{}", "2026-04-14T10:05:00Z");
    for (query, total, ids) in [
        ("", 3, vec![old, middle, new]),
        ("?kind=a", 2, vec![middle, new]),
        ("?input_id=inp_0", 2, vec![old, new]),
        ("?input_id=inp_0&kind=a", 1, vec![new]),
        ("?kind=", 0, vec![]),
        ("?kind=a'%20OR%20'1", 0, vec![]),
        ("?offset=1&limit=1", 3, vec![middle]),
    ] {
        let page: ProgressPage = server.get(&path(&format!("/progress{query}"))).json();
        assert_eq!(page.total, total, "{query}");
        assert_eq!(page.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), ids, "{query}");
    }
}

#[test]
fn pages_of_any_size_make_up_the_whole() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    // Three of each time, so that the ids decide, too.
    for number in 0..23 {
        let (kind, input) = (["a", "b"][number % 2], ["inp_0", "inp_1"][number % 5 / 3]);
        rows.entry(JOB, kind, (Some(input), None), "{}", &format!("2026-04-14T10:03:{:02}Z", 50 - number / 3));
    }
    for filter in ["", "&kind=a", "&input_id=inp_1", "&input_id=inp_0&kind=b"] {
        let page = |offset: usize, limit: usize| -> ProgressPage {
            server.get(&path(&format!("/progress?offset={offset}&limit={limit}{filter}"))).json()
        };
        let all = page(0, 1000);
        assert_eq!(all.total, all.entries.len() as u64);
        assert!(all.entries.is_sorted_by_key(|entry| (entry.created_at, entry.id)) && all.entries.len() > 3);
        for limit in 1..=all.entries.len() + 1 {
            let offsets = (0..=all.entries.len() + limit).step_by(limit);
            let pages: Vec<_> = offsets.flat_map(|offset| page(offset, limit).entries).collect();
            assert_eq!(pages, all.entries, "{limit} {filter}");
        }
    }
    let beyond: ProgressPage = server.get(&path("/progress?offset=9223372036854775807&limit=1000")).json();
    assert_eq!((beyond.total, beyond.offset, beyond.limit, beyond.entries.len()), (23, i64::MAX as u64, 1000, 0));
}

#[test]
fn inputs_have_ranks_and_their_newest_entry() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    rows.input(JOB, "inp_0", "completed", Some("2026-04-14T10:13:00Z"));
    rows.input(JOB, "inp_1", "failed", Some("2026-04-14T10:05:00Z"));
    rows.input(JOB, "inp_2", "processing", None);
    rows.input(JOB, "inp_3", "completed", Some("2026-04-14T10:13:00Z"));
    rows.execute("UPDATE job_inputs SET port_name = 'sensor' WHERE id = 'inp_3'");
    let newest = rows.entry(JOB, "a", (Some("inp_2"), None), r#"{"success": 4}"#, "2026-04-14T10:09:00Z");
    rows.entry(JOB, "a", (Some("inp_2"), None), r#"{"success": 2}"#, "2026-04-14T10:07:00Z");

    let steps = |query: &str| -> Vec<(String, Option<u64>)> {
        let page: InputPage = server.get(&path(&format!("/inputs/progress{query}"))).json();
        page.items.into_iter().map(|item| (item.input.id, item.step)).collect()
    };
    let named = |pairs: &[(&str, Option<u64>)]| -> Vec<(String, Option<u64>)> {
        pairs.iter().map(|(id, step)| ((*id).to_owned(), *step)).collect()
    };
    let all = [("inp_0", Some(2)), ("inp_1", Some(1)), ("inp_2", None), ("inp_3", Some(3))];
    assert_eq!(steps(""), named(&all));
    assert_eq!(steps("?order=asc"), named(&all));
    let mut reversed = all;
    reversed.reverse();
    assert_eq!(steps("?order=desc"), named(&reversed));
    assert_eq!(steps("?status=completed"), named(&[all[0], all[3]]));
    assert_eq!(steps("?status=failed&status=processing&order=desc"), named(&[all[2], all[1]]));
    assert_eq!(steps("?port_name=sensor"), named(&[all[3]]));
    assert_eq!(steps("?offset=2&limit=1"), named(&[all[2]]));

    let page: InputPage = server.get(&path("/inputs/progress?status=processing")).json();
    assert_eq!((page.total, page.items[0].latest_progress.as_ref().map(|entry| entry.id)), (1, Some(newest)));
    let page: InputPage = server.get(&path("/inputs/progress?status=failed")).json();
    assert_eq!(page.items[0].latest_progress, None);
    assert_eq!(page.items[0].input.completed_at, Some(at("2026-04-14T10:05:00Z")));
    assert_eq!(page.items[0].input.data["filename"], "a.mp4");

    let counts: InputCounts = server.get(&path("/inputs/progress/counts")).json();
    assert_eq!(counts.counts, InputProgress { pending: 0, processing: 1, completed: 2, failed: 1 });
    let sensor = server.get(&path("/inputs/progress/counts?port_name=sensor")).value();
    assert_eq!(sensor, json!({ "job_id": JOB, "pending": 0, "processing": 0, "completed": 1, "failed": 0 }));
}
