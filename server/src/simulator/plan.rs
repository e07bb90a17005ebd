//! All events of a job, from a scenario and a seed. Pure: no clock, no database.

use super::notes::{Note, annotate};
use super::random::Random;
use super::scenario::{MetricsForm, Phase, Scenario};
use super::workers::Workers;

/// Microseconds in a second.
pub(super) const SECOND: i64 = 1_000_000;

/// A job's inputs and events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The files, in the order of submission; events refer to them by index.
    pub inputs: Vec<PlannedInput>,
    /// The events, in the order of time. The job is PENDING before the first, with all inputs pending.
    pub events: Vec<Event>,
}

/// A file of the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedInput {
    /// The port that it feeds.
    pub port_name: &'static str,
    /// Its size in bytes.
    pub num_bytes: i64,
}

/// An event of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its time: microseconds of job time since the job was created.
    pub at: i64,
    /// What happens.
    pub kind: EventKind,
}

/// What can happen to a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It is PENDING at this place of the queue.
    Queued {
        /// From 1.
        position: u32,
        /// How many wait.
        depth: u32,
    },
    /// It is ADMITTED.
    Admitted,
    /// It is RUNNING.
    Running,
    /// It is PREEMPTED.
    Preempted,
    /// It is COMPLETED.
    Completed,
    /// It is FAILED.
    Failed {
        /// Why.
        error: &'static str,
        /// What the last entry before it says.
        warning: &'static str,
    },
    /// It is CANCELLED.
    Cancelled,
    /// It is PENDING again.
    Retried {
        /// Whether finished inputs and all entries are kept; otherwise all inputs are pending again, and the entries
        /// are deleted.
        keeps_progress: bool,
    },
    /// An input is processing.
    InputStarted {
        /// Which.
        input: u32,
    },
    /// An input in work or failed is pending again; its entries are kept.
    InputRequeued {
        /// Which.
        input: u32,
    },
    /// An input is completed, or failed if there is an error.
    InputFinished {
        /// Which.
        input: u32,
        /// Why it failed.
        error: Option<&'static str>,
    },
    /// A progress entry.
    Progress(Report),
}

/// A progress entry: counters so far of one kind, input and index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it reports on.
    pub kind: &'static str,
    /// The input.
    pub input: u32,
    /// The part of the input.
    pub index: Option<u32>,
    /// The entry's number, from 1; starts again at 1 after a retry that keeps nothing.
    pub step: u32,
    /// Items succeeded so far.
    pub success: u32,
    /// Items failed so far.
    pub failed: u32,
    /// Total of items.
    pub total: u32,
    /// Which metrics it carries.
    pub form: MetricsForm,
    /// The model that did it.
    pub model: Option<&'static str>,
    /// What it reports besides its counters.
    pub note: Note,
    /// The seed of its random details.
    pub seed: u64,
}

impl EventKind {
    /// Whether it ends the job.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed { .. } | Self::Cancelled)
    }
}

/// The events of the scenario's job: the same for the same seed, on all machines.
#[must_use]
pub fn plan(scenario: &'static Scenario, seed: u64) -> Plan {
    // Different scenarios must not get the same random numbers.
    let stream = scenario.job_id.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Random::new(seed, stream);
    let work = &scenario.work;
    let inputs = (0..work.files)
        .map(|input| PlannedInput {
            port_name: work.port_name(input),
            num_bytes: random.between(2_000_000, 900_000_000),
        })
        .collect();
    let workers = Workers::new(work, &mut random);
    let mut planner = Planner { scenario, random, now: 0, workers, events: Vec::new() };
    for phase in scenario.script {
        planner.play(phase);
    }
    let Planner { mut events, mut random, .. } = planner;
    // Last, so that texts do not change the events.
    annotate(&mut events, &mut random);
    Plan { inputs, events }
}

struct Planner {
    scenario: &'static Scenario,
    random: Random,
    now: i64,
    workers: Workers,
    events: Vec<Event>,
}

impl Planner {
    fn push(&mut self, kind: EventKind) {
        self.events.push(Event { at: self.now, kind });
    }

    /// Time passes in which no worker runs.
    fn pass(&mut self, seconds: u32) {
        let micros = i64::from(seconds) * SECOND;
        self.now += micros;
        self.workers.hold(micros);
    }

    fn play(&mut self, phase: &Phase) {
        match phase {
            Phase::Queue { position, seconds_each } => {
                let behind = u32::try_from(self.random.between(2, 9)).unwrap_or_default();
                for position in (1..=*position).rev() {
                    self.push(EventKind::Queued { position, depth: position + behind });
                    self.pass(*seconds_each);
                }
            }
            Phase::Admit { seconds } => {
                self.push(EventKind::Admitted);
                self.pass(*seconds);
                self.push(EventKind::Running);
                for input in self.workers.in_work() {
                    self.push(EventKind::InputStarted { input });
                }
            }
            Phase::Work { until_percent } => {
                let target = self.scenario.work.files * until_percent / 100;
                self.now = self.workers.work(self.now, target, &mut self.random, &mut self.events);
            }
            Phase::Silence { seconds } => self.pass(*seconds),
            Phase::Preempt { seconds } => {
                self.requeue();
                self.push(EventKind::Preempted);
                self.pass(*seconds);
            }
            Phase::Fail { error, warning } => {
                for input in self.workers.in_work() {
                    self.push(EventKind::InputFinished { input, error: Some("The job failed.") });
                }
                self.push(EventKind::Failed { error, warning });
            }
            Phase::Retry { after_seconds, keeps_progress } => {
                self.pass(*after_seconds);
                self.push(EventKind::Retried { keeps_progress: *keeps_progress });
                if *keeps_progress {
                    self.requeue();
                } else {
                    self.workers = Workers::new(&self.scenario.work, &mut self.random);
                }
            }
            Phase::Cancel => self.cancel(),
            Phase::Complete => {
                self.pass(2);
                self.push(EventKind::Completed);
            }
        }
    }

    /// Files in work go back to pending, and will be resumed where they stopped.
    fn requeue(&mut self) {
        for input in self.workers.in_work() {
            self.push(EventKind::InputRequeued { input });
        }
    }

    /// One of the files in work still completes, the others notice the cancellation after some seconds.
    fn cancel(&mut self) {
        self.push(EventKind::Cancelled);
        for (index, input) in self.workers.in_work().into_iter().enumerate() {
            self.now += self.random.between(SECOND, 3 * SECOND);
            let error = if index == 0 { None } else { Some("The job was cancelled.") };
            self.push(EventKind::InputFinished { input, error });
        }
    }
}
