//! One request for all viewers, 304 without a request, revalidation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::support::{KEY, Scripted, TRACES, TestProxy, Upstream, traces};
use crate::support::{JOB, wait_for};

#[test]
fn passes_on_what_the_api_says_and_adds_the_key() {
    let upstream = Upstream::tagged("W/\"a\"", TRACES);
    let proxy = TestProxy::fresh(&upstream.url());
    let secrets = [("authorization", "Bearer of-the-viewer"), ("cookie", "c=1"), ("x-forwarded-for", "10.0.0.1")];
    let reply = proxy.send("GET", &format!("{}?buckets=7", traces(JOB)), &secrets);
    assert_eq!((reply.status, reply.body.as_slice()), (200, TRACES.as_bytes()));
    assert_eq!((reply.header("etag"), reply.header("age")), (Some("W/\"a\""), Some("0")));
    assert_eq!(reply.header("cache-control"), Some("max-age=3600, stale-if-error=3600"));
    let seen = upstream.seen();
    assert_eq!(seen[0].target, format!("/api/v0.5/batch/jobs/{JOB}/inputs/progress/traces?buckets=10"));
    assert_eq!(seen[0].authorization, Some(format!("Bearer {KEY}")));
    for sent in ["of-the-viewer", "c=1", "10.0.0.1"] {
        assert!(!seen[0].headers.contains(sent), "{sent}");
    }

    let head = proxy.send("HEAD", &format!("{}?buckets=10", traces(JOB)), &[]);
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some("W/\"a\"")));
    assert_eq!(upstream.count(), 1);
}

#[test]
fn viewers_who_wait_share_one_request_even_if_the_first_one_leaves() {
    let released = Arc::new(Semaphore::new(0));
    let until = Arc::clone(&released);
    let upstream = Upstream::start(move |_| Scripted { until: Some(Arc::clone(&until)), ..Scripted::new(200, TRACES) });
    let proxy = TestProxy::fresh(&upstream.url());
    let url = format!("http://{}{}", proxy.server.address, traces(JOB));
    // Its client gives up while it waits.
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_millis(300)));
    assert!(config.build().new_agent().get(&url).call().is_err());
    let waiting = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                waiting.fetch_add(1, Ordering::SeqCst);
                let reply = proxy.traces();
                assert_eq!((reply.status, reply.body.as_slice()), (200, TRACES.as_bytes()));
            });
        }
        wait_for("the viewers", || (waiting.load(Ordering::SeqCst) == 40).then_some(()));
        released.add_permits(100);
    });
    assert_eq!(upstream.count(), 1);
}

#[test]
fn a_viewer_with_the_current_answer_gets_304_without_a_request() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::fresh(&upstream.url());
    proxy.traces();
    for validator in ["\"a\"", "W/\"a\"", "2026-04-14T10:15:00.5Z", "\"2026-04-14T10:15:00.5Z\"", "\"b\", \"a\"", "*"] {
        let reply = proxy.get_unless(&traces(JOB), validator);
        assert_eq!((reply.status, reply.body.len(), reply.header("etag")), (304, 0, Some("\"a\"")), "{validator}");
    }
    assert_eq!(proxy.get_unless(&traces(JOB), "\"b\"").status, 200);
    assert_eq!(upstream.count(), 1);
    assert_eq!(proxy.get(&format!("{}?buckets=50", traces(JOB))).status, 200);
    assert_eq!(proxy.get(&traces("job_other")).status, 200);
    assert_eq!(upstream.count(), 3, "other resources");
}

#[test]
fn an_old_answer_is_revalidated_with_its_own_validator() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::start(&upstream.url());
    for (validator, status) in [("\"old\"", 200), ("\"a\"", 304), ("2026-04-14T10:15:00.5Z", 304), ("\"old\"", 200)] {
        assert_eq!(proxy.get_unless(&traces(JOB), validator).status, status, "{validator}");
    }
    let sent: Vec<_> = upstream.seen().iter().map(|seen| seen.validator.clone()).collect();
    assert_eq!(sent, [None, Some("\"a\"".to_owned()), Some("\"a\"".to_owned()), Some("\"a\"".to_owned())]);

    upstream.answer(|_| Scripted::new(200, "{}").with("etag", "\"b\""));
    let reply = proxy.get_unless(&traces(JOB), "\"a\"");
    assert_eq!((reply.status, reply.header("etag"), reply.body.as_slice()), (200, Some("\"b\""), &b"{}"[..]));
}

#[test]
fn an_api_without_etags_is_asked_with_latest_event_at() {
    let latest = "2026-04-14T10:15:00.5Z";
    let upstream = Upstream::start(move |seen| match &seen.validator {
        Some(validator) if validator == latest => Scripted::new(304, ""),
        _ => Scripted::new(200, TRACES),
    });
    let proxy = TestProxy::start(&upstream.url());
    let etag = proxy.traces().etag();
    assert_eq!(etag, format!("W/\"{latest}\""));
    assert_eq!(proxy.get_unless(&traces(JOB), &etag).status, 304);
    assert_eq!(upstream.seen()[1].validator.as_deref(), Some(latest), "as the API documents it");
}

#[test]
fn a_viewer_without_a_copy_gets_no_old_body() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::with(&upstream.url(), |_| (), |settings| settings.ages.body = Duration::ZERO);
    proxy.traces();
    assert_eq!(proxy.get_unless(&traces(JOB), "\"a\"").status, 304);
    assert_eq!(proxy.traces().status, 200);
    let sent: Vec<_> = upstream.seen().iter().map(|seen| seen.validator.is_some()).collect();
    assert_eq!(sent, [false, true, false]);
}

#[test]
fn large_answers_are_compressed_once() {
    let body: &'static str = Box::leak(format!("[{}0]", "0,".repeat(5000)).into_boxed_str());
    let upstream = Upstream::tagged("\"a\"", body);
    let proxy = TestProxy::fresh(&upstream.url());
    let plain = proxy.traces();
    assert_eq!(
        (plain.header("content-encoding"), plain.body.len(), plain.header("vary")),
        (None, body.len(), Some("accept-encoding"))
    );
    let small = proxy.send("GET", &traces(JOB), &[("accept-encoding", "gzip, br")]);
    assert_eq!((small.header("content-encoding"), small.header("etag")), (Some("gzip"), Some("W/\"a\"")));
    assert!(small.body.len() < 500);
    assert_eq!(
        proxy.send("GET", &traces(JOB), &[("if-none-match", "W/\"a\""), ("accept-encoding", "gzip")]).status,
        304
    );
    assert_eq!(upstream.count(), 1);
}

#[test]
fn errors_of_the_api_are_passed_on_and_shared() {
    let upstream =
        Upstream::start(|_| Scripted::new(404, r#"{"errors": [{"code": "job_not_found", "message": "gone"}]}"#));
    let proxy = TestProxy::fresh(&upstream.url());
    for _ in 0..5 {
        let reply = proxy.traces();
        assert_eq!((reply.status, super::support::code(&reply).as_str()), (404, "job_not_found"));
        assert_eq!((reply.header("etag"), reply.header("cache-control")), (None, Some("no-store")));
    }
    assert_eq!(proxy.get_unless(&traces(JOB), "*").status, 404);
    assert_eq!(upstream.count(), 1);
}
