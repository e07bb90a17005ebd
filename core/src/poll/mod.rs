//! What to request next, and when. A state machine: no I/O, and no clock of its own (times are ms of any monotonic
//! clock).
//!
//! One request at a time, of four routes: the traces; the job (no validator of the traces covers its status); the
//! counts, if the job does not give the number of files; and the progress entries while they are wanted.
//! [`PollScheduler::next_action`] says what to do, [`PollScheduler::handle_outcome`] takes how the request ended.
//! - [`interval`]: the delay between two requests while all is well
//! - [`backoff`]: the delay after failures
//! - [`validator`]: the value of `If-None-Match`
//! - `schedule`: when each route is due
//! - `lifecycle`: whether the job runs, has just ended, is finished, or is refused by the server

mod action;
pub mod backoff;
pub mod interval;
mod lifecycle;
pub mod random;
mod schedule;
mod scheduler;
pub mod validator;

pub use self::{
    action::{Action, Availability, Outcome, Request},
    interval::{MAX_INTERVAL, MIN_INTERVAL},
    scheduler::PollScheduler,
};
