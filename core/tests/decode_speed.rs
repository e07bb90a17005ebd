//! How fast a large body of traces is decoded, as built for the browser:
//! `cargo test --release -p job-progress-core --test decode_speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{fmt::Write, time::Instant};

use job_progress_core::response::traces;

/// 1000 points of eight kinds, as the API's JSON encoder writes them: about 400 kB.
fn body() -> String {
    let mut body = String::from(r#"{"job_id":"j","bucket_seconds":1.0,"latest_event_at":"x","points":["#);
    for point in 0..1000 {
        let (comma, minute, second) = (if point > 0 { "," } else { "" }, point / 60, point % 60);
        write!(
            body,
            r#"{comma}{{"t":"2026-04-14T10:{minute:02}:{second:02}Z","step":{point},"files":{{"completed":{point},"failed":0}},"items":{{"#
        )
        .unwrap();
        for kind in 0..8 {
            let comma = if kind > 0 { "," } else { "" };
            write!(body, r#"{comma}"kind-{kind}":{{"success":{},"failed":1}}"#, point * 1234).unwrap();
        }
        body.push_str("}}");
    }
    body.push_str("]}");
    body
}

#[test]
#[ignore = "a measurement, not a check"]
fn decoding_takes() {
    let body = body();
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let start = Instant::now();
            traces::decode(body.as_bytes()).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("{} bytes: {:?} (median), {:?} (fastest)", body.len(), times[times.len() / 2], times[0]);
}
