use super::*;
use crate::response::errors::Said;

const POINT: &str = r#"{"t":"2026-04-14T10:00:00Z","files":{"completed":3,"failed":0}}"#;

fn body(text: &str) -> Reply {
    Reply::Body { bytes: text.as_bytes().to_vec(), etag: None }
}

fn traces(latest: &str, points: &str) -> Reply {
    body(&format!(r#"{{"job_id":"j","latest_event_at":{latest},"points":[{points}]}}"#))
}

/// A watch that has asked for the traces and got these.
fn with(reply: &Reply) -> Watch {
    let mut watch = Watch::new("j".into(), 1_000.0, 1);
    assert_eq!(hear(&mut watch, 0.0, Ok(reply)), News::Fresh);
    watch
}

/// Asks at `now` and hears the answer.
fn hear(watch: &mut Watch, now: f64, result: Result<&Reply, Failure>) -> News {
    let Step::Ask(request) = watch.next(now) else { panic!("nothing is asked") };
    watch.hear(now, &request, result)
}

#[test]
fn an_unchanged_body_is_recognised_before_its_points_are_decoded() {
    let mut watch = with(&traces("\"x\"", POINT));
    hear(&mut watch, 0.0, Ok(&body(r#"{"status":"RUNNING"}"#)));
    let held = watch.traces().unwrap().clone();
    hear(&mut watch, 0.0, Ok(&body("{}")));
    // Points that would not decode.
    assert_eq!(hear(&mut watch, 1_000.0, Ok(&traces("\"x\"", "nonsense"))), News::Unchanged);
    assert!(Rc::ptr_eq(&held, watch.traces().unwrap()));
    assert_eq!(hear(&mut watch, 1e6, Ok(&body(r#"{"status":"COMPLETED"}"#))), News::Job);
    assert!(!watch.has_finished());
    assert_eq!(hear(&mut watch, 1e6, Ok(&traces("\"x\"", POINT))), News::Fresh, "the end is in no validator");
    assert!(watch.has_finished());
}

#[test]
fn a_job_without_events_is_news_once() {
    let mut watch = with(&traces("null", ""));
    hear(&mut watch, 0.0, Err(Error::NotFound.into()));
    hear(&mut watch, 0.0, Err(Error::NotFound.into()));
    assert_eq!(hear(&mut watch, 1e6, Ok(&traces("null", ""))), News::Unchanged);
    assert_eq!(hear(&mut watch, 2e6, Ok(&traces("null", POINT))), News::Fresh, "a server without validators");

    let mut watch = with(&traces("null", POINT));
    hear(&mut watch, 0.0, Ok(&body(r#"{"status":"RUNNING"}"#)));
    hear(&mut watch, 0.0, Ok(&body("{}")));
    assert_eq!(hear(&mut watch, 1e6, Ok(&body(r#"{"status":"COMPLETED"}"#))), News::Job);
    assert_eq!(hear(&mut watch, 1e6, Ok(&traces("null", POINT))), News::Fresh, "it ends elsewhere");
}

#[test]
fn answers_about_another_job_are_refused() {
    let mut watch = Watch::new("i".into(), 1_000.0, 1);
    assert_eq!(hear(&mut watch, 0.0, Ok(&traces("\"x\"", POINT))), News::Failed);
    assert!(watch.failure().unwrap().message().contains("job j"));
    let mut watch = with(&traces("\"x\"", POINT));
    assert_eq!(hear(&mut watch, 0.0, Ok(&body(r#"{"id":"i","status":"RUNNING"}"#))), News::Nothing);
    assert!(watch.job().is_none());
    let stranger = body(&format!(r#"{{"job_id":"i","latest_event_at":"x","points":[{POINT}]}}"#));
    assert_eq!(hear(&mut watch, 1_000.0, Ok(&stranger)), News::Failed, "even with the same validator");
}

#[test]
fn a_304_out_of_place_is_a_failure() {
    let mut watch = Watch::new("j".into(), 1_000.0, 1);
    assert_eq!(hear(&mut watch, 0.0, Ok(&Reply::NotModified)), News::Failed);
    assert_eq!(watch.failure().unwrap().error.code(), "bad-response");
    assert!(watch.retry_in(0.0).is_some());
}

#[test]
fn trouble_with_the_job_alone_is_not_told_unless_it_delays_the_traces() {
    let said = Said { retry_after: Some(30_000.0), ..Said::default() };
    let cases = [
        (Error::Server { status: 500 }.into(), News::Nothing),
        (Error::Forbidden.into(), News::Nothing),
        (Error::RateLimited.into(), News::Failed),
        (Failure { error: Error::Server { status: 503 }, said }, News::Failed),
    ];
    for (failure, news) in cases {
        let mut watch = with(&traces("\"x\"", POINT));
        assert_eq!(hear(&mut watch, 0.0, Err(failure)), news);
        assert_eq!(watch.failure().is_some(), news == News::Failed);
        if news == News::Failed {
            watch.refresh(1e6);
            while watch.failure().is_some() {
                let Step::Ask(request) = watch.next(1e6) else { panic!("nothing is asked") };
                let reply = match request {
                    Request::Job => body(r#"{"status":"RUNNING"}"#),
                    Request::Traces(_) => Reply::NotModified,
                    Request::Counts | Request::Entries => body("{}"),
                };
                watch.hear(1e6, &request, Ok(&reply));
            }
        }
    }
}

#[test]
fn the_total_is_the_jobs_or_the_counts() {
    let mut watch = with(&traces("\"x\"", POINT));
    assert_eq!(hear(&mut watch, 0.0, Ok(&body(r#"{"status":"RUNNING","input_progress":null}"#))), News::Job);
    assert_eq!(watch.total(), None);
    hear(&mut watch, 0.0, Ok(&body(r#"{"pending":1,"processing":0,"completed":3,"failed":0}"#)));
    assert_eq!(watch.total(), Some(4));
    let job = r#"{"status":"RUNNING","input_progress":{"pending":2,"processing":0,"completed":3,"failed":0}}"#;
    hear(&mut watch, 1e6, Ok(&body(job)));
    assert_eq!(watch.total(), Some(5));
}

#[test]
fn going_offline_is_told_once_and_only_while_it_matters() {
    let offline = Attention { online: false, ..Attention::FULL };
    let mut watch = with(&traces("\"x\"", POINT));
    assert_eq!(watch.attend(10.0, offline), News::Failed);
    assert_eq!((watch.failure().unwrap().error.clone(), watch.retry_in(10.0)), (Error::Offline, None));
    assert_eq!(watch.attend(11.0, Attention { visible: false, ..offline }), News::Nothing);
    let mut gone = Watch::new("j".into(), 1_000.0, 1);
    hear(&mut gone, 0.0, Err(Error::NotFound.into()));
    assert_eq!(gone.attend(10.0, offline), News::Nothing);
    assert_eq!(gone.failure().unwrap().error, Error::NotFound);
}
