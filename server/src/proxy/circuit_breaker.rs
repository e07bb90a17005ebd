//! How many requests with one key may be sent to the API at a time, and when none at all.
//!
//! - A `Retry-After` holds for all requests, whichever of them it came for.
//! - After several outages in a row no request is sent for a while, then a single one (a circuit breaker). Each success
//!   after that lets one more request through at a time: the API gets no stampede when it comes back.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::failure::Failure;
use super::upstream::Fetched;

/// Most requests at a time.
const MAX_CONCURRENT: usize = 16;
/// Outages in a row after which the breaker opens.
const OUTAGES: u32 = 4;
/// How long it stays open the first time. Each further outage doubles that, up to `MAX_PAUSE`.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// See `FIRST_PAUSE`.
const MAX_PAUSE: Duration = Duration::from_secs(15);
/// Longest `Retry-After` that is obeyed, as the chart does.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Limits the requests with one key.
#[derive(Debug)]
pub struct CircuitBreaker {
    state: Mutex<State>,
    /// Wakes one waiting request for each that may be sent.
    freed: Notify,
}

#[derive(Debug)]
struct State {
    in_flight: usize,
    /// How many may be in flight.
    limit: usize,
    /// Outages since the last success.
    outages: u32,
    /// No request before this time, and the status that viewers get instead.
    paused: Option<(Instant, StatusCode)>,
}

impl State {
    /// Extends the pause; it never shortens one.
    fn pause(&mut self, until: Instant, status: StatusCode) {
        if self.paused.is_none_or(|(current, _)| current < until) {
            self.paused = Some((until, status));
        }
    }
}

impl Default for CircuitBreaker {
    fn default() -> Self {
        let state = State { in_flight: 0, limit: MAX_CONCURRENT, outages: 0, paused: None };
        Self { state: Mutex::new(state), freed: Notify::new() }
    }
}

/// Allows one request. It counts as in flight until it is dropped.
#[derive(Debug)]
pub struct Permit<'a>(&'a CircuitBreaker);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state().in_flight -= 1;
        self.0.freed.notify_one();
    }
}

