//! Workers that take files from a queue: a discrete-event simulation of a running job.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::Note;
use super::plan::{Event, EventKind, Report, SECOND};
use super::random::Random;
use super::scenario::{Stage, Work};

/// The error message of an input that fails.
pub(super) const BROKEN_FILE: &str = "The file could not be decoded.";

/// The state of the work.
pub struct Workers {
    work: &'static Work,
    /// Events to come, by time; of the same time, in the order in which they were planned.
    upcoming: BTreeMap<(i64, u64), EventKind>,
    planned: u64,
    next_file: u32,
    /// Files taken from the queue and not finished, even if their start is still to come.
    taken: u32,
    in_work: BTreeSet<u32>,
    finished: u32,
    reported: u32,
    failing: BTreeSet<u32>,
}

impl Workers {
    /// All files in the queue; the ones that will fail are drawn here.
    pub fn new(work: &'static Work, random: &mut Random) -> Self {
        let mut failing = BTreeSet::new();
        while failing.len() < work.failures.min(work.files) as usize {
            failing.extend(u32::try_from(random.between(0, i64::from(work.files) - 1)));
        }
        Self {
            work,
            upcoming: BTreeMap::new(),
            planned: 0,
            next_file: 0,
            taken: 0,
            in_work: BTreeSet::new(),
            finished: 0,
            reported: 0,
            failing,
        }
    }

    /// The files that are being worked on.
    pub fn in_work(&self) -> Vec<u32> {
        self.in_work.iter().copied().collect()
    }

    /// No worker runs for `micros` µs: all events to come are delayed.
    pub fn hold(&mut self, micros: i64) {
        let upcoming = std::mem::take(&mut self.upcoming);
        self.upcoming = upcoming.into_iter().map(|((at, order), kind)| ((at + micros, order), kind)).collect();
    }

    /// Works from `now` until `target` files are finished; the events go to `events`. Returns when that is.
    pub fn work(&mut self, mut now: i64, target: u32, random: &mut Random, events: &mut Vec<Event>) -> i64 {
        while self.finished < target {
            while self.taken < self.work.workers && self.next_file < self.work.files {
                let start = now + random.between(SECOND / 10, 2 * SECOND);
                self.take_file(start, random);
            }
            let Some(((at, _), mut kind)) = self.upcoming.pop_first() else { break };
            match &mut kind {
                EventKind::InputStarted { input } => {
                    self.in_work.insert(*input);
                }
                EventKind::InputFinished { input, .. } => {
                    self.in_work.remove(input);
                    self.taken -= 1;
                    self.finished += 1;
                }
                EventKind::Progress(report) => {
                    self.reported += 1;
                    report.step = self.reported;
                }
                _ => {}
            }
            events.push(Event { at, kind });
            now = at;
        }
        now
    }

    fn plan(&mut self, at: i64, kind: EventKind) {
        self.planned += 1;
        self.upcoming.insert((at, self.planned), kind);
    }

    /// Plans all events of the next file if a worker takes it at `start`.
    fn take_file(&mut self, start: i64, random: &mut Random) {
        let input = self.next_file;
        self.next_file += 1;
        self.taken += 1;

        let mean = i64::from(self.work.seconds) * SECOND * i64::from(self.work.workers) / i64::from(self.work.files);
        // With fewer files than workers, each file takes the whole time.
        let mean = mean.min(i64::from(self.work.seconds) * SECOND);
        let whole = random.between(mean * 4 / 10, mean * 16 / 10).max(SECOND / 10);
        let fails = self.failing.contains(&input);
        let end = start + if fails { whole * random.between(20, 90) / 100 } else { whole };

        self.plan(start, EventKind::InputStarted { input });
        let work = self.work;
        let stages = work.stages.iter().filter(|stage| stage.from_file <= input);
        let weights: i64 = stages.clone().map(|stage| i64::from(stage.weight)).sum();
        let mut before = 0;
        for stage in stages {
            let begin = start + whole * before / weights.max(1);
            before += i64::from(stage.weight);
            let duration = start + whole * before / weights.max(1) - begin;
            self.plan_stage(stage, input, begin, duration, end, random);
        }
        let error = fails.then_some(BROKEN_FILE);
        self.plan(end, EventKind::InputFinished { input, error });
    }

    /// Plans the entries of one stage, part after part, as far as they come before the file's `end`.
    fn plan_stage(&mut self, stage: &Stage, input: u32, begin: i64, duration: i64, end: i64, random: &mut Random) {
        let parts = stage.parts.max(1);
        let all_reports = i64::from(parts) * i64::from(stage.reports.max(1));
        let mut reports_before = 0;
        for part in 0..parts {
            let total = u32::try_from(random.between(stage.items.0.into(), stage.items.1.into())).unwrap_or_default();
            let (mut success, mut failed) = (0, 0);
            for report in 1..=stage.reports.max(1) {
                reports_before += 1;
                let at = begin + duration * reports_before / all_reports;
                if at > end {
                    return;
                }
                let done = u64::from(total) * u64::from(report) / u64::from(stage.reports.max(1));
                while u64::from(success + failed) < done {
                    if random.chance(stage.failures_per_mille) {
                        failed += 1;
                    } else {
                        success += 1;
                    }
                }
                let index = (stage.parts > 0).then_some(part);
                let Stage { kind, form, model, .. } = *stage;
                // Its number and note are added later: entries of other files come between.
                let (step, note, seed) = (0, Note::Plain, 0);
                let report = Report { kind, input, index, step, success, failed, total, form, model, note, seed };
                self.plan(at, EventKind::Progress(report));
            }
        }
    }
}
