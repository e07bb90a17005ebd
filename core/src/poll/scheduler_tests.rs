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
struct Course {
    scheduler: PollScheduler,
    now: f64,
}

impl Course {
    fn new(interval: f64) -> Self {
        Self { scheduler: PollScheduler::new(interval, 1), now: 0.0 }
    }

    /// Waits until the next request and gives it.
    fn send(&mut self) -> Request {
        loop {
            match self.scheduler.next_action(self.now) {
                Action::Send(request) => return request,
                Action::Wait(ms) => self.now += ms,
                Action::Idle => panic!("it is idle"),
            }
        }
    }

    fn end(&mut self, outcome: Outcome) {
        self.scheduler.handle_outcome(self.now, outcome);
    }

    fn is_finished(&self) -> bool {
        self.scheduler.lifecycle == Lifecycle::Finished
    }

    /// Answers requests for the job by `job` until the traces are requested, and gives their validator.
    fn traces(&mut self, job: Outcome) -> Option<String> {
        loop {
            match self.send() {
                Request::Traces(validator) => return validator,
                Request::Job => self.end(job),
                Request::Counts => self.end(Outcome::Counts),
                Request::Entries => self.end(Outcome::Entries),
            }
        }
    }

    /// Until the job is known to run, with new data at `now`.
    fn running(interval: f64) -> Self {
        let mut course = Self::new(interval);
        course.send();
        course.end(FRESH);
        assert_eq!(course.send(), Request::Job);
        course.end(job(Status::Running, 0));
        course
    }
}

#[test]
fn the_picture_comes_first_then_the_job() {
    let mut course = Course::new(5_000.0);
    assert_eq!(course.send(), Request::Traces(None));
    assert_eq!(course.scheduler.next_action(course.now), Action::Idle, "one request is under way");
    course.end(FRESH);
    assert_eq!(course.send(), Request::Job);
    assert_eq!(course.now, 0.0);
    course.end(job(Status::Running, 0));
    assert_eq!(course.scheduler.next_action(course.now), Action::Wait(5_000.0));
    assert_eq!(course.send(), Request::Traces(Some(LATEST.into())), "verbatim");
}

#[test]
fn the_job_is_asked_less_often_and_before_the_traces() {
    let mut course = Course::running(5_000.0);
    let mut asked = Vec::new();
    while course.now < 31_000.0 {
        let request = course.send();
        asked.push((course.now, matches!(request, Request::Job)));
        course.end(if request == Request::Job { job(Status::Running, 0) } else { FRESH });
    }
    let jobs: Vec<f64> = asked.iter().filter(|(_, job)| *job).map(|(at, _)| *at).collect();
    assert_eq!(jobs, [15_000.0, 30_000.0]);
    assert!(asked.windows(2).all(|pair| !(pair[1] == (15_000.0, true) && pair[0].0 == 15_000.0)));
}

#[test]
fn when_the_traces_go_quiet_the_job_is_asked_once_more() {
    let mut course = Course::running(5_000.0);
    assert!(matches!(course.send(), Request::Traces(Some(_))));
    course.end(Outcome::NotModified);
    assert_eq!((course.send(), course.now), (Request::Job, 5_000.0));
    course.end(job(Status::Running, 0));
    assert_eq!((course.send(), course.now), (Request::Traces(Some(LATEST.into())), 15_000.0), "twice as long");
}

#[test]
fn what_no_validator_covers_reloads_the_traces_whole() {
    let same = Attempt { status: Status::Running, retry_count: 0, preemption_count: 0 };
    let changes = [
        Attempt { status: Status::Preempted, ..same },
        Attempt { retry_count: 1, ..same },
        Attempt { preemption_count: 1, ..same },
    ];
    for attempt in changes {
        let mut course = Course::running(5_000.0);
        course.traces(job(Status::Running, 0));
        course.end(Outcome::NotModified);
        assert_eq!(course.send(), Request::Job);
        assert!(course.scheduler.is_current(LATEST));
        course.end(Outcome::Job { attempt, has_total: true });
        assert!(!course.scheduler.is_current(LATEST), "the same body is decoded anew");
        assert_eq!((course.send(), course.now), (Request::Traces(None), 6_000.0), "at once, but not within a second");
        course.end(FRESH);
        assert_eq!(course.traces(job(Status::Running, 0)), Some(LATEST.into()), "once");
    }
}

