//! What to ask next, and when. A state machine: no I/O, and no clock of its own (times are ms of any steady clock).
//!
//! One request at a time, of four routes: the traces, beside them the job (its status is in no validator of the traces),
//! the counts where the job does not tell the total, and the progress entries while somebody wants some. [`Poll::next`]
//! says what to do; [`Poll::answered`] how it ended.
//! - [`interval`]: the time between two requests while all is well
//! - [`backoff`]: while it is not
//! - [`validator`]: what `If-None-Match` says
//! - `turn` and `settling`: when a route is asked, and how often after the end of the job

pub mod backoff;
pub mod interval;
pub mod random;
mod settling;
mod turn;
pub mod validator;

use self::{interval::Interval, random::Random, settling::Settling, turn::Turn, validator::Validator};
use crate::{error::Error, response::job::Attempt};

/// Shortest time between two requests of one route in ms.
pub const MIN_INTERVAL: f64 = 1_000.0;
/// Longest time between two requests in ms while somebody looks, unless the page wishes a longer one.
pub const MAX_INTERVAL: f64 = 60_000.0;
/// The job's status is asked this many times less often than its traces.
const JOB_EVERY: f64 = 3.0;
/// So many failures or intervals without an answer, and what is shown is stale.
const MISSES_UNTIL_STALE: u32 = 3;

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send this request; then tell its end by [`Poll::answered`].
    Ask(Request),
    /// Look again in so many ms.
    Sleep(f64),
    /// Nothing until something changes: an answer, attention, a person.
    Rest,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The traces, with this as `If-None-Match`.
    Traces(Option<String>),
    /// The job.
    Job,
    /// The numbers of inputs.
    Counts,
    /// A page of progress entries; who wants them knows which.
    Entries,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// New traces.
    Fresh {
        /// The `ETag` header, if script may read it.
        etag: Option<&'a str>,
        /// The validator in the body.
        latest_event_at: Option<&'a str>,
        /// Length of the time axis in ms.
        span: f64,
    },
    /// 200 with the traces that are held already.
    Unchanged {
        /// As above.
        etag: Option<&'a str>,
    },
    /// 304.
    NotModified,
    /// The job.
    Job {
        /// Where it stands.
        attempt: Attempt,
        /// Whether it told the number of its files.
        counted: bool,
    },
    /// The counts.
    Counts,
    /// Progress entries.
    Entries,
    /// Anything else.
    Failed {
        /// What it was.
        error: &'a Error,
        /// ms that the server asked to wait.
        retry_after: Option<f64>,
    },
}

/// Whether anybody could see an answer, and whether one could come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// The page is visible.
    pub visible: bool,
    /// One of the charts is in the viewport.
    pub on_screen: bool,
    /// There is a network.
    pub online: bool,
}

impl Attention {
    /// Somebody looks, and there is a network.
    pub const FULL: Self = Self { visible: true, on_screen: true, online: true };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Traces,
    Job,
    Counts,
    Entries,
}

/// A poll of one job with one configuration.
#[derive(Debug)]
pub struct Poll {
    attention: Attention,
    in_flight: Option<Route>,
    traces: Turn,
    job: Turn,
    counts: Turn,
    /// Asked as soon as they are wanted, also after the end of the job.
    entries: Turn,
    /// Nothing is asked before this: the server wished so.
    hold: f64,
    /// A person must change something first.
    stopped: bool,
    /// The job has ended, and all of it is here.
    done: bool,
    /// Somebody looked again, and has not heard of the job since: it is asked about, whatever the traces say, and however
    /// often that fails.
    owed: bool,
    interval: Interval,
    validator: Validator,
    /// The validator went with the request under way.
    validated: bool,
    /// The next traces are fetched whole and decoded, whatever validators say.
    reload: bool,
    attempt: Option<Attempt>,
    settling: Option<Settling>,
    confirmed: Option<f64>,
    random: Random,
}

impl Poll {
    /// A poll that asks at once, then every `interval` ms (at least [`MIN_INTERVAL`]); `seed` spreads its retries.
    pub fn new(interval: f64, seed: u64) -> Self {
        Self {
            attention: Attention::FULL,
            in_flight: None,
            traces: Turn::new(true),
            // The first picture goes first.
            job: Turn::new(false),
            counts: Turn::new(false),
            entries: Turn::new(false),
            hold: f64::NEG_INFINITY,
            stopped: false,
            done: false,
            owed: false,
            interval: Interval::new(interval),
            validator: Validator::default(),
            validated: false,
            reload: true,
            attempt: None,
            settling: None,
            confirmed: None,
            random: Random::new(seed),
        }
    }

