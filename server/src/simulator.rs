//! Jobs that behave like real ones: planned as a whole in advance, written as rows when they are due.
//!
//! A [`Scenario`] says what a job is like, [`plan()`] makes of it and of a seed all that will happen, `writer` makes rows of
//! that, and [`Simulator`] does so in time. Nothing but the rows leads to the read side.

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
pub use plan::{Event, Happening, Plan, PlannedInput, Report, plan};
pub use scenario::{MetricsForm, Phase, Scenario, Stage, Work};
pub use scenarios::SCENARIOS;
