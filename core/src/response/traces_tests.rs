use proptest::prelude::*;

use super::*;

fn bad(body: &str) -> String {
    match decode(body.as_bytes()) {
        Err(Error::BadResponse(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// An answer whose only point has these members.
fn with_point(point: &str) -> String {
    format!(r#"{{"job_id":"j","points":[{{{point}}}]}}"#)
}

#[test]
fn the_documented_example_decodes_to_exactly_its_numbers() {
    let traces = decode(include_bytes!("../../../tests/fixtures/api/traces.json")).unwrap();
    assert_eq!(
        traces,
        Traces {
            job_id: "job_2abc3def4ghi5jkl6mno7pqr".into(),
            latest_event_at: Some("2026-04-14T10:15:00Z".into()),
            series: Series {
                times: vec![1_776_160_950_000, 1_776_160_980_000, 1_776_161_700_000],
                bucket_ms: 30_000,
                completed: vec![0, 0, 8],
                failed: vec![0, 0, 1],
                kinds: vec![KindSeries {
                    name: "inference".into(),
                    success: vec![0, 1, 478],
                    failed: vec![0, 0, 12],
                    ..KindSeries::default()
                }],
            },
        }
    );
}

#[test]
fn a_job_without_events_is_an_answer() {
    let traces = decode(br#"{"job_id":"j","bucket_seconds":null,"latest_event_at":null,"points":[]}"#).unwrap();
    assert_eq!(traces, Traces { job_id: "j".into(), ..Traces::default() });
}

#[test]
fn one_point_is_a_series() {
    let traces = decode(with_point(r#""t":"2026-04-14T10:00:00Z","files":{"completed":1,"failed":0}"#).as_bytes());
    assert_eq!(traces.unwrap().series.len(), 1);
}

#[test]
fn kinds_may_come_late_and_unknown_fields_pass() {
    let body = br#"{"next":{"a":[1]},"job_id":"j","latest_event_at":"2026-04-08T21:51:56.283818Z","points":[
        {"t":"2026-04-08T21:50:00+00:00","step":0,"files":{"completed":0,"failed":0,"skipped":3},"items":null,"x":null},
        {"t":"2026-04-08T23:51:00.5+02:00","files":{"completed":1,"failed":0},"items":{"b":{"success":2,"failed":1}}},
        {"t":"2026-04-08T21:52:00Z","files":{"completed":1,"failed":0},"items":{"a":{"success":4},"b":{"success":3,"failed":1}}}
    ]}"#;
    let traces = decode(body).unwrap();
    assert_eq!(traces.latest_event_at.as_deref(), Some("2026-04-08T21:51:56.283818Z"));
    assert_eq!(traces.series.times, [1_775_685_000_000, 1_775_685_060_500, 1_775_685_120_000]);
    assert_eq!(
        traces.series.kinds,
        [
            KindSeries { name: "b".into(), success: vec![0, 2, 3], failed: vec![0, 1, 1], ..KindSeries::default() },
            KindSeries { name: "a".into(), success: vec![0, 0, 4], failed: vec![0, 0, 0], ..KindSeries::default() },
        ]
    );
}

#[test]
fn the_last_of_equal_keys_counts() {
    let point = r#""t":"2026-04-14T09:00:00Z","\u0074":"2026-04-14T10:00:00Z","files":{"completed":1},
        "files":{"completed":2,"failed":9,"failed":3},"items":{"a":{"success":1},"b":{"success":1}},
        "items":{"b":{"success":1},"b":{"failed":2}}"#;
    let body = format!(r#"{{"points":[5],"job_id":"i","points":[{{{point}}}],"job_id":"j"}}"#);
    assert!(decode(body.as_bytes()).is_err(), "all of it is checked");
    let traces = decode(body.replace("[5]", "[]").as_bytes()).unwrap();
    assert_eq!((traces.job_id.as_str(), traces.series.times), ("j", vec![1_776_160_800_000]));
    assert_eq!((traces.series.completed, traces.series.failed), (vec![2], vec![3]));
    let kinds = [KindSeries { name: "b".into(), success: vec![0], failed: vec![2], ..KindSeries::default() }];
    assert_eq!(traces.series.kinds, kinds, "a is only in items that don't count");
}

#[test]
fn counts_are_exact_below_2_53() {
    let with = |n: &str| with_point(&format!(r#""t":"2026-04-14T10:00:00Z","files":{{"completed":{n},"failed":0}}"#));
    assert_eq!(decode(with("9007199254740991").as_bytes()).unwrap().series.completed, [(1 << 53) - 1]);
    assert_eq!(decode(with("5.0").as_bytes()).unwrap().series.completed, [5]);
    assert_eq!(decode(with("1e15").as_bytes()).unwrap().series.completed, [1_000_000_000_000_000]);
    for (n, count) in [("0", 0), ("7", 7), ("999999999999999", 999_999_999_999_999), ("7 ", 7), ("70e-1", 7)] {
        assert_eq!(decode(with(n).as_bytes()).unwrap().series.completed, [count], "{n}");
    }
    for n in ["9007199254740992", "-1", "0.5", "1e300", "-1e300", "\"5\"", "null", "true", "[]", "{}"] {
        bad(&with(n));
    }
    for n in ["NaN", "Infinity", "1e999", "+1", ".5", "0x10", "01", "00", "", "7,", "7}"] {
        bad(&with(n));
    }
}

#[test]
fn what_is_no_traces_is_refused_with_a_reason() {
    let point = r#""t":"2026-04-14T10:00:00Z","files":{"completed":0,"failed":0}"#;
    for body in ["", "null", "[]", "{}", "\u{feff}{}", r#"{"job_id":"j"}"#] {
        assert!(!bad(body).is_empty(), "{body}");
    }
    assert!(bad(" <!doctype html><title>502</title>").contains("HTML"));
    assert!(bad(r#"{"points":[]}"#).contains("job_id"));
    assert!(bad(r#"{"job_id":7,"points":[]}"#).contains("string"));
    assert!(bad(r#"{"job_id":"j","points":{}}"#).contains("list of points"));
    assert!(bad(r#"{"job_id":"j","bucket_seconds":-1,"points":[]}"#).contains("bucket_seconds"));
    assert!(bad(r#"{"job_id":"j","latest_event_at":5,"points":[]}"#).contains("string"));
    assert!(bad(&with_point(r#""t":"yesterday","files":{}"#)).contains("RFC 3339"));
    assert!(bad(&with_point(r#""files":{}"#)).contains("`t`"));
    assert!(bad(&with_point(r#""t":"2026-04-14T10:00:00Z""#)).contains("`files`"));
    assert!(bad(&with_point(&format!(r#"{point},"items":[1]"#))).contains("counters per kind"));
    let unsorted = format!(
        r#"{{"job_id":"j","points":[{{{point}}},{{"t":"2026-04-14T09:00:00Z","files":{{"completed":0,"failed":0}}}}]}}"#
    );
    assert!(bad(&unsorted).contains("order of time"));
    bad(&format!("{} 1", r#"{"job_id":"j","points":[]}"#));
}

#[test]
fn a_flood_of_kinds_is_refused_early() {
    let kinds =
        |n: usize| (0..n).map(|i| format!(r#""k{i}":{{"success":1,"failed":0}}"#)).collect::<Vec<_>>().join(",");
    let body = |points: usize, kinds: &str| {
        let point =
            format!(r#"{{"t":"2026-04-14T10:00:00Z","files":{{"completed":0,"failed":0}},"items":{{{kinds}}}}}"#);
        format!(r#"{{"job_id":"j","points":[{}]}}"#, vec![point.as_str(); points].join(","))
    };
    assert_eq!(decode(body(1, &kinds(1000)).as_bytes()).unwrap().series.kinds.len(), 1000);
    assert_eq!(decode(body(1, &kinds(1001)).as_bytes()), Err(TOO_MANY));
    let empty = r#"{"t":"2026-04-14T10:00:00Z","files":{"completed":0,"failed":0}}"#;
    let long = format!(
        r#"{{"job_id":"j","points":[{},{}]}}"#,
        body(1, &kinds(1000)).trim_start_matches(r#"{"job_id":"j","points":["#).trim_end_matches("]}"),
        vec![empty; 2000].join(",")
    );
    assert_eq!(decode(long.as_bytes()), Err(TOO_MANY));
}

#[test]
fn a_head_is_read_without_the_points() {
    let of = |body: &[u8]| {
        let head = head(body);
        (head.job_id, head.latest_event_at)
    };
    let both = (Some("j".to_owned()), Some("x".to_owned()));
    assert_eq!(of(br#"{"job_id":"j","latest_event_at":"x","points":[{"t":"#), both, "it stops before what is broken");
    assert_eq!(of(br#"{"points":[{"t":[{}]}],"latest_event_at":"x","job_id":"j"}"#), both, "in any order");
    assert_eq!(of(br#"{"job_id":"j","latest_event_at":null,"points":[]}"#), (Some("j".into()), None));
    assert_eq!(of(b"<html>"), (None, None));
    assert_eq!(of(b"[1]"), (None, None));
}

proptest! {
    #[test]
    fn no_prefix_and_no_flipped_byte_panics(cut in 0usize..2000, at in 0usize..2000, byte: u8) {
        let whole = include_bytes!("../../../tests/fixtures/api/traces.json");
        let end = whole.trim_ascii_end().len();
        if let Some(part) = whole.get(..cut.min(end - 1)) {
            prop_assert!(matches!(decode(part), Err(Error::BadResponse(_))));
        }
        let mut body = whole.to_vec();
        if let Some(b) = body.get_mut(at) {
            *b = byte;
        }
        if let Ok(Traces { series, .. }) = decode(&body) {
            prop_assert!(series.times.is_sorted());
            for column in series.kinds.iter().flat_map(|kind| [&kind.success, &kind.failed]) {
                prop_assert_eq!(column.len(), series.len());
            }
        }
    }
}
