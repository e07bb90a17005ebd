//! The scheduler of one job's requests.

use super::{
    action::{Action, Availability, Outcome, Request},
    backoff,
    interval::{Interval, MIN_INTERVAL, MIN_PAGE_INTERVAL},
    lifecycle::{DrainPolls, Lifecycle},
    random::Random,
    schedule::{Route, RouteSchedule},
    validator::Validator,
};
use crate::{error::Error, response::job::Attempt};

/// The job is polled this many times less often than its traces.
const JOB_EVERY: f64 = 3.0;
/// After this many failures or intervals without a response, what is shown is stale.
const MISSES_UNTIL_STALE: u32 = 3;

/// Decides what to request about one job, and when.
#[derive(Debug)]
pub struct PollScheduler {
    availability: Availability,
    lifecycle: Lifecycle,
    in_flight: Option<InFlight>,
    traces: RouteSchedule,
    job: RouteSchedule,
    counts: RouteSchedule,
    /// Requested as soon as they are wanted, also after the end of the job.
    entries: RouteSchedule,
    /// The server asked for no request before this.
    blocked_until: f64,
    /// The next request of the traces goes without validator, and its response is decoded whatever it says.
    reload_pending: bool,
    /// The user came back or asked for a refresh: the job is requested until that succeeds, even if polling is
    /// finished.
    job_refresh_pending: bool,
    interval: Interval,
    validator: Validator,
    attempt: Option<Attempt>,
    /// When the server last gave or confirmed the current traces.
    confirmed_at: Option<f64>,
    /// How old it was when it came, by a cache's word.
    age_ms: f64,
    random: Random,
}

/// The request that has been sent and not answered.
#[derive(Debug, Clone, Copy)]
struct InFlight {
    route: Route,
    sent_at: f64,
    has_validator: bool,
}

impl PollScheduler {
    /// Polls at once, then every `interval` ms (at least [`MIN_INTERVAL`]); `seed` varies the delays of retries.
    pub fn new(interval: f64, seed: u64) -> Self {
        Self {
            availability: Availability::FULL,
            lifecycle: Lifecycle::of(None),
            in_flight: None,
            traces: RouteSchedule::new(true, MIN_INTERVAL),
            // Wanted once there are traces: the chart shows data first.
            job: RouteSchedule::new(false, MIN_INTERVAL),
            counts: RouteSchedule::new(false, MIN_INTERVAL),
            // Pages follow one another: a user waits for them.
            entries: RouteSchedule::new(false, MIN_PAGE_INTERVAL),
            blocked_until: f64::NEG_INFINITY,
            reload_pending: true,
            job_refresh_pending: false,
            interval: Interval::new(interval),
            validator: Validator::default(),
            attempt: None,
            confirmed_at: None,
            age_ms: 0.0,
            random: Random::new(seed),
        }
    }

    /// What to do at `now`. After [`Action::Send`] the request counts as sent.
    pub fn next_action(&mut self, now: f64) -> Action {
        let is_paused = self.lifecycle == Lifecycle::Rejected || self.availability != Availability::FULL;
        if self.in_flight.is_some() || is_paused {
            return Action::Idle;
        }
        let is_polling = self.lifecycle.is_polling();
        let next_at = |schedule: &RouteSchedule, is_polled: bool| {
            if is_polled { schedule.next_at().max(self.blocked_until) } else { f64::INFINITY }
        };
        let traces = next_at(&self.traces, is_polling);
        let job = next_at(&self.job, is_polling || self.job_refresh_pending);
        let counts = next_at(&self.counts, is_polling);
        let entries = next_at(&self.entries, true);
        // A job that is nearly due goes with the traces, and before them: it may make their validator worthless.
        let coalesce_job = traces <= now
            && job.is_finite()
            && self.job.due <= now + self.interval.ms() / 2.0
            && self.job.earliest() <= now;
        if job <= now || coalesce_job {
            self.send(now, Route::Job, Request::Job)
        } else if traces <= now {
            let validator = self.validator.header().filter(|_| !self.reload_pending);
            self.send(now, Route::Traces, Request::Traces(validator))
        } else if entries <= now {
            self.send(now, Route::Entries, Request::Entries)
        } else if counts <= now {
            self.send(now, Route::Counts, Request::Counts)
        } else {
            let next = traces.min(job).min(counts).min(entries);
            if next.is_finite() { Action::Wait(next - now) } else { Action::Idle }
        }
    }

    fn send(&mut self, now: f64, route: Route, request: Request) -> Action {
        let has_validator = matches!(request, Request::Traces(Some(_)));
        self.in_flight = Some(InFlight { route, sent_at: now, has_validator });
        self.schedule_mut(route).sent_at = now;
        Action::Send(request)
    }

