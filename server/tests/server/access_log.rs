//! One line per API request, written before the client has the response.

use job_progress_server::access_log::AccessLogLine;

use crate::support::{JOB, TestServer};

#[test]
fn logs_requests_and_responses_without_secrets() {
    let server = TestServer::start();
    server.rows().job(JOB, "2026-04-14T10:00:00Z", None);
    let path = format!("/v0.5/batch/jobs/{JOB}/inputs/progress/traces?buckets=20");
    let secret = [("authorization", "Bearer s3cret"), ("x-key", "s3cret"), ("cookie", "s3cret")];
    let first = server.send("GET", &path, &secret);
    let validator = [("if-none-match", "\"x\",  *"), ("if-none-match", &first.etag())];
    server.send("HEAD", &path, &validator);
    server.get("/v0.5/nothing?x=1");
    server.get("/not-the-api");

    let text = std::fs::read_to_string(server.log()).unwrap();
    assert!(!text.contains("s3cret"));
    let lines: Vec<AccessLogLine> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0].method.as_str(), lines[0].path.as_str(), lines[0].status), ("GET", path.as_str(), 200));
    assert_eq!((lines[0].bytes, lines[0].etag.clone()), (first.body.len() as u64, Some(first.etag())));
    assert_eq!(lines[0].if_none_match, None);
    assert_eq!((lines[1].method.as_str(), lines[1].status, lines[1].bytes), ("HEAD", 304, 0));
    assert_eq!(lines[1].if_none_match, Some(format!("\"x\",  *, {}", first.etag())));
    assert_eq!((lines[2].path.as_str(), lines[2].status, &lines[2].etag), ("/v0.5/nothing?x=1", 404, &None));
}
