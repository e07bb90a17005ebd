//! When a route is due.

/// The routes of the API that are requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Traces,
    Job,
    Counts,
    Entries,
}

/// The schedule of one route; times are in ms of the scheduler's clock.
#[derive(Debug)]
pub struct RouteSchedule {
    /// When it is due, if `min_interval` allows.
    pub due: f64,
    /// When it was last requested.
    pub sent_at: f64,
    /// ms between two requests, at least.
    min_interval: f64,
    /// Failures in a row.
    pub failures: u32,
    /// Whether its data is needed.
    pub wanted: bool,
    /// The server refuses this route, though not the traces.
    pub refused: bool,
}

impl RouteSchedule {
    /// A route that is due at once.
    pub fn new(wanted: bool, min_interval: f64) -> Self {
        Self { due: 0.0, sent_at: f64::NEG_INFINITY, min_interval, failures: 0, wanted, refused: false }
    }

    /// When to request it next; infinite if not at all.
    pub fn next_at(&self) -> f64 {
        if self.wanted && !self.refused { self.due.max(self.earliest()) } else { f64::INFINITY }
    }

    /// It may not be requested before this, whatever happens.
    pub fn earliest(&self) -> f64 {
        self.sent_at + self.min_interval
    }

    /// Makes it due at `time`, if it is not due before.
    pub fn due_by(&mut self, time: f64) {
        self.due = self.due.min(time);
    }

    /// Gives the number of failures in a row now.
    pub fn record_failure(&mut self) -> u32 {
        self.failures = self.failures.saturating_add(1);
        self.failures
    }
}
