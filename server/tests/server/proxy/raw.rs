//! Requests that no good client sends, byte by byte.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::support::{TestProxy, Upstream};

/// Ends the connection when it is read as a request.
const LAST: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Sends bytes, and gives the status of each response until the server ends the connection.
fn exchange(proxy: &TestProxy, request: &[u8]) -> (Vec<u16>, String) {
    let mut stream = TcpStream::connect(proxy.server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may answer and close before it has read all.
    let _ = stream.write_all(request);
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    let status = |line: &str| line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    (text.lines().filter_map(status).collect(), text)
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").into_bytes()
}

#[test]
fn path_tricks_end_here() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    for target in [
        "/v0.5/batch/jobs/../../admin",
        "/v0.5/batch/jobs/%2e%2e/%2e%2e/admin",
        "/v0.5/batch/jobs/..%2f..%2fadmin",
        "/v0.5/batch/jobs/%252e%252e",
        "/v0.5//batch/jobs",
        "//v0.5/batch/jobs",
        "/v0.5/batch//jobs/job_a",
        "/v0.5/batch/jobs/job_a%2Finputs",
        "/v0.5/batch/jobs/job_a%0d%0aX:%201",
        "/v0.5/batch/jobs/job_a%00",
        "/v0.5/batch/jobs/job_a;x",
        "/v0.5/batch/jobs/.",
        "/v0.5/./batch/jobs",
        "/V0.5/batch/jobs",
        "/v0.5%2fbatch%2fjobs",
        "/v0.5/batch/jobs\\job_a",
    ] {
        let (status, text) = exchange(&proxy, &get(target));
        assert!(matches!(status.as_slice(), [404 | 400]), "{target}: {text}");
    }
    for target in ["*", "evil.example:80", "http:/v0.5/batch/jobs", "?x", ""] {
        let (status, text) = exchange(&proxy, &get(target));
        assert!(matches!(status.as_slice(), [404 | 400 | 421]), "{target}: {text}");
    }
    let (status, text) = exchange(&proxy, &get("http://evil.example/v0.5/batch/jobs"));
    assert_eq!(status, [421], "absolute form for another host: {text}");
    assert_eq!(upstream.count(), 0);

    let (status, _) = exchange(&proxy, &get("http://localhost/v0.5/batch/jobs?a=1#x%0d%0ay"));
    assert!(matches!(status.as_slice(), [200 | 400]), "absolute form for this host (RFC 9112 §3.2.2): {status:?}");
    for seen in upstream.seen() {
        assert!(seen.target.starts_with("/api/v0.5/batch/jobs?"), "{seen:?}");
    }
}

#[test]
fn queries_cannot_break_out() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    for query in
        ["kind=%0d%0aX-Injected:%201", "kind=a%26offset=5", "kind=%23x", "kind=%C3%28", "input_id=../..", "kind=a b"]
    {
        let (status, text) = exchange(&proxy, &get(&format!("/v0.5/batch/jobs/job_a/progress?{query}")));
        assert!(matches!(status.as_slice(), [200 | 400]), "{query}: {text}");
    }
    for seen in upstream.seen() {
        assert!(seen.target.starts_with("/api/v0.5/batch/jobs/job_a/progress?"), "{seen:?}");
        assert!(!seen.headers.contains("x-injected") && !seen.target.contains("&offset"), "{seen:?}");
    }
}

#[test]
fn smuggled_requests_are_refused() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    let inner = "GET /v0.5/batch/jobs/job_smuggled HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    for (name, request) in [
        (
            "two lengths",
            format!(
                "GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\ncontent-length: {}\r\n\r\n{inner}",
                inner.len()
            ),
        ),
        (
            "bad length",
            format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: +0\r\n\r\n{inner}"),
        ),
        (
            "odd coding",
            format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: xchunked\r\n\r\n{inner}"),
        ),
        (
            "space before the colon",
            format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding : chunked\r\n\r\n{inner}"),
        ),
        (
            "a folded line",
            format!(
                "GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\nx: a\r\n transfer-encoding: chunked\r\n\r\n{inner}"
            ),
        ),
        ("a null", "GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n".to_owned()),
        ("no version", "GET /v0.5/batch/jobs\r\n\r\n".to_owned()),
    ] {
        let (status, text) = exchange(&proxy, request.as_bytes());
        assert!(matches!(status.as_slice(), [] | [400]), "{name}: {text}");
    }
    // A body belongs to its request, and is not read as another one.
    for framing in [
        format!("content-length: {}\r\n\r\n{inner}", inner.len()),
        format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{inner}\r\n0\r\n\r\n", inner.len()),
    ] {
        let request = format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\n{framing}{LAST}");
        let (status, text) = exchange(&proxy, request.as_bytes());
        // The server may close the connection instead of reading the rest of the body.
        assert!(matches!(status.as_slice(), [200] | [200, 200]), "{text}");
    }
    for seen in upstream.seen() {
        assert!(!seen.target.contains("smuggled"), "{seen:?}");
        assert!(!seen.headers.contains("transfer-encoding") && !seen.headers.contains("content-length"), "{seen:?}");
        assert!(seen.authorization.is_some());
    }
}

#[test]
fn oversized_heads_are_refused() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    let long = "a".repeat(100_000);
    for request in [
        format!("GET /v0.5/batch/jobs?x={long} HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\nx: {long}\r\n\r\n"),
        format!("GET /v0.5/batch/jobs HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: 1\r\n".repeat(5000)),
    ] {
        let (status, text) = exchange(&proxy, request.as_bytes());
        assert!(matches!(status.as_slice(), [] | [400 | 414 | 431]), "{text}");
    }
    assert_eq!(upstream.count(), 0);
}

#[test]
fn slow_clients_hold_up_nobody() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    let slow: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(proxy.server.address).unwrap();
            stream.write_all(b"GET /v0.5/batch/jobs HTTP/1.1\r\nhost: local").unwrap();
            stream
        })
        .collect();
    assert_eq!(proxy.get("/v0.5/batch/jobs").status, 200);
    drop(slow);
    assert_eq!(proxy.get("/v0.5/batch/jobs").status, 200);
}
