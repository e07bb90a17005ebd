use super::*;
use crate::response::job::Status;

const LATEST: &str = "2026-04-14T10:15:00.283818Z";
const FRESH: Answer = Answer::Fresh { etag: None, latest_event_at: Some(LATEST), span: 0.0 };

fn job(status: Status, retry_count: u64) -> Answer<'static> {
    Answer::Job { attempt: Attempt { status, retry_count, preemption_count: 0 }, counted: true }
}

fn failed(error: &Error) -> Answer<'_> {
    Answer::Failed { error, retry_after: None }
}

/// A poll, its clock, and answers that come at once.
struct Course {
    poll: Poll,
    now: f64,
}

impl Course {
    fn new(interval: f64) -> Self {
        Self { poll: Poll::new(interval, 1), now: 0.0 }
    }

    /// Sleeps until the next request and gives it.
    fn ask(&mut self) -> Request {
        loop {
            match self.poll.next(self.now) {
                Step::Ask(request) => return request,
                Step::Sleep(ms) => self.now += ms,
                Step::Rest => panic!("it rests"),
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        self.poll.answered(self.now, answer);
    }

    /// Answers requests for the job by `job` until the traces are asked for, and gives their validator.
    fn traces(&mut self, job: Answer) -> Option<String> {
        loop {
            match self.ask() {
                Request::Traces(validator) => return validator,
                Request::Job => self.answer(job),
                Request::Counts => self.answer(Answer::Counts),
                Request::Entries => self.answer(Answer::Entries),
            }
        }
    }

    /// Until the job is known to run, with new data at `now`.
    fn running(interval: f64) -> Self {
        let mut course = Self::new(interval);
        course.ask();
        course.answer(FRESH);
        assert_eq!(course.ask(), Request::Job);
        course.answer(job(Status::Running, 0));
        course
    }
}

#[test]
fn the_picture_comes_first_then_the_job() {
    let mut course = Course::new(5_000.0);
    assert_eq!(course.ask(), Request::Traces(None));
    assert_eq!(course.poll.next(course.now), Step::Rest, "one request is under way");
    course.answer(FRESH);
    assert_eq!(course.ask(), Request::Job);
    assert_eq!(course.now, 0.0);
    course.answer(job(Status::Running, 0));
    assert_eq!(course.poll.next(course.now), Step::Sleep(5_000.0));
    assert_eq!(course.ask(), Request::Traces(Some(LATEST.into())), "verbatim");
}

#[test]
fn the_job_is_asked_less_often_and_before_the_traces() {
    let mut course = Course::running(5_000.0);
    let mut asked = Vec::new();
    while course.now < 31_000.0 {
        let request = course.ask();
        asked.push((course.now, matches!(request, Request::Job)));
        course.answer(if request == Request::Job { job(Status::Running, 0) } else { FRESH });
    }
    let jobs: Vec<f64> = asked.iter().filter(|(_, job)| *job).map(|(at, _)| *at).collect();
    assert_eq!(jobs, [15_000.0, 30_000.0]);
    assert!(asked.windows(2).all(|pair| !(pair[1] == (15_000.0, true) && pair[0].0 == 15_000.0)));
}

#[test]
fn when_the_traces_go_quiet_the_job_is_asked_once_more() {
    let mut course = Course::running(5_000.0);
    assert!(matches!(course.ask(), Request::Traces(Some(_))));
    course.answer(Answer::NotModified);
    assert_eq!((course.ask(), course.now), (Request::Job, 5_000.0));
    course.answer(job(Status::Running, 0));
    assert_eq!((course.ask(), course.now), (Request::Traces(Some(LATEST.into())), 15_000.0), "twice as long");
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
        course.answer(Answer::NotModified);
        assert_eq!(course.ask(), Request::Job);
        assert!(course.poll.holds(LATEST));
        course.answer(Answer::Job { attempt, counted: true });
        assert!(!course.poll.holds(LATEST), "the same body is decoded anew");
        assert_eq!((course.ask(), course.now), (Request::Traces(None), 6_000.0), "at once, but not within a second");
        course.answer(FRESH);
        assert_eq!(course.traces(job(Status::Running, 0)), Some(LATEST.into()), "once");
    }
}

#[test]
fn after_the_end_it_settles_and_rests_until_somebody_looks() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Completed, 0));
    course.answer(Answer::NotModified);
    assert_eq!(course.ask(), Request::Job);
    course.answer(job(Status::Completed, 0));
    assert!(!course.poll.has_finished(), "its last traces are still to come");
    assert_eq!(course.ask(), Request::Traces(None));
    course.answer(FRESH);
    assert!(course.poll.has_finished());
    for _ in 0..2 {
        let before = course.now;
        assert_eq!(course.traces(job(Status::Completed, 0)), Some(LATEST.into()));
        assert_eq!(course.now - before, 5_000.0);
        course.answer(Answer::NotModified);
    }
    assert_eq!((course.poll.next(1e12), course.poll.due()), (Step::Rest, None));
    assert!(!course.poll.is_stale(1e12), "it is what it will stay");

    course.now = 1e9;
    course.poll.attend(course.now, Attention { visible: false, ..Attention::FULL });
    course.poll.attend(course.now, Attention::FULL);
    assert_eq!(course.ask(), Request::Job);
    course.answer(job(Status::Completed, 0));
    assert_eq!(course.ask(), Request::Traces(Some(LATEST.into())));
    course.answer(Answer::NotModified);
    assert_eq!(course.poll.next(1e12), Step::Rest);

    course.poll.refresh(course.now + 5_000.0);
    course.now += 5_000.0;
    assert_eq!(course.ask(), Request::Job);
    course.answer(job(Status::Waiting, 1));
    assert!(!course.poll.has_finished(), "a new attempt");
    assert_eq!(course.ask(), Request::Traces(None));
    course.answer(FRESH);
    assert!(matches!(course.ask(), Request::Traces(Some(_))), "and on it goes");
}

