//! The polls between the end of a job and rest.

/// Polls in a row with nothing new after the end of a job, before it is believed: late events come.
const QUIET_POLLS: u32 = 2;
/// Polls after the end of a job, whatever they bring.
pub const MAX_POLLS: u32 = 8;

/// Counts the polls after a job's end.
#[derive(Debug)]
pub struct Settling {
    left: u32,
    spent: u32,
}

impl Settling {
    /// The job has just ended.
    pub fn new() -> Self {
        Self { left: QUIET_POLLS, spent: 0 }
    }

    /// The job ended long ago, and somebody looks again.
    pub fn again() -> Self {
        Self { left: 1, spent: 0 }
    }

    /// A poll came back; gives whether that is all.
    pub fn polled(&mut self, fresh: bool) -> bool {
        self.spent += 1;
        self.left = if fresh { QUIET_POLLS } else { self.left.saturating_sub(1) };
        self.left == 0 || self.spent >= MAX_POLLS
    }
}
