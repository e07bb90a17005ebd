//! An API that fails: stale answers, errors, Retry-After, the breaker, redirects.

use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::support::{Scripted, TRACES, TestProxy, Upstream, code, traces};
use crate::support::{JOB, wait_for};

fn api_error(status: u16) -> Scripted {
    Scripted::new(status, r#"{"errors": [{"code": "internal_error", "message": "Boom"}]}"#)
}

#[test]
fn while_the_api_fails_the_last_answer_is_shown_with_its_age() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::start(&upstream.url());
    proxy.traces();
    upstream.answer(|_| api_error(500));
    let reply = proxy.traces();
    assert_eq!((reply.status, reply.body.as_slice()), (200, TRACES.as_bytes()));
    assert_eq!(proxy.get_unless(&traces(JOB), "\"a\"").status, 304);
    thread::sleep(Duration::from_millis(1100));
    let age: u64 = proxy.traces().header("age").unwrap().parse().unwrap();
    assert!(age >= 1, "it grows");

    // Errors that are about the job replace it.
    upstream.answer(|_| api_error(404));
    assert_eq!(proxy.traces().status, 404);
    upstream.answer(|_| api_error(500));
    assert_eq!(proxy.traces().status, 500);
}

#[test]
fn the_age_begins_with_that_of_a_cache_before_the_api() {
    let upstream = Upstream::start(|seen| {
        let status = if seen.validator.is_some() { 304 } else { 200 };
        let age = if seen.validator.is_some() { "70" } else { "40" };
        Scripted::new(status, TRACES).with("etag", "\"a\"").with("age", age)
    });
    let proxy = TestProxy::with(&upstream.url(), |options| options.stale = Some(60.0), |_| ());
    let age = || proxy.traces().header("age").unwrap().parse::<u64>().unwrap();
    assert!((40..50).contains(&age()));
    assert!((70..80).contains(&age()), "it was confirmed by a cache");
    // Older than what may be shown while the API fails.
    upstream.answer(|_| api_error(500));
    assert_eq!(proxy.traces().status, 500);
}

#[test]
fn after_a_bounded_time_viewers_get_the_error() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::with(&upstream.url(), |options| options.stale = Some(0.0), |_| ());
    proxy.traces();
    upstream.answer(|_| api_error(500));
    let reply = proxy.traces();
    assert_eq!((reply.status, code(&reply).as_str()), (500, "internal_error"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[test]
fn a_failure_is_shared_as_an_answer_is() {
    let upstream = Upstream::start(|_| api_error(500));
    let proxy = TestProxy::with(&upstream.url(), |_| (), |settings| settings.ages.failed = Duration::from_secs(3600));
    for _ in 0..10 {
        assert_eq!(proxy.traces().status, 500);
    }
    assert_eq!(upstream.count(), 1);
}

#[test]
fn a_failure_is_not_kept_as_long_as_an_answer() {
    let mut count = 0;
    let upstream = Upstream::start(move |_| {
        count += 1;
        if count == 1 { api_error(500) } else { Scripted::new(200, TRACES) }
    });
    let proxy = TestProxy::with(&upstream.url(), |options| options.fresh = Some(3600.0), |_| ());
    assert_eq!(proxy.traces().status, 500);
    wait_for("an answer", || (proxy.traces().status == 200).then_some(()));
}

#[test]
fn a_pause_is_not_kept_after_its_end() {
    let upstream = Upstream::start(|seen| {
        if seen.target.contains(JOB) { api_error(503).with("retry-after", "3") } else { Scripted::new(200, TRACES) }
    });
    let proxy = TestProxy::with(&upstream.url(), |_| (), |settings| settings.ages.failed = Duration::from_secs(3600));
    assert_eq!(proxy.traces().status, 503);
    let other = || proxy.get(&traces("job_other"));
    assert_eq!(code(&other()), "upstream_paused");
    wait_for("the end of the pause", || (other().status == 200).then_some(()));
}

#[test]
fn a_slow_api_does_not_slow_viewers_who_can_have_the_last_answer() {
    let released = Arc::new(Semaphore::new(0));
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let proxy = TestProxy::with(&upstream.url(), |options| options.patience = Some(0.05), |_| ());
    proxy.traces();
    let until = Arc::clone(&released);
    upstream.answer(move |_| Scripted {
        until: Some(Arc::clone(&until)),
        ..Scripted::new(200, "{}").with("etag", "\"b\"")
    });
    for _ in 0..5 {
        let reply = proxy.traces();
        assert_eq!((reply.status, reply.header("etag")), (200, Some("\"a\"")));
    }
    assert_eq!(upstream.count(), 2, "one request goes on, however many viewers gave up waiting for it");
    released.add_permits(100);
    wait_for("the new answer", || (proxy.traces().header("etag") == Some("\"b\"")).then_some(()));
}

#[test]
fn a_retry_after_holds_for_all_viewers_and_resources() {
    let upstream = Upstream::start(|_| api_error(429).with("retry-after", "100"));
    let proxy = TestProxy::start(&upstream.url());
    let first = proxy.traces();
    assert_eq!(
        (first.status, first.header("retry-after"), code(&first).as_str()),
        (429, Some("100"), "internal_error")
    );
    for path in [traces(JOB), traces("job_other"), "/v0.5/batch/jobs".to_owned()] {
        let reply = proxy.get(&path);
        let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert_eq!((reply.status, code(&reply).as_str()), (429, "upstream_paused"), "{path}");
        assert!((90..=100).contains(&wait), "{wait}");
    }
    assert_eq!(upstream.count(), 1);
}

#[test]
fn a_dead_api_is_not_asked_by_every_viewer_and_comes_back_without_a_stampede() {
    // A port at which nobody listens, until later.
    let address = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = TestProxy::start(&format!("http://{address}/api/v0.5"));
    let mut codes: Vec<_> = (0..20).map(|_| code(&proxy.traces())).collect();
    codes.dedup();
    assert_eq!(codes, ["upstream_unreachable", "upstream_paused"], "the breaker opens");
    let reply = proxy.traces();
    assert_eq!(reply.status, 503);
    assert!(reply.header("retry-after").unwrap().parse::<u32>().unwrap() <= 15);
    let metrics = String::from_utf8(proxy.get("/metrics").body).unwrap();
    assert!(metrics.contains("job_progress_proxy_paused_keys 1"), "{metrics}");
    assert_eq!((proxy.get("/healthz").status, proxy.get("/readyz").status), (200, 200));

    // It comes back: one request first, whatever waits.
    let released = Arc::new(Semaphore::new(0));
    let until = Arc::clone(&released);
    let upstream =
        Upstream::at(address, move |_| Scripted { until: Some(Arc::clone(&until)), ..Scripted::new(200, TRACES) });
    let started = Instant::now();
    wait_for("the first request", || {
        let _ = proxy.get("/healthz");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| upstream.count());
            waiting.join().unwrap()
        });
        if upstream.count() > 0 {
            return Some(());
        }
        // Viewers of many jobs keep asking; those that are let through wait for the answer.
        for job in 0..30 {
            let url = format!("http://{}{}", proxy.server.address, traces(&format!("job_{job}")));
            thread::spawn(move || {
                let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(20)));
                let _ = config.http_status_as_error(false).build().new_agent().get(&url).call();
            });
        }
        thread::sleep(Duration::from_millis(50));
        None
    });
    thread::sleep(Duration::from_millis(300));
    assert_eq!(upstream.count(), 1, "a single probe, {:?} after its return", started.elapsed());
    released.add_permits(10_000);
    wait_for("the answer", || (proxy.traces().status == 200).then_some(()));
}

