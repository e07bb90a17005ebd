//! Records what a page sees of simulated jobs: `cargo run --example record --package job-progress-server -- FOLDER`.
//!
//! For each scenario that reaches its total from nothing, one file per counter: the traces of three polls, when a
//! quarter, half and three quarters are done, and when all was done. Times are in ms since the job's start. The
//! forecast is judged by them.

use std::error::Error;
use std::fs;
use std::path::Path;

use job_progress_server::response::{ItemCounts, TracePoint};
use job_progress_server::simulator::{Happening, Plan, SCENARIOS, plan};
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
        if !plan.events.iter().any(|event| event.what == Happening::Completed) {
            continue;
        }
        // What was done before such a retry stands at the begin of the time axis, with no times of its own.
        if plan.events.iter().any(|event| event.what == Happening::Retried { keeps: true }) {
            continue;
        }
        // Any other voids what was before, and its first run begins the time axis.
        let voids = Happening::Retried { keeps: false };
        let retried = plan.events.iter().rposition(|event| event.what == voids).unwrap_or(0);
        plan.events.drain(..retried);
        let running = plan.events.iter().find(|event| event.what == Happening::Running);
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

/// The polls of one counter; none if it hasn't enough steps to forecast anything.
fn record(plan: &Plan, counter: &str) -> Option<Value> {
    let end_of_job = plan.events.last()?.at;
    let steps: Vec<_> = plan.events.iter().map(|event| event.at).filter(|at| *at >= 0).collect();
    let total = count(points(plan, end_of_job).last()?, counter);
    if total < 10 {
        return None;
    }
    // Counters only grow here, so the first time with so much is found by halves.
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
        match &event.what {
            Happening::InputFinished { error, .. } => tracer.file(at, error.is_some()),
            Happening::Progress(report) => tracer.entry(CountedEntry {
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
