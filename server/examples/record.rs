//! Records the traces of simulated jobs as a page polls them: `cargo run --example record --package job-progress-server -- FOLDER`.
//!
//! For each scenario that reaches its total from zero, one file per counter: the traces of three polls, when a quarter, half and
//! three quarters are done, and the time when all was done. Times are in ms since the job's start. The tests of the forecast use
//! them.

use std::error::Error;
use std::fs;
use std::path::Path;

use job_progress_server::response::{ItemCounts, TracePoint};
use job_progress_server::simulator::{EventKind, Plan, SCENARIOS, plan};
use job_progress_server::timestamp::Timestamp;
use job_progress_server::traces::{CountedEntry, DEFAULT_BUCKETS, Tracer, Window};
use serde_json::{Value, json};

const SEED: u64 = 1;
/// Between two polls of a page, in µs.
const INTERVAL: i64 = 5_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    for scenario in SCENARIOS {
        let mut plan = plan(scenario, SEED);
        if !plan.events.iter().any(|event| event.kind == EventKind::Completed) {
            continue;
        }
        // Items that were done before such a retry are all at the start of the time axis, without times of their own.
        if plan.events.iter().any(|event| event.kind == EventKind::Retried { keeps_progress: true }) {
            continue;
        }
        // Any other retry deletes what was before it, and its first run starts the time axis.
        let voids = EventKind::Retried { keeps_progress: false };
        let retried = plan.events.iter().rposition(|event| event.kind == voids).unwrap_or(0);
        plan.events.drain(..retried);
        let running = plan.events.iter().find(|event| event.kind == EventKind::Running);
        let start = running.ok_or("a job that never ran")?.at;
        for event in &mut plan.events {
            event.at -= start;
        }
        for counter in ["files", "inference"] {
            if let Some(record) = record(&plan, counter) {
                let file = Path::new(&folder).join(format!("{}-{counter}.json", scenario.name));
                fs::write(file, format!("{record}\n"))?;
            }
        }
    }
    Ok(())
}

/// The polls of one counter; none if it has too few steps for a forecast.
fn record(plan: &Plan, counter: &str) -> Option<Value> {
    let end_of_job = plan.events.last()?.at;
    let steps: Vec<_> = plan.events.iter().map(|event| event.at).filter(|at| *at >= 0).collect();
    let total = count(points(plan, end_of_job).last()?, counter);
    if total < 10 {
        return None;
    }
    // Counters only grow here, so the first time with this count is found by bisection.
    let reached = |wanted: u64| {
        let place =
            steps.partition_point(|at| points(plan, *at).last().is_none_or(|last| count(last, counter) < wanted));
        steps.get(place).copied()
    };
    let end = reached(total)?;
    let mut polls = Vec::new();
    for share in 1..=3 {
        // The next poll after it, as a page that polls every 5 s sees it.
        let now = (reached((total * share).div_ceil(4))? / INTERVAL + 1) * INTERVAL;
        if now < end {
            let points = points(plan, now);
            let times: Vec<_> = points.iter().map(|point| point.t.micros() / 1000).collect();
            let counts: Vec<_> = points.iter().map(|point| count(point, counter)).collect();
            polls.push(json!({ "share": share * 25, "times": times, "counts": counts }));
        }
    }
    Some(json!({ "total": total, "end": end / 1000, "polls": polls }))
}

/// The traces at `now`, as the server makes them.
fn points(plan: &Plan, now: i64) -> Vec<TracePoint> {
    let window = Window::new(Timestamp::from_micros(0), Timestamp::from_micros(now), DEFAULT_BUCKETS);
    let mut tracer = Tracer::new(window);
    for event in plan.events.iter().take_while(|event| event.at <= now) {
        let at = Timestamp::from_micros(event.at);
        match &event.kind {
            EventKind::InputFinished { error, .. } => tracer.file(at, error.is_some()),
            EventKind::Progress(report) => tracer.entry(CountedEntry {
                at,
                kind: report.kind,
                input: Some(&report.input.to_string()),
                index: report.index.map(i64::from),
                counts: Some(ItemCounts { success: report.success.into(), failed: report.failed.into() }),
            }),
            _ => {}
        }
    }
    tracer.points()
}

fn count(point: &TracePoint, counter: &str) -> u64 {
    match counter {
        "files" => point.files.completed + point.files.failed,
        kind => point.items.get(kind).map_or(0, |counts| counts.success + counts.failed),
    }
}
