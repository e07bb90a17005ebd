//! What to ask next, and when. A state machine: no I/O, and no clock of its own (times are ms of any steady clock).

use crate::error::Error;

/// Shortest time between two requests in ms.
pub const MIN_INTERVAL: f64 = 1_000.0;
/// Longest time between two requests in ms, however many failed.
const MAX_DELAY: f64 = 60_000.0;

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send a request, with this as `If-None-Match`; then tell its end by [`Poll::answered`].
    Ask(Option<String>),
    /// Look again in so many ms.
    Sleep(f64),
    /// Nothing until a person changes something.
    Rest,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// 200 and readable.
    Fresh {
        /// The `ETag` header, if script may read it.
        etag: Option<&'a str>,
        /// The validator in the body.
        latest_event_at: Option<&'a str>,
    },
    /// 304.
    NotModified,
    /// Anything else.
    Failed(&'a Error),
}

/// A poll of one job with one configuration.
#[derive(Debug)]
pub struct Poll {
    interval: f64,
    due: f64,
    in_flight: bool,
    resting: bool,
    failures: i32,
    validator: Option<String>,
}

impl Poll {
    /// A poll that asks at once, then every `interval` ms (at least [`MIN_INTERVAL`]).
    pub fn new(interval: f64) -> Self {
        // `max` also turns NaN into the minimum.
        let interval = interval.max(MIN_INTERVAL);
        Self { interval, due: 0.0, in_flight: false, resting: false, failures: 0, validator: None }
    }

    /// What to do at `now`. After [`Step::Ask`] the request counts as sent.
    pub fn next(&mut self, now: f64) -> Step {
        if self.in_flight || self.resting {
            Step::Rest
        } else if now < self.due {
            Step::Sleep(self.due - now)
        } else {
            self.in_flight = true;
            Step::Ask(self.validator.clone())
        }
    }

    /// The request ended at `now`.
    pub fn answered(&mut self, now: f64, answer: Answer) {
        self.in_flight = false;
        match answer {
            Answer::Fresh { etag, latest_event_at } => {
                // A readable ETag first (RFC 9110, 13.1.2), else the validator that the API documents, verbatim.
                self.validator = etag.or(latest_event_at).map(str::to_owned);
                self.failures = 0;
            }
            Answer::NotModified => self.failures = 0,
            Answer::Failed(error) => {
                self.failures += 1;
                self.resting = error.is_final();
                if matches!(error, Error::BadResponse(_) | Error::TooLarge(_)) {
                    self.validator = None;
                }
            }
        }
        self.due = now + (self.interval * 2f64.powi(self.failures.min(16))).min(self.interval.max(MAX_DELAY));
    }

    /// Asks at once, also after a rest; a request under way stays the only one.
    pub fn refresh(&mut self) {
        self.due = 0.0;
        self.resting = false;
    }

    /// When the next request is due, in ms of the same clock; `None` while resting.
    pub fn due(&self) -> Option<f64> {
        (!self.resting).then_some(self.due)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const FRESH: Answer = Answer::Fresh { etag: None, latest_event_at: Some("2026-04-14T10:15:00.283818Z") };

    #[test]
    fn asks_one_at_a_time_and_echoes_the_validator_verbatim() {
        let mut poll = Poll::new(5_000.0);
        assert_eq!(poll.next(0.0), Step::Ask(None));
        assert_eq!(poll.next(0.0), Step::Rest, "one request is under way");
        poll.answered(100.0, FRESH);
        assert_eq!(poll.next(100.0), Step::Sleep(5_000.0));
        assert_eq!(poll.next(5_100.0), Step::Ask(Some("2026-04-14T10:15:00.283818Z".into())));
        poll.answered(5_200.0, Answer::NotModified);
        assert_eq!(poll.next(10_200.0), Step::Ask(Some("2026-04-14T10:15:00.283818Z".into())));
        poll.answered(10_300.0, Answer::Fresh { etag: Some("W/\"a\""), latest_event_at: Some("x") });
        assert_eq!(poll.next(20_000.0), Step::Ask(Some("W/\"a\"".into())));
    }

    #[test]
    fn failures_slow_down_and_the_first_success_resets() {
        let mut poll = Poll::new(1_000.0);
        for delay in [2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0, 60_000.0, 60_000.0] {
            poll.refresh();
            assert!(matches!(poll.next(0.0), Step::Ask(_)));
            poll.answered(0.0, Answer::Failed(&Error::Network));
            assert_eq!(poll.next(0.0), Step::Sleep(delay));
        }
        poll.refresh();
        poll.next(0.0);
        poll.answered(0.0, FRESH);
        assert_eq!(poll.next(0.0), Step::Sleep(1_000.0));
    }

    #[test]
    fn a_refusal_rests_until_refresh() {
        for error in [Error::Unauthorized, Error::Forbidden, Error::NotFound, Error::BadRequest { status: 422 }] {
            let mut poll = Poll::new(1_000.0);
            poll.next(0.0);
            poll.answered(0.0, Answer::Failed(&error));
            assert_eq!((poll.next(1e9), poll.due()), (Step::Rest, None));
            poll.refresh();
            assert!(matches!(poll.next(1e9), Step::Ask(_)));
        }
    }

    #[test]
    fn an_unreadable_answer_drops_the_validator() {
        let mut poll = Poll::new(1_000.0);
        poll.next(0.0);
        poll.answered(0.0, FRESH);
        poll.next(1_000.0);
        poll.answered(1_000.0, Answer::Failed(&Error::BadResponse("cut".into())));
        assert_eq!(poll.next(1e9), Step::Ask(None));
    }

    #[test]
    fn the_interval_has_a_floor() {
        for interval in [f64::NAN, -5.0, 0.0, 10.0] {
            let mut poll = Poll::new(interval);
            poll.next(0.0);
            poll.answered(0.0, FRESH);
            assert_eq!(poll.next(0.0), Step::Sleep(MIN_INTERVAL));
        }
    }
}
