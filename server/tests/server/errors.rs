//! Requests that are errors, and the bodies of the responses.

use job_progress_server::response::ErrorBody;
use rusqlite::Connection;

use crate::support::{JOB, Reply, TestServer};

fn errors(reply: &Reply) -> ErrorBody {
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("etag"), None);
    let body: ErrorBody = reply.json();
    assert!(!body.errors.is_empty() && body.errors.iter().all(|error| !error.message.is_empty()));
    body
}

#[test]
fn an_unknown_job_is_not_found_on_every_route() {
    let server = TestServer::start();
    for tail in ["", "/inputs/progress", "/inputs/progress/counts", "/inputs/progress/traces", "/progress"] {
        let reply = server.get(&format!("/v0.5/batch/jobs/{JOB}{tail}"));
        assert_eq!((reply.status, errors(&reply).errors[0].code.as_str()), (404, "job_not_found"), "{tail}");
    }
}

#[test]
fn an_unknown_route_is_not_found() {
    let server = TestServer::start();
    let ids = ["/batch/jobs/%FF", "/batch/jobs/", "/batch/jobs/a/b", "/batch", "", "/"];
    for path in ids.iter().map(|tail| format!("/v0.5{tail}")).chain([
        "/".to_owned(),
        "/x".to_owned(),
        "/v0.6/batch/jobs".to_owned(),
    ]) {
        let reply = server.get(&path);
        assert_eq!((reply.status, errors(&reply).errors[0].code.as_str()), (404, "route_not_found"), "{path}");
    }
}

#[test]
fn other_methods_are_not_allowed() {
    let server = TestServer::start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let reply = server.send(method, "/v0.5/batch/jobs", &[]);
        assert_eq!((reply.status, errors(&reply).errors[0].code.as_str()), (405, "method_not_allowed"), "{method}");
        assert_eq!(reply.header("allow"), Some("GET,HEAD"));
    }
}

#[test]
fn invalid_parameters_are_errors() {
    let server = TestServer::start();
    server.rows().job(JOB, "2026-04-14T10:00:00Z", None);
    for query in [
        "/inputs/progress/traces?buckets=abc",
        "/inputs/progress/traces?buckets=",
        "/inputs/progress/traces?buckets=10.5",
        "/progress?offset=-1",
        "/progress?offset=x",
        "/progress?limit=0",
        "/progress?limit=1001",
        "/inputs/progress?status=done",
        "/inputs/progress?status=completed&status=Failed",
        "/inputs/progress?order=down",
    ] {
        let reply = server.get(&format!("/v0.5/batch/jobs/{JOB}{query}"));
        assert_eq!(reply.status, 422, "{query}");
        let body = errors(&reply);
        assert_eq!((body.errors.len(), body.errors[0].code.as_str()), (1, "invalid_parameter"), "{query}");
        assert!(body.errors[0].suggestion.is_some());
    }
    let several = server.get(&format!("/v0.5/batch/jobs/{JOB}/inputs/progress?limit=x&offset=-1&status=a&status=b"));
    assert_eq!(errors(&several).errors.len(), 4);
    assert_eq!(server.get("/v0.5/batch/jobs?limit=x").status, 422);
}

#[test]
fn an_internal_error_has_a_uid_and_no_details() {
    let server = TestServer::start();
    server.rows().job(JOB, "2026-04-14T10:00:00Z", None);
    let connection = Connection::open(server.db()).unwrap();
    connection.execute_batch("DROP TABLE job_inputs").unwrap();
    let (first, second) = (server.get("/v0.5/batch/jobs"), server.get("/v0.5/batch/jobs"));
    assert_eq!(first.status, 500);
    let (first, second) = (errors(&first), errors(&second));
    assert_eq!(first.errors[0].code, "internal_error");
    assert!(first.errors[0].error_uid.as_ref().is_some_and(|uid| uid.starts_with("err_")));
    assert_ne!(first.errors[0].error_uid, second.errors[0].error_uid);
    assert!(!first.errors[0].message.contains("job_inputs"));
}
