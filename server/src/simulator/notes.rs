//! Notes on a plan's entries: the events besides the counters, which explain changes of the rate.

use std::collections::{HashMap, HashSet};

use super::plan::{Event, EventKind, Report, SECOND};
use super::random::Random;
use super::workers::BROKEN_FILE;

/// What a progress entry reports besides its counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    #[default]
    Plain,
    /// These are the first items of their input or part.
    Begun,
    /// All items of the input or part are done.
    Finished,
    /// The state was saved.
    Checkpoint {
        /// From 1.
        number: u32,
    },
    /// Items failed since the last entry of the same source.
    ItemsFailed {
        /// How many.
        count: u32,
    },
    /// The input's items take longer than those of others.
    Slow {
        /// The time per item, in per cent of the others'.
        percent: u32,
    },
    /// The kind's model was loaded, on this machine for the first time.
    ModelLoaded,
    /// Nothing was reported for a while.
    Resumed {
        /// How long.
        seconds: u32,
        /// Why.
        cause: &'static str,
    },
    /// The last entry of an input that will fail.
    Breaks,
    /// The last entry of a job that will fail.
    Warning(&'static str),
}

/// Number of entries between two checkpoints.
const CHECKPOINT_EVERY: u32 = 40;
/// A pause of at least this many µs gets a note.
const LONG_SILENCE: i64 = 60 * SECOND;
/// An input is slow if its items take longer than this, in per cent of the usual time.
const SLOW_PERCENT: u64 = 140;
/// The usual time is known after this many items.
const KNOWN_AFTER: u64 = 100;

/// Items and the time they took.
#[derive(Clone, Copy, Default)]
struct Pace {
    micros: u64,
    items: u64,
}

impl Pace {
    /// This pace's time per item, in per cent of that of `usual`; none while that is not known.
    fn percent_of(self, usual: Self) -> Option<u64> {
        if usual.items < KNOWN_AFTER || self.items == 0 {
            return None;
        }
        let percent = u128::from(self.micros) * u128::from(usual.items) * 100;
        let whole = u128::from(usual.micros.max(1)) * u128::from(self.items);
        u64::try_from(percent / whole).ok()
    }
}

/// What is known of an input in work.
struct InWork {
    /// The time of its last report; none after a pause, which must not count as slowness.
    last_report_at: Option<i64>,
    /// The index of its newest entry among the events.
    newest: Option<usize>,
    /// The kinds in which it was found to be slow.
    slow: HashSet<&'static str>,
}

/// Reads a job's events in the order of time.
#[derive(Default)]
struct Annotator {
    in_work: HashMap<u32, InWork>,
    counters: HashMap<(&'static str, u32, Option<u32>), (u32, u32)>,
    usual: HashMap<&'static str, Pace>,
    loaded: HashSet<&'static str>,
    /// Index and time of the newest entry of all inputs.
    newest: Option<(usize, i64)>,
    cause: &'static str,
}

/// Gives each report of `events` its note, and the seed of its random details.
pub fn annotate(events: &mut [Event], random: &mut Random) {
    let mut annotator = Annotator::default();
    for index in 0..events.len() {
        let Some(event) = events.get_mut(index) else { break };
        let earlier_note = annotator.observe(event, index, random);
        if let Some((index, note)) = earlier_note
            && let Some(Event { kind: EventKind::Progress(report), .. }) = events.get_mut(index)
        {
            report.note = note;
        }
    }
}

impl Annotator {
    /// Updates the state, and sets the note of a report. Returns the note of an earlier report that is known only now,
    /// with its index.
    fn observe(&mut self, event: &mut Event, index: usize, random: &mut Random) -> Option<(usize, Note)> {
        let at = event.at;
        match &mut event.kind {
            EventKind::Progress(report) => {
                report.seed = random.between(0, i64::MAX).unsigned_abs();
                report.note = self.note(report, at);
                self.newest = Some((index, at));
                if let Some(input) = self.in_work.get_mut(&report.input) {
                    input.newest = Some(index);
                }
            }
            EventKind::Running => self.loaded.clear(),
            EventKind::Preempted => self.cause = "the machine was taken away",
            EventKind::Retried { keeps_progress: true } => self.cause = "the job failed and was retried",
            EventKind::Retried { keeps_progress: false } => *self = Self::default(),
            EventKind::InputStarted { input } => {
                self.in_work.insert(*input, InWork { last_report_at: Some(at), newest: None, slow: HashSet::new() });
            }
            EventKind::InputFinished { input, error } => {
                let newest = self.in_work.remove(input).and_then(|input| input.newest);
                return newest.filter(|_| *error == Some(BROKEN_FILE)).map(|index| (index, Note::Breaks));
            }
            EventKind::Failed { warning, .. } => {
                return self.newest.map(|(index, _)| (index, Note::Warning(warning)));
            }
            _ => {}
        }
        None
    }

    /// The first note that applies.
    fn note(&mut self, report: &Report, at: i64) -> Note {
        let done = report.success + report.failed;
        let counters = self.counters.insert((report.kind, report.input, report.index), (done, report.failed));
        let (done_before, failed_before) = counters.unwrap_or_default();

        let silence = self.newest.map_or(0, |(_, before)| at - before);
        let cause = if self.cause.is_empty() { "the storage did not answer" } else { self.cause };
        if silence >= LONG_SILENCE {
            self.cause = "";
            self.in_work.values_mut().for_each(|input| input.last_report_at = None);
        }
        let slow = self.pace(report, at, done.saturating_sub(done_before));

        if silence >= LONG_SILENCE {
            return Note::Resumed { seconds: u32::try_from(silence / SECOND).unwrap_or(u32::MAX), cause };
        }
        if report.model.is_some() && self.loaded.insert(report.kind) {
            return Note::ModelLoaded;
        }
        if report.failed > failed_before {
            return Note::ItemsFailed { count: report.failed - failed_before };
        }
        if let Some(percent) = slow {
            return Note::Slow { percent };
        }
        if done == report.total {
            return Note::Finished;
        }
        if counters.is_none() {
            return Note::Begun;
        }
        if report.step.is_multiple_of(CHECKPOINT_EVERY) {
            return Note::Checkpoint { number: report.step / CHECKPOINT_EVERY };
        }
        Note::Plain
    }

    /// How slow the input has become with these `items`, in per cent; none if it is not slow, or already has a note.
    fn pace(&mut self, report: &Report, at: i64, items: u32) -> Option<u32> {
        let input = self.in_work.get_mut(&report.input)?;
        let micros = (at - input.last_report_at.replace(at)?).unsigned_abs();
        let pace = Pace { micros, items: items.into() };
        let usual = self.usual.entry(report.kind).or_default();
        let percent = pace.percent_of(*usual).filter(|percent| *percent >= SLOW_PERCENT);
        usual.micros += pace.micros;
        usual.items += pace.items;
        percent.filter(|_| input.slow.insert(report.kind)).and_then(|percent| u32::try_from(percent).ok())
    }
}