#[test]
fn late_events_after_the_end_are_waited_for_but_not_for_ever() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Cancelled, 0));
    course.answer(Answer::NotModified);
    let mut polls = 0;
    loop {
        match course.poll.next(course.now) {
            Step::Ask(Request::Job) => course.answer(job(Status::Cancelled, 0)),
            Step::Ask(_) => {
                polls += 1;
                course.answer(FRESH);
            }
            Step::Sleep(ms) => course.now += ms,
            Step::Rest => break,
        }
    }
    assert_eq!(polls, 1 + settling::MAX_POLLS);
}

#[test]
fn without_the_job_route_it_goes_on() {
    for error in [Error::Forbidden, Error::NotFound] {
        let mut course = Course::new(5_000.0);
        course.ask();
        course.answer(FRESH);
        assert_eq!(course.ask(), Request::Job);
        course.answer(failed(&error));
        assert_eq!(course.ask(), Request::Counts, "which may tell the total");
        course.answer(failed(&error));
        for _ in 0..5 {
            assert!(matches!(course.ask(), Request::Traces(_)));
            course.answer(Answer::NotModified);
        }
        course.poll.attend(course.now, Attention { on_screen: false, ..Attention::FULL });
        course.poll.attend(course.now, Attention::FULL);
        assert_eq!(course.ask(), Request::Job, "whoever comes back is served anew");
    }
}

#[test]
fn a_job_that_vanishes_is_looked_for_in_the_traces() {
    let mut course = Course::running(5_000.0);
    course.traces(job(Status::Running, 0));
    course.answer(Answer::NotModified);
    assert_eq!(course.ask(), Request::Job);
    course.answer(failed(&Error::NotFound));
    assert_eq!(course.ask(), Request::Counts);
    course.answer(failed(&Error::NotFound));
    assert!(matches!(course.ask(), Request::Traces(_)));
    assert_eq!(course.now, 6_000.0, "not only after the interval");
    course.answer(failed(&Error::NotFound));
    assert_eq!(course.poll.next(1e12), Step::Rest);
}

#[test]
fn whoever_looks_again_hears_of_the_job_though_that_fails_at_first() {
    let mut course = Course::running(1_000.0);
    while !course.poll.done {
        course.traces(job(Status::Completed, 0));
        course.answer(Answer::NotModified);
    }
    course.poll.refresh(course.now + 1e6);
    course.now += 1e6;
    assert_eq!(course.ask(), Request::Job);
    course.answer(failed(&Error::Network));
    assert!(matches!(course.ask(), Request::Traces(_)));
    course.answer(Answer::NotModified);
    assert!(course.poll.done, "the traces are as they were");
    assert_eq!(course.ask(), Request::Job, "it may have been retried");
    course.answer(job(Status::Waiting, 1));
    assert!(matches!(course.ask(), Request::Traces(None)));
}

#[test]
fn whoever_comes_back_right_before_the_end_hears_of_the_job() {
    let mut course = Course::running(90_000.0);
    while !course.poll.done {
        match course.ask() {
            Request::Job => course.answer(job(Status::Completed, 0)),
            _ => {
                course.poll.attend(course.now, Attention { visible: false, ..Attention::FULL });
                course.poll.attend(course.now, Attention::FULL);
                course.answer(Answer::NotModified);
            }
        }
    }
    assert_eq!(course.ask(), Request::Job, "it may have been retried since it was asked about");
    course.answer(job(Status::Waiting, 1));
    assert!(matches!(course.ask(), Request::Traces(None)));
}