    /// The request in flight ended at `now`; without one, nothing happens.
    pub fn handle_outcome(&mut self, now: f64, outcome: Outcome) {
        let Some(InFlight { route, has_validator, .. }) = self.in_flight.take() else { return };
        match outcome {
            Outcome::NewTraces { etag, latest_event_at, span_ms } => {
                self.validator.store(etag, latest_event_at);
                self.interval.record_changed(span_ms);
                self.record_traces(now, true);
            }
            Outcome::Unchanged { etag } => {
                self.validator.record_ignored(has_validator, etag);
                self.record_unchanged(now);
            }
            Outcome::NotModified => {
                self.validator.record_304();
                self.record_unchanged(now);
            }
            Outcome::Job { attempt, has_total } => self.record_job(now, attempt, has_total),
            Outcome::Counts => {
                self.counts.failures = 0;
                self.counts.due = now + self.interval.longest();
            }
            Outcome::Entries => self.entries.failures = 0,
            Outcome::Failed { error, retry_after } => self.record_failure(now, route, error, retry_after),
        }
    }

    fn record_unchanged(&mut self, now: f64) {
        // Traces that stop growing may mean that the job has ended, which a 304 does not say.
        if self.interval.record_unchanged() == 1 {
            self.job.due_by(now.max(self.job.sent_at + self.interval.base()));
        }
        self.record_traces(now, false);
    }

    /// The server gave or confirmed the traces.
    fn record_traces(&mut self, now: f64, has_new_data: bool) {
        if self.confirmed_at.is_none() {
            self.job.wanted = true;
            self.job.due = now;
        }
        self.confirmed_at = Some(now);
        self.traces.failures = 0;
        // The reload after a change of the attempt does not count as a poll for late events.
        if !std::mem::take(&mut self.reload_pending) {
            self.lifecycle.record_poll(has_new_data);
        }
        self.traces.due = now + self.pause();
    }

    /// ms until the next request of the traces while all is well.
    fn pause(&self) -> f64 {
        if self.has_ended() { self.interval.base() } else { self.interval.ms() }
    }

    fn has_ended(&self) -> bool {
        self.attempt.is_some_and(|attempt| attempt.status.is_terminal())
    }

    fn record_job(&mut self, now: f64, attempt: Attempt, has_total: bool) {
        self.job.failures = 0;
        self.job_refresh_pending = false;
        self.job.due = now + (self.interval.ms() * JOB_EVERY).min(self.interval.longest());
        self.counts.wanted = !has_total;
        let before = self.attempt.replace(attempt);
        if before == Some(attempt) {
            return;
        }
        if before.is_some() {
            self.reload_pending = true;
            self.interval.reset_quiet();
            self.traces.due_by(now);
        }
        self.lifecycle = Lifecycle::of(self.attempt);
        self.traces.due_by(now + self.pause());
    }

    fn record_failure(&mut self, now: f64, route: Route, error: &Error, retry_after: Option<f64>) {
        let interval = self.interval.base();
        let failures = self.schedule_mut(route).record_failure();
        let mut due = now + backoff::delay(interval, failures, &mut self.random);
        if let Some(retry_after) = retry_after {
            due = now + backoff::retry_after_delay(retry_after, interval, &mut self.random);
            self.blocked_until = due;
        } else if *error == Error::RateLimited {
            self.blocked_until = due;
        }
        self.schedule_mut(route).due = due;
        match route {
            Route::Traces => {
                if error.is_permanent() {
                    self.lifecycle = Lifecycle::Rejected;
                }
                if matches!(error, Error::BadResponse(_) | Error::TooLarge(_)) {
                    self.validator.clear();
                    self.reload_pending = true;
                }
            }
            // The chart works without the job. If the job was deleted, the response to the traces will say so.
            Route::Job if error.is_permanent() => {
                self.job.refused = true;
                self.counts.wanted = true;
                if self.attempt.is_some() {
                    self.traces.due_by(now);
                }
            }
            Route::Counts if error.is_permanent() => self.counts.refused = true,
            // Whether entries are still wanted after a permanent error is the caller's decision.
            Route::Job | Route::Counts | Route::Entries => {}
        }
    }

    fn schedule_mut(&mut self, route: Route) -> &mut RouteSchedule {
        match route {
            Route::Traces => &mut self.traces,
            Route::Job => &mut self.job,
            Route::Counts => &mut self.counts,
            Route::Entries => &mut self.entries,
        }
    }

    /// Sets whether progress entries are requested.
    pub fn want_entries(&mut self, wanted: bool) {
        self.entries.wanted = wanted;
    }

