//! Plans, and simulated jobs as clients see them.

use std::collections::{HashMap, HashSet};

use job_progress_server::response::{InputCounts, InputPage, InputProgress, Job, ProgressPage, Traces};
use job_progress_server::simulator::{EventKind, Plan, SCENARIOS, Scenario, Settings, Simulator, plan};
use job_progress_server::status::JobStatus;
use proptest::prelude::*;

use crate::support::{TestServer, wait_for};

fn scenario(name: &str) -> &'static Scenario {
    SCENARIOS.iter().find(|scenario| scenario.name == name).unwrap()
}

/// Checks the invariants of all plans.
fn check(scenario: &Scenario, plan: &Plan) -> Result<(), TestCaseError> {
    let Plan { inputs, events } = plan;
    prop_assert_eq!(inputs.len(), scenario.work.files as usize);
    prop_assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at), "in the order of time");
    prop_assert!(events[0].at >= 0);
    let mut counters = HashMap::new();
    let (mut running, mut finished, mut steps) = (HashSet::new(), HashSet::new(), 0);
    for event in events {
        match &event.kind {
            EventKind::Retried { keeps_progress: false } => {
                counters.clear();
                running.clear();
                finished.clear();
                steps = 0;
            }
            EventKind::InputStarted { input } => {
                prop_assert!(!finished.contains(input) && running.insert(*input));
            }
            EventKind::InputRequeued { input } => {
                prop_assert!(running.remove(input) || finished.remove(input));
            }
            EventKind::InputFinished { input, .. } => {
                prop_assert!(running.remove(input) && finished.insert(*input));
            }
            EventKind::Progress(report) => {
                prop_assert!(running.contains(&report.input), "only inputs in work report");
                steps += 1;
                prop_assert_eq!(report.step, steps);
                prop_assert!(report.success + report.failed <= report.total);
                let before =
                    counters.insert((report.kind, report.input, report.index), (report.success, report.failed));
                let (success, failed) = before.unwrap_or_default();
                prop_assert!(success <= report.success && failed <= report.failed, "cumulative per source");
            }
            _ => {}
        }
        prop_assert!(running.len() <= scenario.work.workers as usize);
    }
    let end = events.iter().rposition(|event| event.kind.is_terminal()).unwrap();
    prop_assert!(
        events[end + 1..].iter().all(|event| matches!(event.kind, EventKind::InputFinished { .. })),
        "after the end only files that were in work finish"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_are_sound_and_reproducible(seed in any::<u64>()) {
        for scenario in SCENARIOS.iter().filter(|scenario| scenario.name != "huge") {
            let first = plan(scenario, seed);
            check(scenario, &first)?;
            prop_assert_eq!(&first, &plan(scenario, seed));
            prop_assert_ne!(&first, &plan(scenario, seed.wrapping_add(1)));
        }
    }
}

#[test]
fn the_huge_plan_is_sound_and_not_too_big() {
    let huge = plan(scenario("huge"), 1);
    check(scenario("huge"), &huge).unwrap();
    let reports = huge.events.iter().filter(|event| matches!(event.kind, EventKind::Progress(_))).count();
    assert!((100_000..400_000).contains(&reports), "{reports}");
    let hours = huge.events.last().unwrap().at as f64 / 3.6e9;
    assert!((0.8..1.3).contains(&hours), "{hours} h");
}

#[test]
fn scenarios_last_as_long_as_they_should() {
    for (name, minutes) in [("mixed", 12.0..19.0), ("clean", 8.0..13.0), ("quiet", 10.0..18.0), ("single", 3.0..14.0)] {
        for seed in 0..20 {
            let length = plan(scenario(name), seed).events.last().unwrap().at as f64 / 6e7;
            assert!(minutes.contains(&length), "{name} {seed}: {length} min");
        }
    }
}

#[test]
fn the_quiet_job_is_silent_for_six_minutes() {
    let events = plan(scenario("quiet"), 3).events;
    let gap = events.windows(2).map(|pair| pair[1].at - pair[0].at).max().unwrap();
    assert!(gap >= 360_000_000, "{gap}");
}

#[test]
fn in_the_mixed_job_kinds_come_late() {
    let events = plan(scenario("mixed"), 1).events;
    let first = |wanted: &str| {
        let is_wanted = |kind: &EventKind| matches!(kind, EventKind::Progress(report) if report.kind == wanted);
        events.iter().find(|event| is_wanted(&event.kind)).unwrap().at
    };
    assert!(first("preprocess") < first("inference") && first("inference") + 60_000_000 < first("embedding"));
}

fn simulate(server: &TestServer, names: &[&str], speed: f64) -> Simulator {
    let scenarios = names.iter().map(|name| scenario(name)).collect();
    Simulator::start(&server.db(), Settings { scenarios, speed, seed: 5, head_start: 0, repeat: false }).unwrap()
}

