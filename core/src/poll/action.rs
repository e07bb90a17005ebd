//! What goes in and out of the scheduler.

use crate::{error::Error, response::job::Attempt};

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send this request, then report how it ended to
    /// [`PollScheduler::handle_outcome`](super::PollScheduler::handle_outcome).
    Send(Request),
    /// Nothing for this many ms.
    Wait(f64),
    /// Nothing until something changes: an outcome, the availability, a call of the page.
    Idle,
}

/// A request, by its route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The traces, with this value of `If-None-Match`.
    Traces(Option<String>),
    /// The job.
    Job,
    /// The numbers of inputs per state.
    Counts,
    /// A page of progress entries; the caller knows which.
    Entries,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// 200 with new traces.
    NewTraces {
        /// The `ETag` header, if script may read it.
        etag: Option<&'a str>,
        /// The validator in the body.
        latest_event_at: Option<&'a str>,
        /// Length of the time axis in ms.
        span_ms: f64,
    },
    /// 200 with the current traces.
    Unchanged {
        /// The `ETag` header, if script may read it.
        etag: Option<&'a str>,
    },
    /// 304.
    NotModified,
    /// The job.
    Job {
        /// Its status and its numbers of retries and preemptions.
        attempt: Attempt,
        /// Whether it gave the number of its files.
        has_total: bool,
    },
    /// The counts.
    Counts,
    /// A page of progress entries.
    Entries,
    /// Anything else.
    Failed {
        /// What went wrong.
        error: &'a Error,
        /// ms to wait that the server requested.
        retry_after: Option<f64>,
    },
}

/// Whether anybody could see a response, and whether one could arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// The page is visible.
    pub visible: bool,
    /// One of the charts is in the viewport, or near it.
    pub on_screen: bool,
    /// There is a network.
    pub online: bool,
}

impl Availability {
    /// Visible, on screen and online: only then are requests sent.
    pub const FULL: Self = Self { visible: true, on_screen: true, online: true };
}