    /// What to do at `now`. After [`Step::Ask`] the request counts as sent.
    pub fn next(&mut self, now: f64) -> Step {
        if self.in_flight.is_some() || self.stopped || self.attention != Attention::FULL {
            return Step::Rest;
        }
        let at = |turn: &Turn| if self.done { f64::INFINITY } else { turn.at().max(self.hold) };
        let (traces, counts) = (at(&self.traces), at(&self.counts));
        let job = if self.owed { self.job.at().max(self.hold) } else { at(&self.job) };
        // Pages follow one another as fast as the server gives them.
        let entries = if self.entries.wanted { self.entries.due.max(self.hold) } else { f64::INFINITY };
        // A job that is nearly due goes along, and first: what it says may make the traces' validator worthless.
        let along = traces <= now
            && job.is_finite()
            && self.job.due <= now + self.interval.ms() / 2.0
            && self.job.floor() <= now;
        let route = if job <= now || along {
            Route::Job
        } else if traces <= now {
            Route::Traces
        } else if entries <= now {
            Route::Entries
        } else if counts <= now {
            Route::Counts
        } else {
            let next = traces.min(job).min(counts).min(entries);
            return if next.is_finite() { Step::Sleep(next - now) } else { Step::Rest };
        };
        self.in_flight = Some(route);
        self.turn(route).sent = now;
        Step::Ask(match route {
            Route::Traces => {
                let validator = self.validator.header().filter(|_| !self.reload);
                self.validated = validator.is_some();
                Request::Traces(validator)
            }
            Route::Job => Request::Job,
            Route::Counts => Request::Counts,
            Route::Entries => Request::Entries,
        })
    }

    /// The request ended at `now`.
    pub fn answered(&mut self, now: f64, answer: Answer) {
        let Some(route) = self.in_flight.take() else { return };
        match answer {
            Answer::Fresh { etag, latest_event_at, span } => {
                self.validator.renew(etag, latest_event_at);
                self.interval.moved(span);
                self.confirm(now, true);
            }
            Answer::Unchanged { etag } => {
                self.validator.miss(self.validated, etag);
                self.unmoved(now);
            }
            Answer::NotModified => {
                self.validator.confirm();
                self.unmoved(now);
            }
            Answer::Job { attempt, counted } => self.hear_of_job(now, attempt, counted),
            Answer::Counts => {
                self.counts.failures = 0;
                self.counts.due = now + self.interval.longest();
            }
            Answer::Entries => self.entries.failures = 0,
            Answer::Failed { error, retry_after } => self.failed(now, route, error, retry_after),
        }
    }

    fn unmoved(&mut self, now: f64) {
        // A 304 can hide the end of the job.
        if self.interval.unmoved() == 1 {
            self.job.due = self.job.due.min(now.max(self.job.sent + self.interval.base()));
        }
        self.confirm(now, false);
    }

    /// The server confirmed what is shown, or gave what is.
    fn confirm(&mut self, now: f64, fresh: bool) {
        if self.confirmed.is_none() {
            self.job.wanted = true;
            self.job.due = now;
        }
        self.confirmed = Some(now);
        self.traces.failures = 0;
        let reloaded = std::mem::take(&mut self.reload);
        if let Some(settling) = &mut self.settling
            && !reloaded
        {
            self.done = settling.polled(fresh);
        }
        self.traces.due = now + self.pause();
    }

    /// ms until the traces are asked again, while all is well.
    fn pause(&self) -> f64 {
        if self.settling.is_some() { self.interval.base() } else { self.interval.ms() }
    }

    fn hear_of_job(&mut self, now: f64, attempt: Attempt, counted: bool) {
        self.job.failures = 0;
        self.owed = false;
        self.job.due = now + (self.interval.ms() * JOB_EVERY).min(self.interval.longest());
        let before = self.attempt.replace(attempt);
        let changed = before.is_some_and(|before| before != attempt);
        if changed {
            self.reload = true;
            self.interval.wake();
            self.traces.soon(now);
        }
        if changed || before.is_none() {
            self.settling = attempt.status.is_terminal().then(Settling::new);
            self.done = false;
            self.traces.due = self.traces.due.min(now + self.pause());
        }
        self.counts.wanted = !counted;
    }

    fn failed(&mut self, now: f64, route: Route, error: &Error, retry_after: Option<f64>) {
        let interval = self.interval.base();
        let turn = self.turn(route);
        turn.failures = turn.failures.saturating_add(1);
        let failures = turn.failures;
        let delay = backoff::delay(interval, failures, &mut self.random);
        self.turn(route).due = now + delay;
        if let Some(retry_after) = retry_after {
            self.hold = now + backoff::held(retry_after, interval, &mut self.random);
            self.turn(route).due = self.hold;
        } else if *error == Error::RateLimited {
            self.hold = now + delay;
        }
        match route {
            Route::Traces => {
                self.stopped = error.is_final();
                if matches!(error, Error::BadResponse(_) | Error::TooLarge(_)) {
                    self.validator.clear();
                    self.reload = true;
                }
            }
            // The chart goes on without the job; whether it was deleted, the traces will tell.
            Route::Job if error.is_final() => {
                self.job.refused = true;
                self.counts.wanted = true;
                if self.attempt.is_some() {
                    self.traces.soon(now);
                }
            }
            Route::Counts if error.is_final() => self.counts.refused = true,
            // Whoever wants the entries decides whether to go on wanting them.
            Route::Job | Route::Counts | Route::Entries => {}
        }
    }