fn job(server: &TestServer, name: &str) -> Job {
    server.get(&format!("/v0.5/batch/jobs/{}", scenario(name).job_id)).json()
}

fn ended(server: &TestServer, name: &str, done: impl Fn(&Job) -> bool) -> Job {
    wait_for(name, || Some(job(server, name)).filter(|job| done(job)))
}

fn total(progress: &InputProgress) -> u64 {
    progress.pending + progress.processing + progress.completed + progress.failed
}

#[test]
fn a_whole_run_adds_up_on_every_route() {
    let server = TestServer::start();
    let simulator = simulate(&server, &["mixed"], 5_000.0);
    let job = ended(&server, "mixed", |job| job.status.is_terminal());
    simulator.stop();
    let path = format!("/v0.5/batch/jobs/{}", job.id);
    assert_eq!(job.status, JobStatus::Completed);
    let progress = job.input_progress.unwrap();
    assert_eq!(progress, InputProgress { pending: 0, processing: 0, completed: 23, failed: 2 });
    let counts: InputCounts = server.get(&format!("{path}/inputs/progress/counts")).json();
    assert_eq!(counts.counts, progress);

    let traces: Traces = server.get(&format!("{path}/inputs/progress/traces")).json();
    let last = traces.points.last().unwrap();
    assert_eq!((last.files.completed, last.files.failed, last.step), (23, 2, 25));
    assert_eq!(Some(last.t), job.completed_at);
    assert_eq!(last.items.keys().collect::<Vec<_>>(), ["embedding", "inference", "preprocess"]);
    let inputs: InputPage = server.get(&format!("{path}/inputs/progress?limit=1000")).json();
    let mut steps: Vec<_> = inputs.items.iter().map(|item| item.step.unwrap()).collect();
    steps.sort_unstable();
    assert_eq!(steps, (1..=25).collect::<Vec<_>>());

    let planned = plan(scenario("mixed"), 5);
    let mut newest = HashMap::new();
    for event in &planned.events {
        if let EventKind::Progress(report) = &event.kind {
            newest.insert((report.kind, report.input, report.index), (report.success, report.failed));
        }
    }
    for (kind, counts) in &last.items {
        let of_kind = newest.iter().filter(|((name, ..), _)| name == kind);
        let sums = of_kind
            .fold((0, 0), |sum, (_, (success, failed))| (sum.0 + u64::from(*success), sum.1 + u64::from(*failed)));
        assert_eq!((counts.success, counts.failed), sums, "{kind}");
    }
}

#[test]
fn every_scenario_ends_as_it_should() {
    let server = TestServer::start();
    let names = ["clean", "retry", "resumed", "queued", "single", "quiet", "failed", "cancelled", "preempted"];
    let simulator = simulate(&server, &names, 5_000.0);

    let clean = ended(&server, "clean", |job| job.status.is_terminal());
    assert_eq!(clean.input_progress.unwrap(), InputProgress { completed: 40, ..InputProgress::default() });

    let retried = ended(&server, "retry", |job| job.status == JobStatus::Completed);
    assert_eq!((retried.retry_count, retried.failed_at, retried.error), (1, None, None));
    let traces: Traces = server.get(&format!("/v0.5/batch/jobs/{}/inputs/progress/traces", retried.id)).json();
    assert_eq!(traces.points.last().unwrap().step, 20);
    let entries: ProgressPage = server.get(&format!("/v0.5/batch/jobs/{}/progress", retried.id)).json();
    assert!(entries.entries[0].created_at > retried.started_at.unwrap(), "the first attempt left no entry");

    let resumed = ended(&server, "resumed", |job| job.status == JobStatus::Completed);
    assert_eq!((resumed.retry_count, resumed.failed_at, resumed.error), (1, None, None));
    assert_eq!(resumed.input_progress.unwrap(), InputProgress { completed: 19, failed: 1, ..InputProgress::default() });

    let queued = ended(&server, "queued", |job| job.status.is_terminal());
    assert_eq!((queued.status, queued.queue_position, queued.queue_depth), (JobStatus::Completed, None, None));

    let single = ended(&server, "single", |job| job.status.is_terminal());
    assert_eq!(single.input_progress.unwrap().completed, 1);

    let failed = ended(&server, "failed", |job| job.status.is_terminal());
    assert_eq!(failed.status, JobStatus::Failed);
    assert!(failed.error.is_some() && failed.input_progress.unwrap().pending > 0);

    let cancelled = ended(&server, "cancelled", |job| {
        job.status.is_terminal() && job.input_progress.is_some_and(|progress| progress.processing == 0)
    });
    assert_eq!(cancelled.status, JobStatus::Cancelled);
    assert_eq!(total(&cancelled.input_progress.unwrap()), 30);

    let preempted = ended(&server, "preempted", |job| job.status.is_terminal());
    assert_eq!((preempted.status, preempted.preemption_count), (JobStatus::Completed, 1));
    assert_eq!(ended(&server, "quiet", |job| job.status.is_terminal()).status, JobStatus::Completed);
    simulator.stop();
}

