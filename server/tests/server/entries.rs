//! Simulated entries: their messages, measurements and details are consistent with the counters.

use std::collections::{HashMap, HashSet};

use job_progress_server::simulator::{Event, EventKind, MetricsForm, Note, Plan, Report, SCENARIOS, entry, plan};
use serde_json::{Value, json};

/// Plans of all scenarios but the huge one, with several seeds.
fn plans() -> impl Iterator<Item = Plan> {
    let scenarios = SCENARIOS.iter().filter(|scenario| scenario.name != "huge");
    scenarios.flat_map(|scenario| (0..5).map(|seed| plan(scenario, seed)))
}

/// The reports with their times, in order.
fn reports(events: &[Event]) -> Vec<(i64, &Report)> {
    let report = |event| match event {
        &Event { at, kind: EventKind::Progress(ref report) } => Some((at, report)),
        _ => None,
    };
    events.iter().filter_map(report).collect()
}

fn counters(report: &Report) -> Value {
    let (success, failed, total) = (report.success, report.failed, report.total);
    let done = success + failed;
    let percent = done * 100 / total;
    match report.form {
        MetricsForm::Counted => json!({ "success": success, "failed": failed }),
        MetricsForm::Measured => json!({ "percent_complete": percent, "items_processed": done, "items_total": total }),
        MetricsForm::Full => json!({
            "success": success, "failed": failed,
            "percent_complete": percent, "items_processed": done, "items_total": total,
        }),
    }
}

#[test]
fn counters_are_exact_and_measurements_within_their_bounds() {
    let mut measured = HashMap::new();
    let (mut entries, mut details, mut silent) = (0, 0, 0);
    for plan in plans() {
        for (_, report) in reports(&plan.events) {
            let port_name = plan.inputs[report.input as usize].port_name;
            let entry = entry(report, port_name);
            assert_eq!(entry, self::entry(report, port_name));

            let mut metrics = entry.metrics.as_object().unwrap().clone();
            for (name, count) in counters(report).as_object().unwrap() {
                assert_eq!(metrics.remove(name).as_ref(), Some(count), "{name} of {report:?}");
            }
            for (name, value) in metrics {
                let bounds = match name.as_str() {
                    "gpu_utilization_percent" | "gpu_memory_percent" => 0.0..=100.0,
                    "confidence" => 0.0..=1.0,
                    "latency_ms" => 0.0..=1000.0,
                    _ => panic!("{name}"),
                };
                assert!(bounds.contains(&value.as_f64().unwrap()), "{name}: {value}");
                *measured.entry(name).or_insert(0) += 1;
            }
            entries += 1;
            details += usize::from(!entry.payload.as_object().unwrap().is_empty());
            silent += usize::from(entry.message.is_none());
            assert!(entry.message.is_none_or(|message| (10..200).contains(&message.len())));
        }
    }
    assert_eq!(measured.len(), 4, "{measured:?}");
    assert!(measured.values().all(|times| *times < entries / 2), "now and then: {measured:?}");
    assert!((entries / 20..entries / 4).contains(&details), "{details} of {entries} have a payload");
    assert!((1..entries / 10).contains(&silent), "{silent} of {entries} have no message");
}

#[test]
fn notes_agree_with_the_events() {
    let mut notes = HashSet::new();
    for plan in plans() {
        // A retry that keeps nothing starts over.
        for attempt in plan.events.split(|event| event.kind == EventKind::Retried { keeps_progress: false }) {
            let reports = reports(attempt);
            notes.extend(reports.iter().map(|(_, report)| std::mem::discriminant(&report.note)));
            check_reports(&reports);
            check_failures(attempt, &reports);
        }
    }
    assert_eq!(notes.len(), 10, "each kind of note occurs");
}

fn check_reports(reports: &[(i64, &Report)]) {
    let mut failed = HashMap::new();
    let mut before = None;
    for (at, report) in reports {
        let failed_before = failed.insert((report.kind, report.input, report.index), report.failed).unwrap_or_default();
        let silence = (at - before.replace(*at).unwrap_or(*at)) / 1_000_000;
        match report.note {
            Note::Resumed { seconds, .. } => assert_eq!(i64::from(seconds), silence),
            Note::Breaks | Note::Warning(_) => {}
            _ => assert!(silence < 60, "{silence} s before {report:?}"),
        }
        if let Note::ItemsFailed { count } = report.note {
            assert_eq!(count, report.failed - failed_before);
        }
        if report.note == Note::Finished {
            assert_eq!(report.success + report.failed, report.total);
        }
    }
}

fn check_failures(events: &[Event], reports: &[(i64, &Report)]) {
    for event in events {
        match event.kind {
            EventKind::InputFinished { input, error: Some("The file could not be decoded.") } => {
                let last = reports.iter().rfind(|(at, report)| report.input == input && *at <= event.at);
                let note = last.map(|(_, report)| report.note);
                assert!(matches!(note, None | Some(Note::Breaks | Note::Warning(_))), "{note:?}");
            }
            EventKind::Failed { warning, .. } => {
                let last = reports.iter().rfind(|(at, _)| *at <= event.at).unwrap();
                assert_eq!(last.1.note, Note::Warning(warning));
            }
            _ => {}
        }
    }
}

#[test]
fn slow_inputs_are_slow() {
    let scenario = SCENARIOS.iter().find(|scenario| scenario.name == "mixed").unwrap();
    let plan = plan(scenario, 1);
    // The time per item of each input in one kind, from its second entry on.
    let mut first = HashMap::new();
    let mut pace = HashMap::new();
    for (at, report) in reports(&plan.events).into_iter().filter(|(_, report)| report.kind == "inference") {
        let done = report.success + report.failed;
        let (since, before) = *first.entry(report.input).or_insert((at, done));
        if done > before {
            pace.insert(report.input, (at - since) / i64::from(done - before));
        }
    }
    let mut all: Vec<_> = pace.values().copied().collect();
    all.sort_unstable();
    let median = all[all.len() / 2];
    let slow: HashSet<_> = reports(&plan.events)
        .iter()
        .filter(|(_, report)| report.kind == "inference" && matches!(report.note, Note::Slow { .. }))
        .map(|(_, report)| report.input)
        .collect();
    assert!(!slow.is_empty() && slow.len() < all.len() / 2, "{slow:?}");
    assert!(slow.iter().all(|input| pace[input] > median), "{slow:?} of {pace:?}");
}
