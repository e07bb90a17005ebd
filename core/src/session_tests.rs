use super::*;
use crate::{error::ServerMessage, sanitize::shorten};

const POINT: &str = r#"{"t":"2026-04-14T10:00:00Z","files":{"completed":3,"failed":0}}"#;

fn ok(text: &str) -> HttpResponse {
    HttpResponse::Ok { bytes: text.as_bytes().to_vec(), etag: None }
}

fn traces(latest: &str, points: &str) -> HttpResponse {
    ok(&format!(r#"{{"job_id":"j","latest_event_at":{latest},"points":[{points}]}}"#))
}

/// A session that has requested the traces and got these.
fn with(response: &HttpResponse) -> JobSession {
    let mut session = JobSession::new("j".into(), 1_000.0, 1);
    assert_eq!(exchange(&mut session, 0.0, Ok(response)), Update::Traces);
    session
}

/// Sends the next request at `now` and handles the response.
fn exchange(session: &mut JobSession, now: f64, result: Result<&HttpResponse, RequestError>) -> Update {
    let Action::Send(request) = session.next_action(now) else { panic!("nothing is sent") };
    session.handle_response(now, &request, result, &shorten)
}

#[test]
fn an_unchanged_body_is_recognized_before_its_points_are_decoded() {
    let mut session = with(&traces("\"x\"", POINT));
    exchange(&mut session, 0.0, Ok(&ok(r#"{"status":"RUNNING"}"#)));
    let before = session.traces().unwrap().clone();
    exchange(&mut session, 0.0, Ok(&ok("{}")));
    // Points that would not decode.
    assert_eq!(exchange(&mut session, 1_000.0, Ok(&traces("\"x\"", "nonsense"))), Update::Unchanged);
    assert!(Rc::ptr_eq(&before, session.traces().unwrap()));
    assert_eq!(exchange(&mut session, 1e6, Ok(&ok(r#"{"status":"COMPLETED"}"#))), Update::Job);
    assert!(!session.has_finished());
    assert_eq!(exchange(&mut session, 1e6, Ok(&traces("\"x\"", POINT))), Update::Traces, "the end is in no validator");
    assert!(session.has_finished());
}

#[test]
fn a_job_without_events_is_new_once() {
    let mut session = with(&traces("null", ""));
    exchange(&mut session, 0.0, Err(Error::NotFound.into()));
    exchange(&mut session, 0.0, Err(Error::NotFound.into()));
    assert_eq!(exchange(&mut session, 1e6, Ok(&traces("null", ""))), Update::Unchanged);
    assert_eq!(exchange(&mut session, 2e6, Ok(&traces("null", POINT))), Update::Traces, "a server without validators");

    let mut session = with(&traces("null", POINT));
    exchange(&mut session, 0.0, Ok(&ok(r#"{"status":"RUNNING"}"#)));
    exchange(&mut session, 0.0, Ok(&ok("{}")));
    assert_eq!(exchange(&mut session, 1e6, Ok(&ok(r#"{"status":"COMPLETED"}"#))), Update::Job);
    assert_eq!(exchange(&mut session, 1e6, Ok(&traces("null", POINT))), Update::Traces, "it ends elsewhere");
}

#[test]
fn responses_about_another_job_are_errors() {
    let mut session = JobSession::new("i".into(), 1_000.0, 1);
    assert_eq!(exchange(&mut session, 0.0, Ok(&traces("\"x\"", POINT))), Update::Failed);
    assert!(session.error().unwrap().to_string().contains("another job"));
    let mut session = with(&traces("\"x\"", POINT));
    assert_eq!(exchange(&mut session, 0.0, Ok(&ok(r#"{"id":"i","status":"RUNNING"}"#))), Update::None);
    assert!(session.job().is_none());
    let other_job = ok(&format!(r#"{{"job_id":"i","latest_event_at":"x","points":[{POINT}]}}"#));
    assert_eq!(exchange(&mut session, 1_000.0, Ok(&other_job)), Update::Failed, "even with the same validator");
}

#[test]
fn a_304_to_a_request_without_validator_is_an_error() {
    let mut session = JobSession::new("j".into(), 1_000.0, 1);
    assert_eq!(exchange(&mut session, 0.0, Ok(&HttpResponse::NotModified)), Update::Failed);
    assert_eq!(session.error().unwrap().error.code(), "bad-response");
    assert!(session.retry_in(0.0).is_some());
}

#[test]
fn an_error_of_the_job_alone_is_reported_only_if_it_delays_the_traces() {
    let server = ServerMessage { retry_after: Some(30_000.0), ..ServerMessage::default() };
    let cases = [
        (Error::Server { status: 500 }.into(), Update::None),
        (Error::Forbidden.into(), Update::None),
        (Error::RateLimited.into(), Update::Failed),
        (RequestError { error: Error::Server { status: 503 }, server }, Update::Failed),
    ];
    for (failure, update) in cases {
        let mut session = with(&traces("\"x\"", POINT));
        assert_eq!(exchange(&mut session, 0.0, Err(failure)), update);
        assert_eq!(session.error().is_some(), update == Update::Failed);
        if update == Update::Failed {
            session.refresh(1e6);
            while session.error().is_some() {
                let Action::Send(request) = session.next_action(1e6) else { panic!("nothing is sent") };
                let response = match request {
                    Request::Job => ok(r#"{"status":"RUNNING"}"#),
                    Request::Traces(_) => HttpResponse::NotModified,
                    Request::Counts | Request::Entries => ok("{}"),
                };
                session.handle_response(1e6, &request, Ok(&response), &shorten);
            }
        }
    }
}

#[test]
fn the_total_is_the_jobs_or_the_counts() {
    let mut session = with(&traces("\"x\"", POINT));
    assert_eq!(exchange(&mut session, 0.0, Ok(&ok(r#"{"status":"RUNNING","input_progress":null}"#))), Update::Job);
    assert_eq!(session.file_total(), None);
    exchange(&mut session, 0.0, Ok(&ok(r#"{"pending":1,"processing":0,"completed":3,"failed":0}"#)));
    assert_eq!(session.file_total(), Some(4));
    let job = r#"{"status":"RUNNING","input_progress":{"pending":2,"processing":0,"completed":3,"failed":0}}"#;
    exchange(&mut session, 1e6, Ok(&ok(job)));
    assert_eq!(session.file_total(), Some(5));
}

#[test]
fn going_offline_is_reported_once_and_only_while_polling() {
    let offline = Availability { online: false, ..Availability::FULL };
    let mut session = with(&traces("\"x\"", POINT));
    assert_eq!(session.set_availability(10.0, offline), Update::Failed);
    assert_eq!((session.error().unwrap().error.clone(), session.retry_in(10.0)), (Error::Offline, None));
    assert_eq!(session.set_availability(11.0, Availability { visible: false, ..offline }), Update::None);
    assert_eq!(session.set_availability(12.0, offline), Update::None);
    let mut gone = JobSession::new("j".into(), 1_000.0, 1);
    exchange(&mut gone, 0.0, Err(Error::NotFound.into()));
    assert_eq!(gone.set_availability(10.0, offline), Update::None);
    assert_eq!(gone.error().unwrap().error, Error::NotFound);
}

#[test]
fn a_network_that_goes_while_nobody_looks_is_reported_when_somebody_does() {
    for hidden in
        [Availability { visible: false, ..Availability::FULL }, Availability { on_screen: false, ..Availability::FULL }]
    {
        let mut session = with(&traces("\"x\"", POINT));
        assert_eq!(session.set_availability(10.0, hidden), Update::None);
        assert_eq!(session.set_availability(11.0, Availability { online: false, ..hidden }), Update::None);
        assert_eq!(
            session.set_availability(12.0, Availability { online: false, ..Availability::FULL }),
            Update::Failed
        );
        assert_eq!(session.error().unwrap().error, Error::Offline);
    }
}