#[test]
fn after_the_end_it_drains_and_is_idle_until_somebody_looks() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Completed, 0));
    course.end(Outcome::NotModified);
    assert_eq!(course.send(), Request::Job);
    course.end(job(Status::Completed, 0));
    assert!(!course.scheduler.has_finished(), "its last traces are still to come");
    assert_eq!(course.send(), Request::Traces(None));
    course.end(FRESH);
    assert!(course.scheduler.has_finished());
    for _ in 0..2 {
        let before = course.now;
        assert_eq!(course.traces(job(Status::Completed, 0)), Some(LATEST.into()));
        assert_eq!(course.now - before, 5_000.0);
        course.end(Outcome::NotModified);
    }
    assert_eq!((course.scheduler.next_action(1e12), course.scheduler.next_due()), (Action::Idle, None));
    assert!(!course.scheduler.is_stale(1e12), "it is what it will stay");

    course.now = 1e9;
    course.scheduler.set_availability(course.now, Availability { visible: false, ..Availability::FULL });
    course.scheduler.set_availability(course.now, Availability::FULL);
    assert_eq!(course.send(), Request::Job);
    course.end(job(Status::Completed, 0));
    assert_eq!(course.send(), Request::Traces(Some(LATEST.into())));
    course.end(Outcome::NotModified);
    assert_eq!(course.scheduler.next_action(1e12), Action::Idle);

    course.scheduler.refresh(course.now + 5_000.0);
    course.now += 5_000.0;
    assert_eq!(course.send(), Request::Job);
    course.end(job(Status::Waiting, 1));
    assert!(!course.scheduler.has_finished(), "a new attempt");
    assert_eq!(course.send(), Request::Traces(None));
    course.end(FRESH);
    assert!(matches!(course.send(), Request::Traces(Some(_))), "and on it goes");
}

#[test]
fn late_events_after_the_end_are_waited_for_but_not_for_ever() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Cancelled, 0));
    course.end(Outcome::NotModified);
    let mut polls = 0;
    loop {
        match course.scheduler.next_action(course.now) {
            Action::Send(Request::Job) => course.end(job(Status::Cancelled, 0)),
            Action::Send(_) => {
                polls += 1;
                course.end(FRESH);
            }
            Action::Wait(ms) => course.now += ms,
            Action::Idle => break,
        }
    }
    assert_eq!(polls, 1 + lifecycle::MAX_POLLS);
}

#[test]
fn without_the_job_route_it_goes_on() {
    for error in [Error::Forbidden, Error::NotFound] {
        let mut course = Course::new(5_000.0);
        course.send();
        course.end(FRESH);
        assert_eq!(course.send(), Request::Job);
        course.end(failed(&error));
        assert_eq!(course.send(), Request::Counts, "which may tell the total");
        course.end(failed(&error));
        for _ in 0..5 {
            assert!(matches!(course.send(), Request::Traces(_)));
            course.end(Outcome::NotModified);
        }
        course.scheduler.set_availability(course.now, Availability { on_screen: false, ..Availability::FULL });
        course.scheduler.set_availability(course.now, Availability::FULL);
        assert_eq!(course.send(), Request::Job, "a return tries again");
    }
}

#[test]
fn a_job_that_vanishes_is_looked_for_in_the_traces() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Running, 0));
    course.end(Outcome::NotModified);
    assert_eq!(course.send(), Request::Job);
    course.end(failed(&Error::NotFound));
    assert_eq!(course.send(), Request::Counts);
    course.end(failed(&Error::NotFound));
    assert!(matches!(course.send(), Request::Traces(_)));
    assert_eq!(course.now, 6_000.0, "not only after the interval");
    course.end(failed(&Error::NotFound));
    assert_eq!(course.scheduler.next_action(1e12), Action::Idle);
}

#[test]
fn after_a_refresh_the_job_is_requested_until_that_succeeds() {
    let mut course = Course::running(1_000.0);
    while !course.is_finished() {
        course.traces(job(Status::Completed, 0));
        course.end(Outcome::NotModified);
    }
    course.scheduler.refresh(course.now + 1e6);
    course.now += 1e6;
    assert_eq!(course.send(), Request::Job);
    course.end(failed(&Error::Network));
    assert!(matches!(course.send(), Request::Traces(_)));
    course.end(Outcome::NotModified);
    assert!(course.is_finished(), "the traces are as they were");
    assert_eq!(course.send(), Request::Job, "it may have been retried");
    course.end(job(Status::Waiting, 1));
    assert!(matches!(course.send(), Request::Traces(None)));
}

#[test]
fn the_job_is_requested_after_a_return_right_before_the_end() {
    let mut course = Course::running(90_000.0);
    while !course.is_finished() {
        match course.send() {
            Request::Job => course.end(job(Status::Completed, 0)),
            _ => {
                course.scheduler.set_availability(course.now, Availability { visible: false, ..Availability::FULL });
                course.scheduler.set_availability(course.now, Availability::FULL);
                course.end(Outcome::NotModified);
            }
        }
    }
    assert_eq!(course.send(), Request::Job, "it may have been retried since it was asked about");
    course.end(job(Status::Waiting, 1));
    assert!(matches!(course.send(), Request::Traces(None)));
}