#[test]
fn the_counts_are_asked_where_the_job_has_no_total() {
    let mut course = Course::new(5_000.0);
    course.ask();
    course.answer(FRESH);
    course.ask();
    let attempt = Attempt { status: Status::Running, retry_count: 0, preemption_count: 0 };
    course.answer(Answer::Job { attempt, counted: false });
    assert_eq!((course.ask(), course.now), (Request::Counts, 0.0));
    course.answer(Answer::Counts);
    assert!(matches!(course.ask(), Request::Traces(_)));
}

#[test]
fn entries_are_asked_while_they_are_wanted_and_not_before_what_is_due() {
    let mut course = Course::running(5_000.0);
    course.poll.want_entries(true);
    for _ in 0..3 {
        assert_eq!((course.ask(), course.now), (Request::Entries, 0.0), "page after page");
        course.answer(Answer::Entries);
    }
    course.now = 5_000.0;
    assert!(matches!(course.ask(), Request::Traces(Some(_))), "what is due goes first");
    course.answer(Answer::NotModified);
    course.poll.want_entries(false);
    while !course.poll.done {
        course.traces(job(Status::Completed, 0));
        course.answer(Answer::NotModified);
    }
    assert_eq!(course.poll.next(1e12), Step::Rest);
    course.poll.want_entries(true);
    assert_eq!(course.ask(), Request::Entries, "also of a job that has ended");
    course.answer(failed(&Error::Network));
    let before = course.now;
    assert_eq!(course.ask(), Request::Entries);
    assert!((MIN_INTERVAL..=backoff::ceiling(5_000.0, 1)).contains(&(course.now - before)), "they back off, too");
    course.answer(failed(&Error::NotFound));
    course.poll.want_entries(false);
    assert_eq!(course.poll.next(1e12), Step::Rest);
}

#[test]
fn failures_back_off_within_bounds_and_the_first_success_resets() {
    let mut course = Course::running(1_000.0);
    for failures in 1..10 {
        assert!(course.traces(job(Status::Running, 0)).is_some());
        course.answer(failed(&Error::Network));
        let delay = course.poll.traces_due().unwrap() - course.now;
        assert!((MIN_INTERVAL..=backoff::ceiling(1_000.0, failures)).contains(&delay), "{failures}: {delay}");
        assert_eq!(course.poll.is_stale(course.now), failures >= 3);
    }
    course.traces(job(Status::Running, 0));
    course.answer(FRESH);
    assert_eq!(course.poll.traces_due().unwrap() - course.now, 1_000.0);
    assert!(!course.poll.is_stale(course.now));
}

#[test]
fn retry_after_holds_every_route() {
    let mut course = Course::running(1_000.0);
    course.traces(job(Status::Running, 0));
    course.answer(Answer::Failed { error: &Error::Server { status: 503 }, retry_after: Some(90_000.0) });
    let before = course.now;
    course.ask();
    assert!((90_000.0..=91_000.0).contains(&(course.now - before)), "{}", course.now - before);
    course.answer(Answer::Failed { error: &Error::RateLimited, retry_after: Some(f64::MAX) });
    assert!(course.poll.due().unwrap() - course.now <= backoff::MAX_RETRY_AFTER + 1_000.0);
    course.poll.attend(course.now, Attention { online: false, ..Attention::FULL });
    course.poll.attend(course.now, Attention::FULL);
    assert!(course.poll.due().unwrap() - course.now >= backoff::MAX_RETRY_AFTER, "coming back changes nothing");
    course.now += 5_000.0;
    course.poll.refresh(course.now);
    let before = course.now;
    course.ask();
    assert_eq!(course.now, before, "a person may insist");
}

#[test]
fn a_refusal_rests_until_a_person_acts() {
    for error in [Error::Unauthorized, Error::Forbidden, Error::NotFound, Error::BadRequest { status: 422 }] {
        let mut course = Course::new(1_000.0);
        course.ask();
        course.answer(failed(&error));
        course.poll.attend(5.0, Attention { visible: false, ..Attention::FULL });
        course.poll.attend(9.0, Attention::FULL);
        assert_eq!((course.poll.next(1e9), course.poll.due()), (Step::Rest, None));
        course.poll.refresh(1e9);
        assert!(matches!(course.poll.next(1e9), Step::Ask(_)));
    }
}

