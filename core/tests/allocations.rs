//! What decoding asks of the allocator: nothing per point. Columns grow by doubling, and that is all.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use job_progress_core::response::{entries, traces};

/// An answer of so many points and kinds.
fn body(points: usize, kinds: usize) -> String {
    let mut body = String::from(r#"{"job_id":"j","bucket_seconds":1,"latest_event_at":"x","points":["#);
    for point in 0..points {
        let (comma, minute, second) = (if point > 0 { "," } else { "" }, point / 60, point % 60);
        write!(
            body,
            r#"{comma}{{"t":"2026-04-14T{:02}:{:02}:{second:02}Z","step":{point},"files":{{"completed":{point},"failed":0}},"items":{{"#,
            minute / 60,
            minute % 60
        )
        .unwrap();
        for kind in 0..kinds {
            let comma = if kind > 0 { "," } else { "" };
            write!(body, r#"{comma}"kind-{kind}":{{"success":{point},"failed":1}}"#).unwrap();
        }
        body.push_str("}}");
    }
    body.push_str("]}");
    body
}

/// What `decode` holds at most, in bytes.
fn peak(body: &str) -> u64 {
    allocation_counter::measure(|| assert_eq!(traces::decode(body.as_bytes()).unwrap_err().code(), "too-large"))
        .bytes_max
}

#[test]
fn kinds_that_come_late_take_no_more_than_is_allowed() {
    let point = r#"{"t":"2026-04-14T10:00:00Z","files":{}"#;
    let points = format!("{point}}},").repeat(100_000);
    let items = (0..1000).map(|kind| format!(r#""{kind}":{{}}"#)).collect::<Vec<_>>().join(",");
    let bytes = peak(&format!(r#"{{"job_id":"j","points":[{points}{point},"items":{{{items}}}}}]}}"#));
    // Three columns of 131,072 numbers, and 32 MB of kinds.
    assert!(bytes < 40_000_000, "{bytes}");
}

#[test]
fn a_list_of_too_many_entries_takes_no_more_than_is_allowed() {
    let page = |count: usize| {
        let entries = vec![r#"{"id":1}"#; count].join(",");
        format!(r#"{{"job_id":"j","total":1,"offset":0,"limit":1,"entries":[{entries}]}}"#)
    };
    let most = page(100_000);
    assert_eq!(entries::decode(most.as_bytes(), "j").unwrap().entries.len(), 100_000);
    let more = page(1_000_000);
    let decode = || assert_eq!(entries::decode(more.as_bytes(), "j").unwrap_err().code(), "too-large");
    let bytes = allocation_counter::measure(decode).bytes_max;
    // A column of 131,072 texts while it grows, and no entry.
    assert!(bytes < 4_000_000, "{bytes}");
}

/// Allocations and growths that a decoding needs, and the most bytes that it holds at once.
fn cost(points: usize, kinds: usize) -> (u64, u64) {
    let body = body(points, kinds);
    let info = allocation_counter::measure(|| {
        let traces = traces::decode(body.as_bytes()).unwrap();
        assert_eq!((traces.series.len(), traces.series.kinds.len()), (points, kinds));
    });
    (info.count_total, info.bytes_max)
}

#[test]
fn a_point_costs_no_allocation() {
    for kinds in [1, 8, 32] {
        // Times, completed, failed; two columns and a name per kind.
        let columns = 3 + 2 * kinds as u64;
        let (few, _) = cost(500, kinds);
        let (many, bytes) = cost(1000, kinds);
        // Twice the points are one doubling more of each column.
        assert!(many <= few + columns, "{kinds} kinds: {few}, then {many}");
        assert!(many <= 16 * (columns + kinds as u64) + 16, "{kinds} kinds: {many}");
        // A column of 1000 takes room for 1024, and while it grows for half as many more.
        assert!(bytes <= 8 * columns * 1024 * 3 / 2 + 4096, "{kinds} kinds: {bytes} bytes");
    }
}
