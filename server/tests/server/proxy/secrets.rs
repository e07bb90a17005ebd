//! The program with a key: what it prints, writes and answers never has it.

use std::process::{Command, Stdio};

use super::support::{KEY, Program, Scripted, TRACES, Upstream, traces};
use crate::support::{JOB, send};

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_job-progress-server"));
    command.arg("proxy").env_remove("ATAI_API_KEY").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn refused(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn without_a_key_it_says_how_to_give_one() {
    let message = refused(command().args(["--upstream", "https://api.example/v0.5"]));
    assert!(message.contains("ATAI_API_KEY") && message.contains("--key-file"), "{message}");
    let message = refused(command().env("ATAI_API_KEY", KEY));
    assert!(message.contains("--upstream"), "{message}");
    let message = refused(command().args(["--upstream", "http://api.example/v0.5"]).env("ATAI_API_KEY", KEY));
    assert!(message.contains("https://"), "{message}");
    let message = refused(command().args(["--upstream", "https://api.example", "--key", KEY]));
    assert!(message.contains("unexpected argument"), "{message}");
}

#[test]
fn warns_of_a_refused_key_and_of_a_wrong_base_url() {
    let upstream = Upstream::start(|seen| {
        let status = if seen.target.ends_with("/traces") { 401 } else { 404 };
        Scripted::new(status, r#"{"detail": "no"}"#)
    });
    let server = Program::start(
        command().args(["--upstream", &upstream.url(), "--listen", "127.0.0.1:0"]).env("ATAI_API_KEY", KEY),
    );
    for path in [traces(JOB), "/v0.5/batch/jobs".to_owned(), format!("/v0.5/batch/jobs/{JOB}")] {
        send("GET", &format!("{}{path}", server.url), &[]);
    }
    let (_, log) = server.end();
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("\"WARN\"")).collect();
    assert_eq!(warnings.len(), 2, "{log}");
    assert!(warnings[0].contains("401") && warnings[0].contains("ATAI_API_KEY"), "{log}");
    assert!(warnings[1].contains("404") && warnings[1].contains("--upstream"), "{log}");
}

#[test]
fn warns_of_each_way_in_which_the_api_fails() {
    let upstream = Upstream::start(|seen| {
        let status = [500, 302, 204, 503].into_iter().find(|status| seen.target.contains(&format!("job_{status}")));
        let answer = Scripted::new(status.unwrap_or(200), TRACES);
        if status == Some(503) { answer.with("retry-after", "7") } else { answer }
    });
    let arguments = ["--upstream", &upstream.url(), "--listen", "127.0.0.1:0", "--log-level", "warn"];
    let server = Program::start(command().args(arguments).env("ATAI_API_KEY", KEY));
    for job in ["job_200", "job_500", "job_302", "job_204", "job_503"] {
        send("GET", &format!("{}{}", server.url, traces(job)), &[]);
    }
    let (_, log) = server.end();
    let kinds = ["\"kind\":\"5xx\"", "\"kind\":\"redirect\"", "\"kind\":\"unexpected\"", "503", "\"seconds\":7.0"];
    assert_eq!(log.lines().count(), kinds.len(), "{log}");
    for (line, kind) in log.lines().zip(kinds) {
        assert!(line.contains(kind), "{kind}: {log}");
    }
}

#[test]
fn a_log_that_cannot_be_written_ends_no_request() {
    let upstream = Upstream::tagged("\"a\"", TRACES);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let arguments = ["--upstream", &upstream.url(), "--listen", "127.0.0.1:0"];
    let server = Program::start(command().args(arguments).env("ATAI_API_KEY", KEY).stderr(full));
    for _ in 0..3 {
        assert_eq!(send("GET", &format!("{}{}", server.url, traces(JOB)), &[]).status, 200);
    }
}

#[test]
fn the_key_is_in_nothing_that_leaves_the_process() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("index.html"), "<p>home").unwrap();
    // An API that quotes the key wherever it can.
    let mut count = 0;
    let upstream = Upstream::start(move |seen| {
        count += 1;
        let authorization = seen.authorization.clone().unwrap_or_default();
        match count % 8 {
            0 => Scripted::new(200, TRACES).with("etag", &format!("\"{authorization}\"")),
            1 => Scripted::new(401, &format!(r#"{{"detail": "bad key {authorization}"}}"#)),
            2 => Scripted::new(
                400,
                &format!(r#"{{"errors": [{{"message": "\u0074{}"}}]}}"#, KEY.trim_start_matches('t')),
            ),
            3 => Scripted::new(302, "").with("location", &format!("/?key={KEY}")),
            4 => Scripted::new(500, &authorization).with("x-key", KEY).with("retry-after", "0"),
            5 => Scripted::new(200, &format!("<p>{authorization}")).with("set-cookie", KEY),
            6 => Scripted::new(204, "").with("etag", KEY),
            _ => Scripted::new(200, TRACES).with("etag", "\"a\""),
        }
    });
    let server = Program::start(
        command()
            .args(["--upstream", &upstream.url(), "--listen", "127.0.0.1:0"])
            .args(["--fresh", "0", "--stale", "0", "--log-level", "debug"])
            .arg("--mount")
            .arg(format!("/={}", place.path().display()))
            .env("ATAI_API_KEY", KEY),
    );
    let url = server.url.clone();

    let secret_query = "a-secret-in-a-query";
    let mut all = String::new();
    for number in 0..40 {
        for (path, headers) in [
            (format!("{}?buckets={}", traces(JOB), 10 + number), vec![("authorization", "Bearer a-token-of-a-viewer")]),
            (format!("/v0.5/batch/jobs?q={secret_query}"), vec![("cookie", "a-cookie-of-a-viewer")]),
            (format!("/v0.5/batch/jobs/{JOB}"), vec![("origin", "https://evil.example")]),
            ("/metrics".to_owned(), vec![]),
            ("/".to_owned(), vec![]),
            (format!("/{secret_query}"), vec![]),
        ] {
            let reply = send("GET", &format!("{url}{path}"), &headers);
            all.push_str(&format!(
                "{} {:?}\n{}\n",
                reply.status,
                reply.headers(),
                String::from_utf8_lossy(&reply.body)
            ));
        }
    }
    assert!(upstream.count() > 40, "{}", upstream.count());
    let (printed, log) = server.end();
    all.push_str(&printed);
    assert!(log.lines().count() > 200 && all.contains("job_progress_proxy_responses_total"));
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    let decoded = all.replace("\\u0074", "t");
    for (place, text) in [("the answers", &all), ("the answers", &decoded), ("the log", &log)] {
        assert!(!text.contains(KEY), "the key is in {place}: {text}");
    }
    for secret in [secret_query, "a-token-of-a-viewer", "a-cookie-of-a-viewer"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