    /// Whether a person must change something before anything is requested again.
    pub fn is_rejected(&self) -> bool {
        self.lifecycle == Lifecycle::Rejected
    }

    /// No progress entries are requested before this time.
    pub fn entries_due(&self) -> f64 {
        self.entries.due.max(self.blocked_until)
    }

    /// Makes the traces due now, also after a permanent error and against `Retry-After`. They are requested while the
    /// job is available, and not sooner than [`MIN_INTERVAL`] after the last request; a request in flight stays the
    /// only one.
    pub fn refresh(&mut self, now: f64) {
        if self.lifecycle == Lifecycle::Rejected {
            self.lifecycle = Lifecycle::of(self.attempt);
        }
        self.blocked_until = f64::NEG_INFINITY;
        self.traces.due = now;
        self.recheck(now, now);
    }

    /// Without [`Availability::FULL`] nothing is requested. When it returns, traces and job are due one interval after
    /// their last request, or now if that has passed: once, however many polls were missed.
    pub fn set_availability(&mut self, now: f64, availability: Availability) {
        let before = std::mem::replace(&mut self.availability, availability);
        if before != Availability::FULL && availability == Availability::FULL {
            let at = now.max(self.traces.sent_at + self.interval.base());
            self.traces.due_by(at);
            self.recheck(now, at);
        }
    }

    /// The job may have changed, also one that ended, and routes that were refused may answer: all are asked again, the
    /// traces at `at`.
    fn recheck(&mut self, now: f64, at: f64) {
        self.interval.reset_quiet();
        self.job_refresh_pending = true;
        if self.lifecycle == Lifecycle::Finished {
            self.lifecycle = Lifecycle::Draining(DrainPolls::recheck());
            self.traces.due = at;
            self.job.due = at;
        }
        self.job.refused = false;
        self.job.due_by(now.max(self.job.sent_at + self.interval.base()));
        self.counts.refused = false;
        self.entries.due_by(at);
    }

    /// Sets the ms between two requests. With a shorter interval the next request comes earlier by the difference.
    pub fn set_interval(&mut self, ms: f64) {
        let before = self.interval.base();
        self.interval.set_base(ms);
        let sooner = before - self.interval.base();
        if sooner > 0.0 && self.traces.failures == 0 {
            self.traces.due -= sooner;
        }
    }

    /// Sets the width of the widest chart in device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.interval.set_pixels(pixels);
    }

    /// Whether traces with this `latest_event_at` are the current ones, and need no decoding.
    pub fn is_current(&self, latest_event_at: &str) -> bool {
        !self.reload_pending && self.validator.is_current(latest_event_at)
    }

    /// Whether the next traces count as new, whatever they contain.
    pub fn must_reload(&self) -> bool {
        self.reload_pending
    }

    /// When the traces are requested next; `None` if that is not scheduled.
    pub fn traces_due(&self) -> Option<f64> {
        let is_scheduled = self.is_polling() && self.availability == Availability::FULL;
        is_scheduled.then(|| self.traces.next_at().max(self.blocked_until))
    }

    /// Whether the traces are polled whenever the availability allows it.
    pub fn is_polling(&self) -> bool {
        self.lifecycle.is_polling()
    }

    /// The traces that have just been recorded were confirmed `age_ms` earlier, by a cache's word.
    pub fn record_age(&mut self, age_ms: f64) {
        self.confirmed_at = self.confirmed_at.map(|at| at - age_ms);
        self.age_ms = age_ms;
    }

    /// When the API last gave or confirmed the current traces.
    pub fn confirmed_at(&self) -> Option<f64> {
        self.confirmed_at
    }

    /// Whether the traces were not confirmed for three intervals, or three tries failed.
    pub fn is_stale(&self, now: f64) -> bool {
        let Some(confirmed_at) = self.confirmed_at else { return false };
        // Time spent waiting for a response is not a missed interval.
        let until = self.in_flight.map_or(now, |request| request.sent_at);
        let misses = f64::from(MISSES_UNTIL_STALE);
        let is_late = until - confirmed_at >= self.interval.ms() * misses;
        // The interval has grown with each such response, since it had no new data.
        let was_old = self.age_ms >= self.interval.base() * misses;
        self.lifecycle != Lifecycle::Finished && (is_late || was_old || self.traces.failures >= MISSES_UNTIL_STALE)
    }

    /// Whether the job's attempt has ended, and the current traces were fetched after that was known.
    pub fn has_finished(&self) -> bool {
        self.has_ended() && !self.reload_pending
    }
}

#[cfg(test)]
#[path = "scheduler_tests.rs"]
mod tests;