#[test]
fn a_resumed_job_keeps_what_was_done_before_it_failed() {
    let server = TestServer::start();
    let resumed = scenario("resumed");
    let events = plan(resumed, 5).events;
    let at = |wanted: EventKind| events.iter().rfind(|event| event.kind == wanted).unwrap().at;
    let failed = events.iter().find(|event| event.kind.is_terminal()).unwrap().at;
    let (retried, running) = (at(EventKind::Retried { keeps_progress: true }), at(EventKind::Running));
    let reported_by = |end: i64| {
        events.iter().filter(|event| event.at <= end && matches!(event.kind, EventKind::Progress(_))).count() as u64
    };
    let path = format!("/v0.5/batch/jobs/{}", resumed.job_id);
    // The state of the job at this age: at this speed no time passes.
    let see = |micros: i64| {
        let head_start = u32::try_from(micros / 1_000_000 + 1).unwrap();
        let settings = Settings { scenarios: vec![resumed], speed: 1e-3, seed: 5, head_start, repeat: false };
        Simulator::start(&server.db(), settings).unwrap().stop();
        let entries: ProgressPage = server.get(&format!("{path}/progress?limit=1000")).json();
        let traces: Traces = server.get(&format!("{path}/inputs/progress/traces")).json();
        (job(&server, "resumed"), entries, traces)
    };

    let (before, entries, _) = see(failed);
    let inputs = before.input_progress.unwrap();
    assert_eq!((before.status, entries.total), (JobStatus::Failed, reported_by(failed)));
    assert!(inputs.completed > 0 && inputs.failed > 0 && inputs.processing == 0, "{inputs:?}");

    let (waiting, entries, traces) = see(retried);
    let inputs = waiting.input_progress.unwrap();
    assert_eq!((waiting.status, waiting.retry_count, waiting.started_at), (JobStatus::Pending, 1, None));
    assert_eq!(inputs.completed, before.input_progress.unwrap().completed);
    assert!(inputs.failed < before.input_progress.unwrap().failed, "what was in work waits again");
    assert_eq!((entries.total, traces.points.len()), (reported_by(failed), 0));

    let (again, entries, traces) = see(running);
    let started_at = again.started_at.unwrap();
    assert_eq!(again.status, JobStatus::Running);
    assert!(entries.entries[0].created_at < started_at, "entries of the first attempt are still there");
    assert_eq!(
        entries.entries.iter().map(|entry| entry.step).collect::<Vec<_>>(),
        (1..=entries.total as i64).collect::<Vec<_>>()
    );
    assert!(traces.points[0].t > started_at, "the time axis begins with the new attempt");
    assert!(traces.points[0].files.completed >= inputs.completed, "with what was done before");
    assert!(traces.points[0].items["inference"].success > 0);
}

#[test]
fn a_head_start_is_written_before_anything_is_served() {
    let server = TestServer::start();
    let clean = scenario("clean");
    let events = plan(clean, 5).events;
    let reported = events.iter().filter(|event| matches!(event.kind, EventKind::Progress(_))).count();
    let settings = Settings { scenarios: vec![clean], speed: 1.0, seed: 5, head_start: 7200, repeat: false };
    let simulator = Simulator::start(&server.db(), settings).unwrap();
    let job = job(&server, "clean");
    assert_eq!(job.status, JobStatus::Completed);
    let lasted = job.completed_at.unwrap().micros() - job.created_at.micros();
    assert_eq!(lasted, events.last().unwrap().at, "in its own time");
    let entries: ProgressPage = server.get(&format!("/v0.5/batch/jobs/{}/progress", job.id)).json();
    assert_eq!(entries.total, reported as u64);
    simulator.stop();
}

#[test]
fn a_start_replaces_its_own_jobs_only() {
    let server = TestServer::start();
    let rows = server.rows();
    rows.job("job_mine", "2026-04-14T10:00:00Z", None);
    simulate(&server, &["clean", "single"], 5_000.0).stop();
    let (clean, single) = (job(&server, "clean"), job(&server, "single"));
    let mine = server.get("/v0.5/batch/jobs/job_mine").etag();

    let simulator = simulate(&server, &["clean"], 0.001);
    let again = job(&server, "clean");
    assert!(again.created_at > clean.created_at);
    assert_eq!(again.input_progress.unwrap(), InputProgress { pending: 40, ..InputProgress::default() });
    assert_eq!(job(&server, "single").created_at, single.created_at);
    assert_eq!(server.get("/v0.5/batch/jobs/job_mine").etag(), mine);
    simulator.stop();
}