#[test]
fn an_unreadable_answer_drops_the_validator() {
    let mut course = Course::running(1_000.0);
    course.traces(job(Status::Running, 0));
    course.answer(failed(&Error::BadResponse("cut".into())));
    assert_eq!(course.traces(job(Status::Running, 0)), None);
    assert!(!course.poll.holds(LATEST));
}

#[test]
fn without_attention_nothing_is_asked_and_the_return_is_one_round() {
    let absences = [
        Attention { visible: false, ..Attention::FULL },
        Attention { on_screen: false, ..Attention::FULL },
        Attention { online: false, ..Attention::FULL },
    ];
    for away in absences {
        let mut course = Course::running(5_000.0);
        course.poll.attend(1_000.0, away);
        assert_eq!((course.poll.next(1e8), course.poll.due()), (Step::Rest, None));
        course.now = 1e8;
        course.poll.attend(course.now, Attention::FULL);
        assert!(course.poll.is_stale(course.now));
        assert_eq!(course.ask(), Request::Job);
        course.answer(job(Status::Running, 0));
        assert!(matches!(course.ask(), Request::Traces(Some(_))));
        course.answer(FRESH);
        assert_eq!(course.poll.next(course.now), Step::Sleep(5_000.0));
    }
}

#[test]
fn the_return_ends_the_slow_pace_of_quiet_times() {
    let mut course = Course::running(5_000.0);
    for _ in 0..5 {
        course.traces(job(Status::Running, 0));
        course.answer(Answer::NotModified);
    }
    assert_eq!(course.poll.traces_due(), Some(course.now + MAX_INTERVAL));
    course.now += 30_000.0;
    course.poll.attend(course.now, Attention { visible: false, ..Attention::FULL });
    course.poll.attend(course.now, Attention::FULL);
    let before = course.now;
    course.traces(job(Status::Running, 0));
    assert_eq!(course.now, before);
    course.answer(Answer::NotModified);
    assert_eq!(course.poll.traces_due(), Some(course.now + 10_000.0));
}

#[test]
fn a_long_job_that_is_found_at_its_end_settles_quickly() {
    let mut course = Course::new(5_000.0);
    course.poll.set_pixels(800);
    course.ask();
    course.answer(Answer::Fresh { etag: None, latest_event_at: Some(LATEST), span: 59.0 * 3_600_000.0 });
    assert_eq!(course.poll.traces_due(), Some(60_000.0));
    course.ask();
    course.answer(job(Status::Completed, 0));
    assert_eq!(course.poll.traces_due(), Some(5_000.0));
}

#[test]
fn coming_and_going_asks_no_more_often_than_staying() {
    let mut course = Course::running(5_000.0);
    for at in 1..50 {
        let now = f64::from(at) * 100.0 - 50.0;
        course.poll.attend(now, Attention { visible: false, ..Attention::FULL });
        course.poll.attend(now, Attention::FULL);
        assert!(matches!(course.poll.next(now), Step::Sleep(_)), "{now}");
    }
}

#[test]
fn the_return_ends_a_back_off() {
    let mut course = Course::running(5_000.0);
    for _ in 0..8 {
        course.traces(job(Status::Running, 0));
        course.answer(failed(&Error::Network));
    }
    course.now += 1.0;
    course.poll.attend(course.now, Attention { online: false, ..Attention::FULL });
    course.now += 5_000.0;
    course.poll.attend(course.now, Attention::FULL);
    assert_eq!(course.poll.traces_due(), Some(course.now));
}

#[test]
fn refresh_does_not_overtake_a_request_under_way() {
    let mut course = Course::new(5_000.0);
    course.ask();
    course.poll.refresh(10.0);
    assert_eq!(course.poll.next(10.0), Step::Rest);
    course.answer(FRESH);
    course.ask();
}

#[test]
fn an_answer_to_no_question_changes_nothing() {
    let mut course = Course::running(5_000.0);
    course.answer(Answer::NotModified);
    course.answer(failed(&Error::NotFound));
    assert_eq!(course.poll.next(0.0), Step::Sleep(5_000.0));
}

#[test]
fn three_missed_intervals_are_stale() {
    let mut course = Course::running(5_000.0);
    assert!(!course.poll.is_stale(14_999.0) && course.poll.is_stale(15_000.0));
    course.ask();
    assert!(!course.poll.is_stale(15_000.0), "an answer that is awaited is not missed");
}

#[test]
fn a_shorter_interval_counts_at_once() {
    let mut course = Course::running(60_000.0);
    course.poll.set_interval(5_000.0);
    assert_eq!(course.poll.next(1_000.0), Step::Sleep(4_000.0));
    course.poll.set_interval(f64::INFINITY);
    course.poll.set_interval(60_000.0);
}
