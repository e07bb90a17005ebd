//! When a route is asked.

use super::MIN_INTERVAL;

/// The schedule of one route.
#[derive(Debug)]
pub struct Turn {
    /// ms of the poll's clock.
    pub due: f64,
    /// When it was asked last.
    pub sent: f64,
    /// Failures in a row.
    pub failures: u32,
    /// What it would tell is wanted.
    pub wanted: bool,
    /// The server does not let us, while it lets us have the traces.
    pub refused: bool,
}

impl Turn {
    /// A route that is due at once.
    pub fn new(wanted: bool) -> Self {
        Self { due: 0.0, sent: f64::NEG_INFINITY, failures: 0, wanted, refused: false }
    }

    /// When it may be asked next.
    pub fn at(&self) -> f64 {
        if self.wanted && !self.refused { self.due.max(self.floor()) } else { f64::INFINITY }
    }

    /// Before this it may not be asked, whatever happens.
    pub fn floor(&self) -> f64 {
        self.sent + MIN_INTERVAL
    }

    /// It is due by `now`.
    pub fn soon(&mut self, now: f64) {
        self.due = self.due.min(now);
    }
}