    fn turn(&mut self, route: Route) -> &mut Turn {
        match route {
            Route::Traces => &mut self.traces,
            Route::Job => &mut self.job,
            Route::Counts => &mut self.counts,
            Route::Entries => &mut self.entries,
        }
    }

    fn sent(&self, route: Route) -> f64 {
        match route {
            Route::Traces => self.traces.sent,
            Route::Job => self.job.sent,
            Route::Counts => self.counts.sent,
            Route::Entries => self.entries.sent,
        }
    }

    /// Whether somebody wants progress entries.
    pub fn want_entries(&mut self, wanted: bool) {
        self.entries.wanted = wanted;
    }

    /// Whether a person must change something before anything is asked again.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Before this no progress entries are asked, in ms of the same clock.
    pub fn entries_due(&self) -> f64 {
        self.entries.due.max(self.hold)
    }

    /// Asks at once, also after a rest or while the server wished to be left alone; a request under way stays the only one.
    pub fn refresh(&mut self, now: f64) {
        self.stopped = false;
        self.hold = f64::NEG_INFINITY;
        self.traces.due = now;
        self.look_again(now, now);
    }

    /// Whether anybody could see an answer. Without full attention nothing is asked; whoever comes back is served at once,
    /// but by one round, however much was missed.
    pub fn attend(&mut self, now: f64, attention: Attention) {
        let before = std::mem::replace(&mut self.attention, attention);
        if before != Attention::FULL && attention == Attention::FULL {
            let at = now.max(self.traces.sent + self.interval.base());
            self.traces.due = self.traces.due.min(at);
            self.look_again(now, at);
        }
    }

    /// Somebody looks: the job, too, may have changed since it ended or was refused.
    fn look_again(&mut self, now: f64, at: f64) {
        self.interval.wake();
        self.owed = true;
        if self.done {
            self.done = false;
            self.settling = Some(Settling::again());
            self.traces.due = at;
            self.job.due = at;
        }
        self.job.refused = false;
        self.job.due = self.job.due.min(now.max(self.job.sent + self.interval.base()));
        self.counts.refused = false;
        self.entries.due = self.entries.due.min(at);
    }

    /// Changes the page's wish, in ms.
    pub fn set_interval(&mut self, interval: f64) {
        let before = self.interval.base();
        self.interval.set_base(interval);
        let sooner = before - self.interval.base();
        if sooner > 0.0 && self.traces.failures == 0 {
            self.traces.due -= sooner;
        }
    }

    /// The widest chart has so many device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.interval.set_pixels(pixels);
    }

    /// Whether traces with this `latest_event_at` are the ones that are held, and need no decoding.
    pub fn holds(&self, latest_event_at: &str) -> bool {
        !self.reload && self.validator.holds(latest_event_at)
    }

    /// Whether the next traces are news, whatever is in them.
    pub fn reloads(&self) -> bool {
        self.reload
    }

    /// When the next request is due, in ms of the same clock; `None` if not by itself.
    pub fn due(&self) -> Option<f64> {
        let at = self.traces.at().min(self.job.at()).min(self.counts.at()).max(self.hold);
        (!self.stopped && !self.done && self.attention == Attention::FULL).then_some(at)
    }

    /// When the traces are asked next; `None` if not by itself.
    pub fn traces_due(&self) -> Option<f64> {
        self.due().map(|_| self.traces.at().max(self.hold))
    }

    /// Whether what is shown was not confirmed for three intervals, or after three tries.
    pub fn is_stale(&self, now: f64) -> bool {
        let Some(confirmed) = self.confirmed.filter(|_| !self.done) else { return false };
        // An answer that is awaited is not missed.
        let until = self.in_flight.map_or(now, |route| self.sent(route));
        self.traces.failures >= MISSES_UNTIL_STALE
            || until - confirmed >= self.interval.ms() * f64::from(MISSES_UNTIL_STALE)
    }

    /// Whether the job's attempt has ended and the traces that are held were fetched after that was known.
    pub fn has_finished(&self) -> bool {
        self.settling.is_some() && !self.reload
    }
}

#[cfg(test)]
mod tests;