#[test]
fn the_counts_are_asked_where_the_job_has_no_total() {
    let mut course = Course::new(5_000.0);
    course.send();
    course.end(FRESH);
    course.send();
    let attempt = Attempt { status: Status::Running, retry_count: 0, preemption_count: 0 };
    course.end(Outcome::Job { attempt, has_total: false });
    assert_eq!((course.send(), course.now), (Request::Counts, 0.0));
    course.end(Outcome::Counts);
    assert!(matches!(course.send(), Request::Traces(_)));
}

#[test]
fn entries_are_asked_while_they_are_wanted_and_not_before_what_is_due() {
    let mut course = Course::running(5_000.0);
    course.scheduler.want_entries(true);
    for _ in 0..3 {
        assert_eq!((course.send(), course.now), (Request::Entries, 0.0), "page after page");
        course.end(Outcome::Entries);
    }
    course.now = 5_000.0;
    assert!(matches!(course.send(), Request::Traces(Some(_))), "what is due goes first");
    course.end(Outcome::NotModified);
    course.scheduler.want_entries(false);
    while !course.is_finished() {
        course.traces(job(Status::Completed, 0));
        course.end(Outcome::NotModified);
    }
    assert_eq!(course.scheduler.next_action(1e12), Action::Idle);
    course.scheduler.want_entries(true);
    assert_eq!(course.send(), Request::Entries, "also of a job that has ended");
    course.end(failed(&Error::Network));
    let before = course.now;
    assert_eq!(course.send(), Request::Entries);
    assert!((MIN_INTERVAL..=backoff::ceiling(5_000.0, 1)).contains(&(course.now - before)), "they back off, too");
    course.end(failed(&Error::NotFound));
    course.scheduler.want_entries(false);
    assert_eq!(course.scheduler.next_action(1e12), Action::Idle);
}

#[test]
fn failures_back_off_within_bounds_and_the_first_success_resets() {
    let mut course = Course::running(1_000.0);
    for failures in 1..10 {
        assert!(course.traces(job(Status::Running, 0)).is_some());
        course.end(failed(&Error::Network));
        let delay = course.scheduler.traces_due().unwrap() - course.now;
        assert!((MIN_INTERVAL..=backoff::ceiling(1_000.0, failures)).contains(&delay), "{failures}: {delay}");
        assert_eq!(course.scheduler.is_stale(course.now), failures >= 3);
    }
    course.traces(job(Status::Running, 0));
    course.end(FRESH);
    assert_eq!(course.scheduler.traces_due().unwrap() - course.now, 1_000.0);
    assert!(!course.scheduler.is_stale(course.now));
}

#[test]
fn retry_after_holds_every_route() {
    let mut course = Course::running(1_000.0);
    course.traces(job(Status::Running, 0));
    course.end(Outcome::Failed { error: &Error::Server { status: 503 }, retry_after: Some(90_000.0) });
    let before = course.now;
    course.send();
    assert!((90_000.0..=91_000.0).contains(&(course.now - before)), "{}", course.now - before);
    course.end(Outcome::Failed { error: &Error::RateLimited, retry_after: Some(f64::MAX) });
    assert!(course.scheduler.next_due().unwrap() - course.now <= backoff::MAX_RETRY_AFTER + 1_000.0);
    course.scheduler.set_availability(course.now, Availability { online: false, ..Availability::FULL });
    course.scheduler.set_availability(course.now, Availability::FULL);
    assert!(
        course.scheduler.next_due().unwrap() - course.now >= backoff::MAX_RETRY_AFTER,
        "coming back changes nothing"
    );
    course.now += 5_000.0;
    course.scheduler.refresh(course.now);
    let before = course.now;
    course.send();
    assert_eq!(course.now, before, "a person may insist");
}

#[test]
fn a_refusal_rests_until_a_person_acts() {
    for error in [Error::Unauthorized, Error::Forbidden, Error::NotFound, Error::BadRequest { status: 422 }] {
        let mut course = Course::new(1_000.0);
        course.send();
        course.end(failed(&error));
        course.scheduler.set_availability(5.0, Availability { visible: false, ..Availability::FULL });
        course.scheduler.set_availability(9.0, Availability::FULL);
        assert_eq!((course.scheduler.next_action(1e9), course.scheduler.next_due()), (Action::Idle, None));
        course.scheduler.refresh(1e9);
        assert!(matches!(course.scheduler.next_action(1e9), Action::Send(_)));
    }
}

#[test]
fn an_unreadable_answer_drops_the_validator() {
    let mut course = Course::running(1_000.0);
    course.traces(job(Status::Running, 0));
    course.end(failed(&Error::BadResponse("cut".into())));
    assert_eq!(course.traces(job(Status::Running, 0)), None);
    assert!(!course.scheduler.is_current(LATEST));
}

