use super::*;
use crate::{
    poll::{MAX_INTERVAL, lifecycle},
    response::job::Status,
};

const LATEST: &str = "2026-04-14T10:15:00.283818Z";
const FRESH: Outcome = Outcome::NewTraces { etag: None, latest_event_at: Some(LATEST), span_ms: 0.0 };

fn job(status: Status, retry_count: u64) -> Outcome<'static> {
    Outcome::Job { attempt: Attempt { status, retry_count, preemption_count: 0 }, has_total: true }
}

fn failed(error: &Error) -> Outcome<'_> {
    Outcome::Failed { error, retry_after: None }
}

/// A scheduler, its clock, and responses that come at once.
struct Client {
    scheduler: PollScheduler,
    now: f64,
}

impl Client {
    fn new(interval: f64) -> Self {
        Self { scheduler: PollScheduler::new(interval, 1), now: 0.0 }
    }

    /// Waits until the next request and gives it.
    fn next_request(&mut self) -> Request {
        loop {
            match self.scheduler.next_action(self.now) {
                Action::Send(request) => return request,
                Action::Wait(ms) => self.now += ms,
                Action::Idle => panic!("it is idle"),
            }
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        self.scheduler.handle_outcome(self.now, outcome);
    }

    fn is_finished(&self) -> bool {
        self.scheduler.lifecycle == Lifecycle::Finished
    }

    /// Answers requests for the job by `job` until the traces are requested, and gives their validator.
    fn traces(&mut self, job: Outcome) -> Option<String> {
        loop {
            match self.next_request() {
                Request::Traces(validator) => return validator,
                Request::Job => self.finish(job),
                Request::Counts => self.finish(Outcome::Counts),
                Request::Entries => self.finish(Outcome::Entries),
            }
        }
    }

    /// Until the job is known to run, with new data at `now`.
    fn running(interval: f64) -> Self {
        let mut client = Self::new(interval);
        client.next_request();
        client.finish(FRESH);
        assert_eq!(client.next_request(), Request::Job);
        client.finish(job(Status::Running, 0));
        client
    }
}

#[test]
fn the_traces_come_first_then_the_job() {
    let mut client = Client::new(5_000.0);
    assert_eq!(client.next_request(), Request::Traces(None));
    assert_eq!(client.scheduler.next_action(client.now), Action::Idle, "one request is in flight");
    client.finish(FRESH);
    assert_eq!(client.next_request(), Request::Job);
    assert_eq!(client.now, 0.0);
    client.finish(job(Status::Running, 0));
    assert_eq!(client.scheduler.next_action(client.now), Action::Wait(5_000.0));
    assert_eq!(client.next_request(), Request::Traces(Some(LATEST.into())), "verbatim");
}

#[test]
fn the_job_is_requested_less_often_and_before_the_traces() {
    let mut client = Client::running(5_000.0);
    let mut requests = Vec::new();
    while client.now < 31_000.0 {
        let request = client.next_request();
        requests.push((client.now, matches!(request, Request::Job)));
        client.finish(if request == Request::Job { job(Status::Running, 0) } else { FRESH });
    }
    let jobs: Vec<f64> = requests.iter().filter(|(_, job)| *job).map(|(at, _)| *at).collect();
    assert_eq!(jobs, [15_000.0, 30_000.0]);
    assert!(requests.windows(2).all(|pair| !(pair[1] == (15_000.0, true) && pair[0].0 == 15_000.0)));
}

#[test]
fn when_the_traces_go_quiet_the_job_is_requested_once_more() {
    let mut client = Client::running(5_000.0);
    assert!(matches!(client.next_request(), Request::Traces(Some(_))));
    client.finish(Outcome::NotModified);
    assert_eq!((client.next_request(), client.now), (Request::Job, 5_000.0));
    client.finish(job(Status::Running, 0));
    assert_eq!((client.next_request(), client.now), (Request::Traces(Some(LATEST.into())), 15_000.0), "twice as long");
}

#[test]
fn a_change_that_no_validator_covers_reloads_the_traces() {
    let same = Attempt { status: Status::Running, retry_count: 0, preemption_count: 0 };
    let changes = [
        Attempt { status: Status::Preempted, ..same },
        Attempt { retry_count: 1, ..same },
        Attempt { preemption_count: 1, ..same },
    ];
    for attempt in changes {
        let mut client = Client::running(5_000.0);
        client.traces(job(Status::Running, 0));
        client.finish(Outcome::NotModified);
        assert_eq!(client.next_request(), Request::Job);
        assert!(client.scheduler.is_current(LATEST));
        client.finish(Outcome::Job { attempt, has_total: true });
        assert!(!client.scheduler.is_current(LATEST), "the same body is decoded again");
        assert_eq!(
            (client.next_request(), client.now),
            (Request::Traces(None), 6_000.0),
            "at once, but not within a second"
        );
        client.finish(FRESH);
        assert_eq!(client.traces(job(Status::Running, 0)), Some(LATEST.into()), "once");
    }
}

#[test]
fn after_the_end_it_drains_and_is_idle_until_somebody_looks() {
    let mut client = Client::running(5_000.0);
    client.traces(job(Status::Completed, 0));
    client.finish(Outcome::NotModified);
    assert_eq!(client.next_request(), Request::Job);
    client.finish(job(Status::Completed, 0));
    assert!(!client.scheduler.has_finished(), "its last traces have not loaded");
    assert_eq!(client.next_request(), Request::Traces(None));
    client.finish(FRESH);
    assert!(client.scheduler.has_finished());
    for _ in 0..2 {
        let before = client.now;
        assert_eq!(client.traces(job(Status::Completed, 0)), Some(LATEST.into()));
        assert_eq!(client.now - before, 5_000.0);
        client.finish(Outcome::NotModified);
    }
    assert_eq!((client.scheduler.next_action(1e12), client.scheduler.traces_due()), (Action::Idle, None));
    assert!(!client.scheduler.is_stale(1e12), "a finished job does not change");

    client.now = 1e9;
    client.scheduler.set_availability(client.now, Availability { visible: false, ..Availability::FULL });
    client.scheduler.set_availability(client.now, Availability::FULL);
    assert_eq!(client.next_request(), Request::Job);
    client.finish(job(Status::Completed, 0));
    assert_eq!(client.next_request(), Request::Traces(Some(LATEST.into())));
    client.finish(Outcome::NotModified);
    assert_eq!(client.scheduler.next_action(1e12), Action::Idle);

    client.scheduler.refresh(client.now + 5_000.0);
    client.now += 5_000.0;
    assert_eq!(client.next_request(), Request::Job);
    client.finish(job(Status::Waiting, 1));
    assert!(!client.scheduler.has_finished(), "a new attempt");
    assert_eq!(client.next_request(), Request::Traces(None));
    client.finish(FRESH);
    assert!(matches!(client.next_request(), Request::Traces(Some(_))), "and polling continues");
}

#[test]
fn late_events_after_the_end_are_awaited_but_not_for_ever() {
    let mut client = Client::running(5_000.0);
    client.traces(job(Status::Cancelled, 0));
    client.finish(Outcome::NotModified);
    let mut polls = 0;
    loop {
        match client.scheduler.next_action(client.now) {
            Action::Send(Request::Job) => client.finish(job(Status::Cancelled, 0)),
            Action::Send(_) => {
                polls += 1;
                client.finish(FRESH);
            }
            Action::Wait(ms) => client.now += ms,
            Action::Idle => break,
        }
    }
    assert_eq!(polls, 1 + lifecycle::MAX_POLLS);
}

#[test]
fn without_the_job_route_polling_continues() {
    for error in [Error::Forbidden, Error::NotFound] {
        let mut client = Client::new(5_000.0);
        client.next_request();
        client.finish(FRESH);
        assert_eq!(client.next_request(), Request::Job);
        client.finish(failed(&error));
        assert_eq!(client.next_request(), Request::Counts, "which may give the total");
        client.finish(failed(&error));
        for _ in 0..5 {
            assert!(matches!(client.next_request(), Request::Traces(_)));
            client.finish(Outcome::NotModified);
        }
        client.scheduler.set_availability(client.now, Availability { on_screen: false, ..Availability::FULL });
        client.scheduler.set_availability(client.now, Availability::FULL);
        assert_eq!(client.next_request(), Request::Job, "a return tries again");
    }
}

#[test]
fn after_the_job_vanishes_the_traces_are_requested() {
    let mut client = Client::running(5_000.0);
    client.traces(job(Status::Running, 0));
    client.finish(Outcome::NotModified);
    assert_eq!(client.next_request(), Request::Job);
    client.finish(failed(&Error::NotFound));
    assert_eq!(client.next_request(), Request::Counts);
    client.finish(failed(&Error::NotFound));
    assert!(matches!(client.next_request(), Request::Traces(_)));
    assert_eq!(client.now, 6_000.0, "not only after the interval");
    client.finish(failed(&Error::NotFound));
    assert_eq!(client.scheduler.next_action(1e12), Action::Idle);
}

#[test]
fn after_a_refresh_the_job_is_requested_until_that_succeeds() {
    let mut client = Client::running(1_000.0);
    while !client.is_finished() {
        client.traces(job(Status::Completed, 0));
        client.finish(Outcome::NotModified);
    }
    client.scheduler.refresh(client.now + 1e6);
    client.now += 1e6;
    assert_eq!(client.next_request(), Request::Job);
    client.finish(failed(&Error::Network));
    assert!(matches!(client.next_request(), Request::Traces(_)));
    client.finish(Outcome::NotModified);
    assert!(client.is_finished(), "the traces are unchanged");
    assert_eq!(client.next_request(), Request::Job, "it may have been retried");
    client.finish(job(Status::Waiting, 1));
    assert!(matches!(client.next_request(), Request::Traces(None)));
}

#[test]
fn the_job_is_requested_after_a_return_right_before_the_end() {
    let mut client = Client::running(90_000.0);
    while !client.is_finished() {
        match client.next_request() {
            Request::Job => client.finish(job(Status::Completed, 0)),
            _ => {
                client.scheduler.set_availability(client.now, Availability { visible: false, ..Availability::FULL });
                client.scheduler.set_availability(client.now, Availability::FULL);
                client.finish(Outcome::NotModified);
            }
        }
    }
    assert_eq!(client.next_request(), Request::Job, "it may have been retried since its last response");
    client.finish(job(Status::Waiting, 1));
    assert!(matches!(client.next_request(), Request::Traces(None)));
}

#[test]
fn the_counts_are_requested_where_the_job_has_no_total() {
    let mut client = Client::new(5_000.0);
    client.next_request();
    client.finish(FRESH);
    client.next_request();
    let attempt = Attempt { status: Status::Running, retry_count: 0, preemption_count: 0 };
    client.finish(Outcome::Job { attempt, has_total: false });
    assert_eq!((client.next_request(), client.now), (Request::Counts, 0.0));
    client.finish(Outcome::Counts);
    assert!(matches!(client.next_request(), Request::Traces(_)));
}

#[test]
fn entries_are_requested_while_they_are_wanted_and_after_what_is_due() {
    let mut client = Client::running(5_000.0);
    client.scheduler.want_entries(true);
    for page in 0..3 {
        let at = 50.0 * f64::from(page);
        assert_eq!((client.next_request(), client.now), (Request::Entries, at), "page after page, with a floor");
        client.finish(Outcome::Entries);
    }
    client.now = 5_000.0;
    assert!(matches!(client.next_request(), Request::Traces(Some(_))), "what is due goes first");
    client.finish(Outcome::NotModified);
    client.scheduler.want_entries(false);
    while !client.is_finished() {
        client.traces(job(Status::Completed, 0));
        client.finish(Outcome::NotModified);
    }
    assert_eq!(client.scheduler.next_action(1e12), Action::Idle);
    client.scheduler.want_entries(true);
    assert_eq!(client.next_request(), Request::Entries, "also of a job that has ended");
    client.finish(failed(&Error::Network));
    let before = client.now;
    assert_eq!(client.next_request(), Request::Entries);
    assert!((MIN_INTERVAL..=backoff::ceiling(5_000.0, 1)).contains(&(client.now - before)), "they back off, too");
    client.finish(failed(&Error::NotFound));
    client.scheduler.want_entries(false);
    assert_eq!(client.scheduler.next_action(1e12), Action::Idle);
}

#[test]
fn failures_back_off_within_bounds_and_the_first_success_resets() {
    let mut client = Client::running(1_000.0);
    for failures in 1..10 {
        assert!(client.traces(job(Status::Running, 0)).is_some());
        client.finish(failed(&Error::Network));
        let delay = client.scheduler.traces_due().unwrap() - client.now;
        assert!((MIN_INTERVAL..=backoff::ceiling(1_000.0, failures)).contains(&delay), "{failures}: {delay}");
        assert_eq!(client.scheduler.is_stale(client.now), failures >= 3);
    }
    client.traces(job(Status::Running, 0));
    client.finish(FRESH);
    assert_eq!(client.scheduler.traces_due().unwrap() - client.now, 1_000.0);
    assert!(!client.scheduler.is_stale(client.now));
}

#[test]
fn retry_after_blocks_every_route() {
    let mut client = Client::running(1_000.0);
    client.traces(job(Status::Running, 0));
    client.finish(Outcome::Failed { error: &Error::Server { status: 503 }, retry_after: Some(90_000.0) });
    let before = client.now;
    client.next_request();
    assert!((90_000.0..=91_000.0).contains(&(client.now - before)), "{}", client.now - before);
    client.finish(Outcome::Failed { error: &Error::RateLimited, retry_after: Some(f64::MAX) });
    assert!(client.scheduler.traces_due().unwrap() - client.now <= backoff::MAX_RETRY_AFTER + 1_000.0);
    client.scheduler.set_availability(client.now, Availability { online: false, ..Availability::FULL });
    client.scheduler.set_availability(client.now, Availability::FULL);
    assert!(
        client.scheduler.traces_due().unwrap() - client.now >= backoff::MAX_RETRY_AFTER,
        "a return changes nothing"
    );
    client.now += 5_000.0;
    client.scheduler.refresh(client.now);
    let before = client.now;
    client.next_request();
    assert_eq!(client.now, before, "a refresh overrides it");
}

#[test]
fn after_a_permanent_error_it_is_idle_until_refresh() {
    for error in [Error::Unauthorized, Error::Forbidden, Error::NotFound, Error::BadRequest { status: 422 }] {
        let mut client = Client::new(1_000.0);
        client.next_request();
        client.finish(failed(&error));
        client.scheduler.set_availability(5.0, Availability { visible: false, ..Availability::FULL });
        client.scheduler.set_availability(9.0, Availability::FULL);
        assert_eq!((client.scheduler.next_action(1e9), client.scheduler.traces_due()), (Action::Idle, None));
        client.scheduler.refresh(1e9);
        assert!(matches!(client.scheduler.next_action(1e9), Action::Send(_)));
    }
}

#[test]
fn a_refresh_after_a_permanent_error_awaits_late_events_again() {
    let mut client = Client::running(5_000.0);
    client.traces(job(Status::Completed, 0));
    client.finish(Outcome::NotModified);
    assert_eq!(client.next_request(), Request::Job);
    client.finish(job(Status::Completed, 0));
    assert_eq!(client.next_request(), Request::Traces(None));
    client.finish(FRESH);
    client.traces(job(Status::Completed, 0));
    client.finish(failed(&Error::NotFound));
    assert!(client.scheduler.is_rejected() && client.scheduler.has_finished());
    client.scheduler.refresh(client.now);
    for _ in 0..2 {
        assert!(!client.scheduler.is_rejected() && !client.is_finished());
        client.traces(job(Status::Completed, 0));
        client.finish(Outcome::NotModified);
    }
    assert!(client.is_finished());
}

#[test]
fn an_unreadable_response_drops_the_validator() {
    let mut client = Client::running(1_000.0);
    client.traces(job(Status::Running, 0));
    client.finish(failed(&Error::BadResponse("cut".into())));
    assert_eq!(client.traces(job(Status::Running, 0)), None);
    assert!(!client.scheduler.is_current(LATEST));
}

#[test]
fn while_unavailable_nothing_is_requested_and_the_return_is_one_round() {
    let absences = [
        Availability { visible: false, ..Availability::FULL },
        Availability { on_screen: false, ..Availability::FULL },
        Availability { online: false, ..Availability::FULL },
    ];
    for away in absences {
        let mut client = Client::running(5_000.0);
        client.scheduler.set_availability(1_000.0, away);
        assert_eq!((client.scheduler.next_action(1e8), client.scheduler.traces_due()), (Action::Idle, None));
        client.now = 1e8;
        client.scheduler.set_availability(client.now, Availability::FULL);
        assert!(client.scheduler.is_stale(client.now));
        assert_eq!(client.next_request(), Request::Job);
        client.finish(job(Status::Running, 0));
        assert!(matches!(client.next_request(), Request::Traces(Some(_))));
        client.finish(FRESH);
        assert_eq!(client.scheduler.next_action(client.now), Action::Wait(5_000.0));
    }
}

#[test]
fn a_return_ends_the_slowdown_of_quiet_times() {
    let mut client = Client::running(5_000.0);
    for _ in 0..5 {
        client.traces(job(Status::Running, 0));
        client.finish(Outcome::NotModified);
    }
    assert_eq!(client.scheduler.traces_due(), Some(client.now + MAX_INTERVAL));
    client.now += 30_000.0;
    client.scheduler.set_availability(client.now, Availability { visible: false, ..Availability::FULL });
    client.scheduler.set_availability(client.now, Availability::FULL);
    let before = client.now;
    client.traces(job(Status::Running, 0));
    assert_eq!(client.now, before);
    client.finish(Outcome::NotModified);
    assert_eq!(client.scheduler.traces_due(), Some(client.now + 10_000.0));
}

#[test]
fn a_long_job_that_is_found_at_its_end_drains_quickly() {
    let mut client = Client::new(5_000.0);
    client.scheduler.set_pixels(800);
    client.next_request();
    client.finish(Outcome::NewTraces { etag: None, latest_event_at: Some(LATEST), span_ms: 59.0 * 3_600_000.0 });
    assert_eq!(client.scheduler.traces_due(), Some(60_000.0));
    client.next_request();
    client.finish(job(Status::Completed, 0));
    assert_eq!(client.scheduler.traces_due(), Some(5_000.0));
}

#[test]
fn coming_and_going_polls_no_more_often_than_staying() {
    let mut client = Client::running(5_000.0);
    for at in 1..50 {
        let now = f64::from(at) * 100.0 - 50.0;
        client.scheduler.set_availability(now, Availability { visible: false, ..Availability::FULL });
        client.scheduler.set_availability(now, Availability::FULL);
        assert!(matches!(client.scheduler.next_action(now), Action::Wait(_)), "{now}");
    }
}

#[test]
fn a_return_ends_a_back_off() {
    let mut client = Client::running(5_000.0);
    for _ in 0..8 {
        client.traces(job(Status::Running, 0));
        client.finish(failed(&Error::Network));
    }
    client.now += 1.0;
    client.scheduler.set_availability(client.now, Availability { online: false, ..Availability::FULL });
    client.now += 5_000.0;
    client.scheduler.set_availability(client.now, Availability::FULL);
    assert_eq!(client.scheduler.traces_due(), Some(client.now));
}

#[test]
fn a_refresh_does_not_overtake_a_request_in_flight() {
    let mut client = Client::new(5_000.0);
    client.next_request();
    client.scheduler.refresh(10.0);
    assert_eq!(client.scheduler.next_action(10.0), Action::Idle);
    client.finish(FRESH);
    client.next_request();
}

#[test]
fn an_outcome_without_a_request_changes_nothing() {
    let mut client = Client::running(5_000.0);
    client.finish(Outcome::NotModified);
    client.finish(failed(&Error::NotFound));
    assert_eq!(client.scheduler.next_action(0.0), Action::Wait(5_000.0));
}

#[test]
fn three_missed_intervals_are_stale() {
    let mut client = Client::running(5_000.0);
    assert!(!client.scheduler.is_stale(14_999.0) && client.scheduler.is_stale(15_000.0));
    client.next_request();
    assert!(!client.scheduler.is_stale(15_000.0), "a response that is awaited is not missed");
}

#[test]
fn what_a_cache_has_had_for_three_intervals_is_stale() {
    let mut client = Client::running(5_000.0);
    for _ in 0..4 {
        client.next_request();
        client.finish(Outcome::NotModified);
        client.scheduler.record_age(14_999.0);
        assert!(!client.scheduler.is_stale(client.now));
        client.scheduler.record_age(15_000.0);
        assert!(client.scheduler.is_stale(client.now), "however long the interval has become");
    }
    client.next_request();
    client.finish(Outcome::NotModified);
    client.scheduler.record_age(0.0);
    assert!(!client.scheduler.is_stale(client.now), "confirmed again");
}

#[test]
fn a_shorter_interval_applies_at_once() {
    let mut client = Client::running(60_000.0);
    client.scheduler.set_interval(5_000.0);
    assert_eq!(client.scheduler.next_action(1_000.0), Action::Wait(4_000.0));
    client.scheduler.set_interval(f64::INFINITY);
    client.scheduler.set_interval(60_000.0);
}
