//! Where polling stands in the life of a job.

use crate::response::job::Attempt;

/// This many polls in a row without new data end the polling of a job that has ended: late events may still arrive.
const QUIET_POLLS: u32 = 2;
/// At most this many polls after the end of a job, whatever they bring.
pub const MAX_POLLS: u32 = 8;

/// Where polling stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// The job runs or its status is not known: everything is polled.
    Active,
    /// The job has ended; late events are awaited.
    Draining(DrainPolls),
    /// The job has ended and its last events are here: nothing is polled by itself.
    Finished,
    /// The server refuses the traces: nothing is sent until a person changes something.
    Rejected,
}

impl Lifecycle {
    /// At the start of polling, and after each change of the attempt.
    pub fn of(attempt: Option<Attempt>) -> Self {
        let has_ended = attempt.is_some_and(|attempt| attempt.status.is_terminal());
        if has_ended { Self::Draining(DrainPolls::after_end()) } else { Self::Active }
    }

    /// Whether the traces are polled.
    pub fn is_polling(&self) -> bool {
        matches!(self, Self::Active | Self::Draining(_))
    }

    /// The traces were polled.
    pub fn record_poll(&mut self, has_new_data: bool) {
        if let Self::Draining(polls) = self
            && polls.record(has_new_data)
        {
            *self = Self::Finished;
        }
    }
}

/// Counts the polls after a job's end.
#[derive(Debug, PartialEq, Eq)]
pub struct DrainPolls {
    /// Polls without new data that are still needed.
    quiet_left: u32,
    done: u32,
}

impl DrainPolls {
    /// The job has just ended.
    fn after_end() -> Self {
        Self { quiet_left: QUIET_POLLS, done: 0 }
    }

    /// A finished job is looked at again: one poll without new data is enough.
    pub fn recheck() -> Self {
        Self { quiet_left: 1, done: 0 }
    }

    /// Counts a poll; gives whether it was the last.
    fn record(&mut self, has_new_data: bool) -> bool {
        self.done += 1;
        self.quiet_left = if has_new_data { QUIET_POLLS } else { self.quiet_left.saturating_sub(1) };
        self.quiet_left == 0 || self.done >= MAX_POLLS
    }
}
