//! Simulated jobs: each is planned as a whole in advance, and its events are written as rows when they are due.
//!
//! A [`Scenario`] describes a job, [`plan()`] turns it and a seed into events, `writer` writes events as rows, and
//! [`Simulator`] calls it when they are due. The read side sees nothing but the rows.

mod driver;
mod entry;
mod notes;
mod plan;
mod random;
mod scenario;
mod scenarios;
mod workers;
mod writer;

pub use driver::{Settings, Simulator};
pub use entry::{Entry, entry};
pub use notes::Note;
pub use plan::{Event, EventKind, Plan, PlannedInput, Report, plan};
pub use scenario::{MetricsForm, Phase, Scenario, Stage, Work};
pub use scenarios::SCENARIOS;