#[test]
fn without_attention_nothing_is_asked_and_the_return_is_one_round() {
    let absences = [
        Availability { visible: false, ..Availability::FULL },
        Availability { on_screen: false, ..Availability::FULL },
        Availability { online: false, ..Availability::FULL },
    ];
    for away in absences {
        let mut course = Course::running(5_000.0);
        course.scheduler.set_availability(1_000.0, away);
        assert_eq!((course.scheduler.next_action(1e8), course.scheduler.next_due()), (Action::Idle, None));
        course.now = 1e8;
        course.scheduler.set_availability(course.now, Availability::FULL);
        assert!(course.scheduler.is_stale(course.now));
        assert_eq!(course.send(), Request::Job);
        course.end(job(Status::Running, 0));
        assert!(matches!(course.send(), Request::Traces(Some(_))));
        course.end(FRESH);
        assert_eq!(course.scheduler.next_action(course.now), Action::Wait(5_000.0));
    }
}

#[test]
fn the_return_ends_the_slow_pace_of_quiet_times() {
    let mut course = Course::running(5_000.0);
    for _ in 0..5 {
        course.traces(job(Status::Running, 0));
        course.end(Outcome::NotModified);
    }
    assert_eq!(course.scheduler.traces_due(), Some(course.now + MAX_INTERVAL));
    course.now += 30_000.0;
    course.scheduler.set_availability(course.now, Availability { visible: false, ..Availability::FULL });
    course.scheduler.set_availability(course.now, Availability::FULL);
    let before = course.now;
    course.traces(job(Status::Running, 0));
    assert_eq!(course.now, before);
    course.end(Outcome::NotModified);
    assert_eq!(course.scheduler.traces_due(), Some(course.now + 10_000.0));
}

#[test]
fn a_long_job_that_is_found_at_its_end_drains_quickly() {
    let mut course = Course::new(5_000.0);
    course.scheduler.set_pixels(800);
    course.send();
    course.end(Outcome::NewTraces { etag: None, latest_event_at: Some(LATEST), span_ms: 59.0 * 3_600_000.0 });
    assert_eq!(course.scheduler.traces_due(), Some(60_000.0));
    course.send();
    course.end(job(Status::Completed, 0));
    assert_eq!(course.scheduler.traces_due(), Some(5_000.0));
}

#[test]
fn coming_and_going_asks_no_more_often_than_staying() {
    let mut course = Course::running(5_000.0);
    for at in 1..50 {
        let now = f64::from(at) * 100.0 - 50.0;
        course.scheduler.set_availability(now, Availability { visible: false, ..Availability::FULL });
        course.scheduler.set_availability(now, Availability::FULL);
        assert!(matches!(course.scheduler.next_action(now), Action::Wait(_)), "{now}");
    }
}

#[test]
fn the_return_ends_a_back_off() {
    let mut course = Course::running(5_000.0);
    for _ in 0..8 {
        course.traces(job(Status::Running, 0));
        course.end(failed(&Error::Network));
    }
    course.now += 1.0;
    course.scheduler.set_availability(course.now, Availability { online: false, ..Availability::FULL });
    course.now += 5_000.0;
    course.scheduler.set_availability(course.now, Availability::FULL);
    assert_eq!(course.scheduler.traces_due(), Some(course.now));
}

#[test]
fn refresh_does_not_overtake_a_request_under_way() {
    let mut course = Course::new(5_000.0);
    course.send();
    course.scheduler.refresh(10.0);
    assert_eq!(course.scheduler.next_action(10.0), Action::Idle);
    course.end(FRESH);
    course.send();
}

#[test]
fn an_answer_to_no_question_changes_nothing() {
    let mut course = Course::running(5_000.0);
    course.end(Outcome::NotModified);
    course.end(failed(&Error::NotFound));
    assert_eq!(course.scheduler.next_action(0.0), Action::Wait(5_000.0));
}

#[test]
fn three_missed_intervals_are_stale() {
    let mut course = Course::running(5_000.0);
    assert!(!course.scheduler.is_stale(14_999.0) && course.scheduler.is_stale(15_000.0));
    course.send();
    assert!(!course.scheduler.is_stale(15_000.0), "an answer that is awaited is not missed");
}

#[test]
fn a_shorter_interval_counts_at_once() {
    let mut course = Course::running(60_000.0);
    course.scheduler.set_interval(5_000.0);
    assert_eq!(course.scheduler.next_action(1_000.0), Action::Wait(4_000.0));
    course.scheduler.set_interval(f64::INFINITY);
    course.scheduler.set_interval(60_000.0);
}