#[test]
fn redirects_are_not_followed_with_the_key() {
    let other = Upstream::start(|_| Scripted::new(200, "{}"));
    let place = format!("http://{}/elsewhere", other.server.address);
    for status in [301, 302, 303, 307, 308] {
        let place = place.clone();
        let upstream = Upstream::start(move |_| Scripted::new(status, "").with("location", &place));
        let proxy = TestProxy::start(&upstream.url());
        let reply = proxy.traces();
        assert_eq!((reply.status, code(&reply).as_str()), (502, "upstream_redirect"));
        assert_eq!((reply.header("location"), upstream.count()), (None, 1));
    }
    assert_eq!(other.count(), 0);
}

#[test]
fn answers_that_no_route_has_are_errors() {
    let upstream = Upstream::start(|_| Scripted::new(304, ""));
    let proxy = TestProxy::start(&upstream.url());
    assert_eq!(code(&proxy.traces()), "upstream_unexpected", "304 to a request without a validator");
    upstream.answer(|_| Scripted::new(204, ""));
    assert_eq!(code(&proxy.traces()), "upstream_unexpected");
    upstream.answer(|_| Scripted::new(200, &" ".repeat(17 * 1024 * 1024)));
    assert_eq!(code(&proxy.traces()), "upstream_too_large");
    upstream.answer(|_| Scripted {
        headers: vec![("content-type", "text/html".to_owned())],
        ..Scripted::new(200, "<script>")
    });
    let reply = proxy.traces();
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/plain; charset=utf-8")));
}

#[test]
fn an_api_that_never_answers_is_a_timeout() {
    let never = Arc::new(Semaphore::new(0));
    let upstream = Upstream::start(move |_| Scripted { until: Some(Arc::clone(&never)), ..Scripted::new(200, "") });
    let proxy = TestProxy::with(&upstream.url(), |options| options.timeout = Some(0.2), |_| ());
    let reply = proxy.traces();
    assert_eq!((reply.status, code(&reply).as_str()), (504, "upstream_timeout"));
}

#[test]
fn a_refused_key_of_the_proxy_is_not_blamed_on_the_page() {
    let upstream = Upstream::start(|_| {
        Scripted::new(401, r#"{"detail": "Not authenticated"}"#).with("www-authenticate", "Bearer")
    });
    let proxy = TestProxy::fresh(&upstream.url());
    for path in [traces(JOB), "/v0.5/batch/jobs".to_owned()] {
        let reply = proxy.get(&path);
        assert_eq!((reply.status, code(&reply).as_str()), (401, "upstream_unauthorized"), "{path}");
        assert_eq!((reply.header("www-authenticate"), reply.header("cache-control")), (None, Some("no-store")));
        let suggestion = reply.value()["errors"][0]["suggestion"].as_str().unwrap().to_owned();
        assert!(suggestion.contains("ATAI_API_KEY") && suggestion.contains("--key-file"), "{suggestion}");
    }
    proxy.traces();
    assert_eq!(upstream.count(), 2, "it is cached as other errors are");
}
