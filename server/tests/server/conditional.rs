//! Validators: which requests get a 304, and which must not.

use crate::support::{JOB, Rows, TestServer};

const LATEST: &str = "2026-04-14T10:14:00.283818Z";

fn traces(query: &str) -> String {
    format!("/v0.5/batch/jobs/{JOB}/inputs/progress/traces{query}")
}

fn example() -> (TestServer, Rows) {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    rows.input(JOB, "inp_0", "completed", Some("2026-04-14T10:13:00Z"));
    rows.input(JOB, "inp_1", "pending", None);
    rows.entry(JOB, "inference", (None, None), r#"{"success": 1}"#, LATEST);
    (server, rows)
}

fn all_paths() -> Vec<String> {
    let job = format!("/v0.5/batch/jobs/{JOB}");
    let tails = ["", "/inputs/progress", "/inputs/progress/counts", "/inputs/progress/traces", "/progress"];
    std::iter::once("/v0.5/batch/jobs".to_owned()).chain(tails.iter().map(|tail| format!("{job}{tail}"))).collect()
}

#[test]
fn every_form_of_the_tag_is_compared_weakly_on_every_route() {
    let (server, _) = example();
    for path in all_paths() {
        let tag = server.get(&path).etag();
        assert!(tag.starts_with("W/\""), "{tag}");
        let strong = tag.strip_prefix("W/").unwrap();
        for validator in
            [tag.clone(), strong.to_owned(), format!("\"x\", {tag}"), format!("{strong},W/\"y\""), "*".to_owned()]
        {
            let reply = server.get_unless(&path, &validator);
            assert_eq!((reply.status, reply.body.len()), (304, 0), "{path} {validator}");
            assert_eq!(reply.etag(), tag);
            assert_eq!(reply.header("cache-control"), Some("private, no-cache"));
            assert_eq!(server.send("HEAD", &path, &[("if-none-match", &validator)]).status, 304);
        }
        for validator in ["", "\"x\"", tag.trim_start_matches("W/").trim_matches('"'), "x, y"] {
            assert_eq!(server.get_unless(&path, validator).status, 200, "{path} {validator}");
        }
        let two_lines = [("if-none-match", "\"x\""), ("if-none-match", tag.as_str())];
        assert_eq!(server.send("GET", &path, &two_lines).status, 304, "{path}");
    }
}

#[test]
fn traces_accept_the_latest_event_bare_and_quoted() {
    let (server, rows) = example();
    let forms = [LATEST.to_owned(), format!("\"{LATEST}\""), format!("W/\"{LATEST}\"")];
    for validator in &forms {
        assert_eq!(server.get_unless(&traces(""), validator).status, 304, "{validator}");
        assert_eq!(server.get_unless(&format!("/v0.5/batch/jobs/{JOB}"), validator).status, 200, "of traces only");
    }
    assert_eq!(server.get_unless(&traces(""), "2026-04-14T10:13:00Z").status, 200);
    rows.entry(JOB, "inference", (None, None), r#"{"success": 2}"#, "2026-04-14T10:14:01Z");
    for validator in &forms {
        assert_eq!(server.get_unless(&traces(""), validator).status, 200, "{validator}");
    }
    assert_eq!(server.get_unless(&traces(""), "2026-04-14T10:14:01Z").status, 304);
}

#[test]
fn before_the_first_event_only_the_tag_matches() {
    let server = TestServer::start();
    server.rows().job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
    for validator in ["null", "\"null\"", "\"\"", "2026-04-14T10:00:00Z"] {
        assert_eq!(server.get_unless(&traces(""), validator).status, 200, "{validator}");
    }
    let tag = server.get(&traces("")).etag();
    assert_eq!(server.get_unless(&traces(""), &tag).status, 304);
}

#[test]
fn every_change_changes_the_tag_of_every_route_about_the_job() {
    let (server, rows) = example();
    let changes = [
        "UPDATE jobs SET status = 'PREEMPTED'",
        "UPDATE jobs SET status = 'COMPLETED', completed_at = 1776161700000000",
        "UPDATE jobs SET retry_count = retry_count + 1",
        "UPDATE jobs SET preemption_count = preemption_count + 1",
        "UPDATE jobs SET updated_at = updated_at + 1",
        "UPDATE jobs SET queue_position = 3",
        "UPDATE job_inputs SET status = 'processing' WHERE id = 'inp_1'",
        "UPDATE job_inputs SET status = 'failed', completed_at = 5 WHERE id = 'inp_1'",
        // Older than the newest event, so latest_event_at does not change.
        "INSERT INTO job_progress (job_id, kind, step, created_at) SELECT id, 'late', 1, 7 FROM jobs",
        "UPDATE job_progress SET metrics = '{\"success\":4}' WHERE kind = 'late'",
        "DELETE FROM job_progress WHERE kind = 'late'",
        "DELETE FROM job_inputs WHERE id = 'inp_1'",
    ];
    for change in changes {
        let before: Vec<_> = all_paths().iter().map(|path| server.get(path).etag()).collect();
        rows.execute(change);
        for (path, tag) in all_paths().iter().zip(before) {
            let reply = server.get_unless(path, &tag);
            assert_eq!(reply.status, 200, "{path} after {change}");
            assert_ne!(reply.etag(), tag);
        }
    }
}

#[test]
fn a_change_of_another_job_changes_nothing() {
    let (server, rows) = example();
    let tag = server.get(&traces("")).etag();
    rows.job("job_other", "2026-04-14T10:00:00Z", None);
    rows.input("job_other", "inp_other", "pending", None);
    rows.entry("job_other", "x", (None, None), "{}", "2026-04-14T11:00:00Z");
    assert_eq!(server.get_unless(&traces(""), &tag).status, 304);
}

#[test]
fn a_new_job_of_the_same_id_has_other_tags() {
    let (server, rows) = example();
    let tag = server.get(&traces("")).etag();
    rows.execute("DELETE FROM jobs");
    assert_eq!(server.get_unless(&traces(""), &tag).status, 404);
    assert_eq!(server.get_unless(&traces(""), "*").status, 404);
    rows.job(JOB, "2026-04-14T10:00:00.000001Z", Some("2026-04-14T10:02:00Z"));
    rows.input(JOB, "inp_0", "completed", Some("2026-04-14T10:13:00Z"));
    rows.input(JOB, "inp_1", "pending", None);
    rows.entry(JOB, "inference", (None, None), r#"{"success": 1}"#, LATEST);
    assert_eq!(server.get_unless(&traces(""), &tag).status, 200);
}

#[test]
fn each_page_and_filter_of_entries_has_a_tag_of_its_own() {
    let (server, rows) = example();
    let queries = [
        "",
        "?offset=1",
        "?limit=1",
        "?offset=1&limit=1",
        "?kind=",
        "?kind=inference",
        "?kind=a",
        "?input_id=a",
        "?input_id=",
        "?kind=a&input_id=b",
        "?kind=b&input_id=a",
        "?kind=inference&offset=1",
    ];
    let path = |query: &str| format!("/v0.5/batch/jobs/{JOB}/progress{query}");
    let tags = || queries.map(|query| server.get(&path(query)).etag());
    let before = tags();
    for (place, tag) in before.iter().enumerate() {
        for (other, query) in queries.iter().enumerate() {
            let expected = if place == other { 304 } else { 200 };
            assert_eq!(
                server.get_unless(&path(query), tag).status,
                expected,
                "{query} with the tag of {}",
                queries[place]
            );
        }
    }
    // The same page with other parameters.
    for (query, same) in [("", "?offset=0&limit=50"), ("?kind=a&input_id=b", "?input_id=b&kind=x&kind=a&else=1")] {
        assert_eq!(server.get(&path(query)).etag(), server.get(&path(same)).etag());
    }
    // A new entry changes the total of each page.
    rows.entry(JOB, "inference", (None, None), "{}", "2026-04-14T10:02:00Z");
    for (query, tag) in queries.iter().zip(&before) {
        assert_eq!(server.get_unless(&path(query), tag).status, 200, "{query}");
    }
    // The tag is the only validator of entries.
    assert_eq!(server.get_unless(&path(""), LATEST).status, 200);
    assert!(before.iter().zip(tags()).all(|(before, after)| *before != after));
}

#[test]
fn parameters_are_part_of_the_tag() {
    let (server, _) = example();
    let tag = server.get(&traces("?buckets=50")).etag();
    assert_eq!(server.get_unless(&traces("?buckets=50"), &tag).status, 304);
    assert_eq!(server.get_unless(&traces("?buckets=51"), &tag).status, 200);
    assert_eq!(server.get(&traces("")).etag(), server.get(&traces("?buckets=100")).etag());
    assert_eq!(server.get(&traces("?buckets=1")).etag(), server.get(&traces("?buckets=10")).etag());
    for (path, other) in [
        ("/progress", "/progress?kind=x"),
        ("/inputs/progress", "/inputs/progress?order=desc"),
        ("/progress", "/progress?offset=1"),
    ] {
        let (path, other) = (format!("/v0.5/batch/jobs/{JOB}{path}"), format!("/v0.5/batch/jobs/{JOB}{other}"));
        assert_eq!(server.get_unless(&other, &server.get(&path).etag()).status, 200, "{other}");
    }
}