impl CircuitBreaker {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn, at most for `limit`.
    ///
    /// # Errors
    /// [`Failure::Paused`] while no request may be sent, [`Failure::Busy`] if the turn does not come in time.
    pub async fn acquire(&self, limit: Duration) -> Result<Permit<'_>, Failure> {
        timeout(limit, self.turn()).await.unwrap_or(Err(Failure::Busy))
    }

    async fn turn(&self) -> Result<Permit<'_>, Failure> {
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            {
                let mut state = self.state();
                if let Some((until, status)) = state.paused {
                    if Instant::now() < until {
                        return Err(Failure::Paused { status, until });
                    }
                    state.paused = None;
                }
                if state.in_flight < state.limit {
                    state.in_flight += 1;
                    return Ok(Permit(self));
                }
            }
            freed.await;
        }
    }

    /// The time before which no request may be sent, if there is one.
    pub fn paused_until(&self) -> Option<Instant> {
        self.state().paused.map(|(until, _)| until).filter(|until| Instant::now() < *until)
    }

    /// Takes note of how a request ended.
    pub fn record(&self, result: &Result<Fetched, Failure>) {
        match result {
            Ok(_) => self.record_success(),
            Err(failure) => self.record_failure(failure),
        }
    }

    fn record_success(&self) {
        let mut state = self.state();
        state.outages = 0;
        if state.limit < MAX_CONCURRENT {
            state.limit += 1;
            self.freed.notify_one();
        }
    }

    fn record_failure(&self, failure: &Failure) {
        let now = Instant::now();
        let mut state = self.state();
        // Requests that were in flight when it opened are no news.
        let is_open = state.paused.is_some_and(|(until, _)| now < until);
        if failure.is_outage() && !is_open {
            state.outages = state.outages.saturating_add(1);
            if let Some(times) = state.outages.checked_sub(OUTAGES) {
                let wait = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(times)).min(MAX_PAUSE);
                state.pause(now + wait, StatusCode::SERVICE_UNAVAILABLE);
                state.limit = 1;
            }
        }
        if let Failure::ErrorResponse(response) = failure
            && let Some(wait) = response.retry_after
        {
            let limited = response.status == StatusCode::TOO_MANY_REQUESTS;
            let status = if limited { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::SERVICE_UNAVAILABLE };
            state.pause(now + wait.min(MAX_RETRY_AFTER), status);
        }
        let pause = state.paused.map(|(until, _)| until.saturating_duration_since(now));
        drop(state);
        if let Some(pause) = pause {
            // An earlier pause may be over.
            if !is_open && !pause.is_zero() {
                tracing::warn!(seconds = pause.as_secs_f64(), "no request is sent to the API for a while");
            }
            // Those that wait for a turn get none.
            self.freed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::HeaderMap;
    use tokio::task::yield_now;

    use super::super::api_response::ApiResponse;
    use super::*;

    fn error_response(status: StatusCode, retry_after: Option<Duration>) -> Failure {
        Failure::ErrorResponse(Arc::new(ApiResponse::new(status, &HeaderMap::new(), retry_after, Vec::new())))
    }

    fn fail(breaker: &CircuitBreaker, times: u32) {
        for _ in 0..times {
            breaker.record_failure(&Failure::Unreachable);
        }
    }

    #[tokio::test]
    async fn opens_after_outages_in_a_row_only() {
        let breaker = CircuitBreaker::default();
        fail(&breaker, OUTAGES - 1);
        breaker.record_success();
        fail(&breaker, OUTAGES - 1);
        assert!(breaker.paused_until().is_none());
        for _ in 0..100 {
            breaker.record_failure(&Failure::Unexpected(StatusCode::NO_CONTENT));
            breaker.record_failure(&error_response(StatusCode::INTERNAL_SERVER_ERROR, None));
        }
        assert!(breaker.paused_until().is_none(), "errors of one resource are no outage");
        fail(&breaker, 1);
        assert!(breaker.paused_until().is_some());
        let Err(Failure::Paused { status, until }) = breaker.acquire(MAX_PAUSE).await.map(|_| ()) else {
            panic!("open")
        };
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        fail(&breaker, 20);
        let again = breaker.acquire(MAX_PAUSE).await.map(|_| ());
        assert!(
            matches!(again, Err(Failure::Paused { until: same, .. }) if same == until),
            "late failures extend nothing"
        );
    }

    #[tokio::test]
    async fn a_retry_after_holds_for_all_and_is_bounded() {
        let breaker = CircuitBreaker::default();
        breaker.record_failure(&error_response(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs(7))));
        let Err(Failure::Paused { status, until }) = breaker.acquire(MAX_PAUSE).await.map(|_| ()) else {
            panic!("paused")
        };
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert!(until <= Instant::now() + Duration::from_secs(7));
        breaker.record_failure(&error_response(StatusCode::SERVICE_UNAVAILABLE, Some(Duration::from_secs(86_400))));
        let Err(Failure::Paused { until, .. }) = breaker.acquire(MAX_PAUSE).await.map(|_| ()) else { panic!("paused") };
        assert!(until <= Instant::now() + MAX_RETRY_AFTER);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_is_not_waited_for_without_end() {
        let breaker = CircuitBreaker::default();
        let mut permits = Vec::new();
        for _ in 0..MAX_CONCURRENT {
            permits.push(breaker.acquire(MAX_PAUSE).await.unwrap());
        }
        assert!(matches!(breaker.acquire(MAX_PAUSE).await, Err(Failure::Busy)));
        permits.pop();
        breaker.acquire(MAX_PAUSE).await.unwrap();
    }

    #[tokio::test]
    async fn lets_one_through_after_an_outage_and_then_more() {
        let breaker = Arc::new(CircuitBreaker::default());
        fail(&breaker, OUTAGES);
        breaker.state().paused = None;
        let probe = breaker.acquire(MAX_PAUSE).await.unwrap();
        let waiting: Vec<_> = (0..MAX_CONCURRENT)
            .map(|_| {
                let breaker = Arc::clone(&breaker);
                tokio::spawn(async move {
                    let permit = breaker.acquire(MAX_PAUSE).await.unwrap();
                    breaker.record_success();
                    yield_now().await;
                    drop(permit);
                })
            })
            .collect();
        for _ in 0..50 {
            yield_now().await;
        }
        assert_eq!(breaker.state().in_flight, 1, "a single probe");
        breaker.record_success();
        drop(probe);
        for task in waiting {
            task.await.unwrap();
        }
        let state = breaker.state();
        assert_eq!((state.in_flight, state.limit), (0, MAX_CONCURRENT));
    }
}
