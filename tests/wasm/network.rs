//! Following a job over a scripted network: what is asked when, and what comes of each kind of answer.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{chart::JobProgressChart, client::JobClient};

#[wasm_bindgen(module = "/tests/wasm/scripted.js")]
extern "C" {
    fn install();
    fn uninstall();
    fn script(route: &str, status: u16, headers: &str, body: &str);
    fn log() -> String;
    async fn settle();
    async fn advance(ms: f64);
    #[wasm_bindgen(js_name = setOnline)]
    fn set_online(online: bool);
    #[wasm_bindgen(js_name = setClock)]
    fn set_clock(ms: f64);
    #[wasm_bindgen(js_name = newKeys)]
    fn new_keys() -> Function;
    #[wasm_bindgen(js_name = answerFromAnotherWindow)]
    fn answer_from_another_window();
    fn prefetch(url: &str, body: &str) -> JsValue;
}

const TRACES: &str = r#"{"job_id":"j","bucket_seconds":1,"latest_event_at":"2026-04-14T09:59:58.123456Z","points":[
    {"t":"2026-04-14T09:59:59Z","files":{"completed":5,"failed":0}},
    {"t":"2026-04-14T10:00:00Z","files":{"completed":9,"failed":1}}]}"#;
const RUNNING: &str =
    r#"{"id":"j","status":"RUNNING","input_progress":{"pending":10,"processing":0,"completed":9,"failed":1}}"#;

thread_local! {
    static TESTS: Cell<u32> = const { Cell::new(0) };
}

/// Puts the page back when a test ends, also by a panic.
struct ScriptedPage;

impl ScriptedPage {
    fn new() -> Self {
        install();
        TESTS.set(TESTS.get() + 1);
        script("job", 200, "{}", RUNNING);
        Self
    }
}

impl Drop for ScriptedPage {
    fn drop(&mut self) {
        uninstall();
    }
}

/// A client, and what it announced.
struct Follower {
    client: JobClient,
    /// The events; of `poll` what the answer was.
    events: Rc<RefCell<Vec<String>>>,
    _callback: Closure<dyn Fn(String, JsValue)>,
}

impl Follower {
    /// Follows the job `j` with more options.
    fn new(more: &JsValue) -> Self {
        // Each test has a server of its own, so that none shares a feed with one that failed.
        let options = format!(r#"{{"jobId":"j","apiBase":"/test-{}"}}"#, TESTS.get());
        let options = JSON::parse(&options).unwrap();
        Object::assign(options.unchecked_ref::<Object>(), more.unchecked_ref());
        let client = JobClient::new(&options).unwrap();
        let events: Rc<RefCell<Vec<String>>> = Rc::default();
        let log = events.clone();
        let callback: Closure<dyn Fn(String, JsValue)> = Closure::new(move |event: String, snapshot| {
            let is_poll = event == "poll";
            log.borrow_mut().push(if is_poll { text(&snapshot, "answer") } else { event });
        });
        client.set_onchange(callback.as_ref().clone());
        Self { client, events, _callback: callback }
    }

    async fn started(more: &str) -> Self {
        let follower = Self::new(&JSON::parse(more).unwrap());
        follower.client.start();
        settle().await;
        follower
    }

    fn events(&self) -> Vec<String> {
        self.events.take()
    }

    fn get(&self, key: &str) -> JsValue {
        Reflect::get(&self.client.snapshot(), &key.into()).unwrap()
    }

    fn error(&self, key: &str) -> JsValue {
        let error = self.get("error");
        if error.is_null() { error } else { Reflect::get(&error, &key.into()).unwrap() }
    }

    fn code(&self) -> Option<String> {
        self.error("code").as_string()
    }
}

/// The requests of a route so far.
fn asked(route: &str) -> Vec<JsValue> {
    let log = js_sys::Array::from(&JSON::parse(&log()).unwrap());
    log.iter().filter(|request| text(request, "route") == route).collect()
}

fn text(object: &JsValue, key: &str) -> String {
    Reflect::get(object, &key.into()).unwrap().as_string().unwrap_or_default()
}

fn header(request: &JsValue, name: &str) -> String {
    text(&Reflect::get(request, &"headers".into()).unwrap(), name)
}

fn is_aborted(request: &JsValue) -> bool {
    Reflect::get(request, &"aborted".into()).unwrap().is_truthy()
}

#[wasm_bindgen_test]
async fn fresh_traces_are_announced() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    let job = Follower::started("{}").await;
    assert_eq!(job.events(), ["fresh", "progress", "fresh", "statuschange"]);
    assert_eq!((job.get("completed").as_f64(), job.get("failed").as_f64()), (Some(9.0), Some(1.0)));
    assert_eq!(job.get("total").as_f64(), Some(20.0));
    assert_eq!(job.get("answer").as_string().as_deref(), Some("fresh"));
    assert!(text(&asked("traces")[0], "url").ends_with("/batch/jobs/j/inputs/progress/traces?buckets=100"));
    assert_eq!(header(&asked("traces")[0], "if-none-match"), "");
}

#[wasm_bindgen_test]
async fn the_first_request_waits_for_the_script_but_for_no_timer() {
    let _page = ScriptedPage::new();
    let job = Follower::new(&JsValue::UNDEFINED);
    job.client.start();
    assert_eq!((asked("job").len(), asked("traces").len()), (0, 0));
    // Ten turns of microtasks: no timer fires and no frame is drawn.
    for _ in 0..10 {
        JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await.unwrap();
    }
    assert_eq!(asked("job").len() + asked("traces").len(), 1);
}

#[wasm_bindgen_test]
async fn the_validator_goes_back_verbatim_and_304_changes_nothing() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    script("traces", 304, "{}", "");
    let job = Follower::started("{}").await;
    job.events();
    advance(5000.0).await;
    assert_eq!(header(&asked("traces")[1], "if-none-match"), "2026-04-14T09:59:58.123456Z");
    let events = job.events();
    assert!(events.contains(&"not-modified".to_owned()), "{events:?}");
    assert!(!events.contains(&"progress".to_owned()), "{events:?}");
    assert_eq!(job.get("completed").as_f64(), Some(9.0));
}

#[wasm_bindgen_test]
async fn a_body_may_come_from_another_window() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    answer_from_another_window();
    let follower = Follower::started("{}").await;
    assert_eq!((follower.code(), follower.get("completed").as_f64()), (None, Some(9.0)));
}

#[wasm_bindgen_test]
async fn an_etag_is_preferred() {
    let _page = ScriptedPage::new();
    script("traces", 200, r#"{"ETag":"W/\"7\""}"#, TRACES);
    let _job = Follower::started("{}").await;
    advance(5000.0).await;
    assert_eq!(header(&asked("traces")[1], "if-none-match"), r#"W/"7""#);
}

#[wasm_bindgen_test]
async fn a_304_to_the_first_request_is_an_error() {
    let _page = ScriptedPage::new();
    script("traces", 304, "{}", "");
    let job = Follower::started("{}").await;
    assert_eq!(job.code().as_deref(), Some("bad-response"));
    assert!(job.events().contains(&"error".to_owned()));
}

#[wasm_bindgen_test]
async fn after_a_401_a_function_is_asked_once_more_for_a_key() {
    let _page = ScriptedPage::new();
    script("traces", 401, "{}", "");
    script("traces", 200, "{}", TRACES);
    let options = Object::new();
    Reflect::set(&options, &"headers".into(), &new_keys()).unwrap();
    let job = Follower::new(&options);
    job.client.start();
    settle().await;
    let keys: Vec<_> = asked("traces").iter().map(|request| header(request, "authorization")).collect();
    assert_eq!(keys, ["Bearer key-1", "Bearer key-2"]);
    assert_eq!(job.code(), None);
    assert_eq!(job.get("completed").as_f64(), Some(9.0));
}

#[wasm_bindgen_test]
async fn a_401_for_a_fixed_key_ends_the_polling() {
    let _page = ScriptedPage::new();
    script("traces", 401, "{}", "");
    let job = Follower::started(r#"{"headers":{"Authorization":"Bearer expired"}}"#).await;
    assert_eq!(job.code().as_deref(), Some("unauthorized"));
    assert_eq!(job.error("retryInMs"), JsValue::NULL);
    advance(600_000.0).await;
    assert_eq!(asked("traces").len(), 1);
    job.client.refresh();
    settle().await;
    assert_eq!(asked("traces").len(), 2, "a person asked");
}

#[wasm_bindgen_test]
async fn a_404_ends_the_polling() {
    let _page = ScriptedPage::new();
    script("traces", 404, "{}", r#"{"errors":[{"code":"x","message":"no such job","error_uid":"uid-1"}]}"#);
    let job = Follower::started("{}").await;
    assert_eq!(job.code().as_deref(), Some("not-found"));
    assert_eq!(job.error("status").as_f64(), Some(404.0));
    assert_eq!(job.error("errorUid").as_string().as_deref(), Some("uid-1"));
    assert!(job.error("message").as_string().unwrap().contains("no such job"));
    advance(600_000.0).await;
    assert_eq!(asked("traces").len(), 1);
}

#[wasm_bindgen_test]
async fn retry_after_is_waited_for_in_both_forms() {
    let forms = [
        r#"{"Retry-After":"90"}"#,
        r#"{"Retry-After":"Tue, 14 Apr 2026 08:01:30 GMT","Date":"Tue, 14 Apr 2026 08:00:00 GMT"}"#,
    ];
    for headers in forms {
        let _page = ScriptedPage::new();
        script("traces", 429, headers, "");
        script("traces", 200, "{}", TRACES);
        let job = Follower::started("{}").await;
        assert_eq!(job.code().as_deref(), Some("rate-limited"));
        advance(89_900.0).await;
        assert_eq!(asked("traces").len(), 1, "{headers}");
        advance(60_000.0).await;
        assert!(asked("traces").len() > 1, "{headers}");
        assert_eq!(job.code(), None);
    }
}

#[wasm_bindgen_test]
async fn a_5xx_and_a_lost_connection_are_retried() {
    for (status, body, code) in [(503, "<html>", "server"), (200, "lost", "network")] {
        let _page = ScriptedPage::new();
        script("traces", status, "{}", body);
        script("traces", 200, "{}", TRACES);
        let job = Follower::started("{}").await;
        assert_eq!(job.code().as_deref(), Some(code));
        assert!(job.error("retryInMs").as_f64().is_some());
        advance(60_000.0).await;
        assert_eq!(job.code(), None);
        assert_eq!(job.get("completed").as_f64(), Some(9.0));
    }
}

#[wasm_bindgen_test]
async fn what_takes_longer_than_ten_seconds_is_aborted() {
    for body in ["never", "endless"] {
        let _page = ScriptedPage::new();
        script("traces", 200, "{}", body);
        let job = Follower::started("{}").await;
        advance(9_999.0).await;
        assert_eq!(job.code(), None);
        assert!(!is_aborted(&asked("traces")[0]));
        advance(1.0).await;
        assert_eq!(job.code().as_deref(), Some("timeout"), "{body}");
        assert!(is_aborted(&asked("traces")[0]), "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_body_beyond_the_limit_is_aborted() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", "huge");
    let job = Follower::started("{}").await;
    for _ in 0..100 {
        settle().await;
        if job.code().is_some() {
            break;
        }
    }
    assert_eq!(job.code().as_deref(), Some("too-large"));
    assert!(is_aborted(&asked("traces")[0]));
}

#[wasm_bindgen_test]
async fn the_last_who_goes_aborts_the_request() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", "never");
    let job = Follower::started("{}").await;
    job.client.stop();
    assert!(is_aborted(&asked("traces")[0]), "at once");
    let job = Follower::started("{}").await;
    drop(job);
    assert!(is_aborted(&asked("traces")[1]), "a client that is freed, too");
    advance(60_000.0).await;
    assert_eq!(asked("traces").len(), 2, "nothing more is asked");
}

#[wasm_bindgen_test]
async fn an_answer_for_a_job_that_is_not_followed_any_more_is_dropped() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", "never");
    script("traces", 404, "{}", "");
    let job = Follower::started("{}").await;
    job.client.configure(&JSON::parse(r#"{"jobId":"other"}"#).unwrap()).unwrap();
    assert!(is_aborted(&asked("traces")[0]));
    advance(100.0).await;
    assert!(text(&asked("traces")[1], "url").contains("/jobs/other/"));
    assert_eq!(job.code().as_deref(), Some("not-found"), "of the other job");
    assert_eq!(job.get("points").as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn only_the_last_of_many_changes_sends_a_request() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", "never");
    let job = Follower::started("{}").await;
    let switch_to = |id: &str| job.client.configure(&JSON::parse(&format!(r#"{{"jobId":"{id}"}}"#)).unwrap()).unwrap();
    for n in 0..25 {
        switch_to(&format!("now-{n}"));
    }
    for n in 0..25 {
        advance(99.0).await;
        switch_to(&format!("later-{n}"));
    }
    assert_eq!(asked("traces").len(), 1, "that of the first job");
    advance(100.0).await;
    assert!(text(&asked("traces")[1], "url").contains("/jobs/later-24/"));
    assert_eq!((asked("traces").len(), asked("job").len()), (2, 0));
}

#[wasm_bindgen_test]
async fn a_base_that_no_request_can_be_sent_to_is_refused() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    for base in
        ["http://[", "https://", "javascript:1", "data:,", "https://user@api.example", "https://:key@api.example"]
    {
        let options = JSON::parse(&format!(r#"{{"jobId":"j","apiBase":"{base}"}}"#)).unwrap();
        let error = JobClient::new(&options).err().unwrap();
        assert_eq!(text(&error, "code"), "engine");
        assert!(text(&error, "message").contains("apiBase"), "{}", text(&error, "message"));
    }
    for base in ["", "/", "v0.5", "../v0.5/", "//api.example:1/v0.5", "https://api.example", "http://[::1]/"] {
        JobClient::new(&JSON::parse(&format!(r#"{{"jobId":"j","apiBase":"{base}"}}"#)).unwrap()).unwrap();
    }
}

#[wasm_bindgen_test]
async fn an_interval_that_is_no_number_is_the_default() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    let options = Object::new();
    Reflect::set(&options, &"interval".into(), &f64::NAN.into()).unwrap();
    let job = Follower::new(&options);
    job.client.start();
    settle().await;
    advance(6_000.0).await;
    assert_eq!(asked("traces").len(), 2);
}

#[wasm_bindgen_test]
async fn traces_that_are_set_by_hand_have_no_age() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    script("traces", 304, "{}", "");
    let canvas = web_sys::window().unwrap().document().unwrap().create_element("canvas").unwrap();
    let options = JSON::parse(&format!(r#"{{"jobId":"j","apiBase":"/test-{}"}}"#, TESTS.get())).unwrap();
    let chart = JobProgressChart::new(canvas.unchecked_into(), &options).unwrap();
    chart.start();
    settle().await;
    advance(600_000.0).await;
    let get = |key: &str| Reflect::get(&chart.snapshot(), &key.into()).unwrap();
    assert_eq!(get("answer"), "not-modified");
    chart.stop();
    chart.set_traces(&JSON::parse(TRACES).unwrap()).unwrap();
    // The end of the last bucket.
    assert_eq!(get("serverTime").as_f64(), Some(1_776_160_800_000.0));
    assert_eq!((get("updatedAt"), get("answer")), (JsValue::NULL, JsValue::NULL));
}

#[wasm_bindgen_test]
async fn offline_nothing_is_asked() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    let job = Follower::started(r#"{"apiBase":"https://api.example/v0.5"}"#).await;
    let before = asked("traces").len();
    set_online(false);
    settle().await;
    assert_eq!(job.code().as_deref(), Some("network"));
    advance(600_000.0).await;
    assert_eq!(asked("traces").len(), before);
    set_online(true);
    settle().await;
    assert_eq!(asked("traces").len(), before + 1);
    assert_eq!(job.code(), None);
}

#[wasm_bindgen_test]
async fn clients_that_ask_the_same_share_requests() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    let one = Follower::new(&Object::new());
    let two = Follower::new(&Object::new());
    let other = Follower::new(&JSON::parse(r#"{"jobId":"j","buckets":50}"#).unwrap());
    for follower in [&one, &two, &other] {
        follower.client.start();
    }
    settle().await;
    assert_eq!(asked("traces").len(), 2);
    assert_eq!(one.events(), two.events());
    let late = Follower::started("{}").await;
    assert_eq!(asked("traces").len(), 2, "what is known is told");
    assert_eq!(late.events(), ["fresh", "progress", "statuschange"]);
    assert_eq!(late.get("completed").as_f64(), Some(9.0));
    one.client.stop();
    advance(5000.0).await;
    assert!(one.events().is_empty());
    assert!(!two.events().is_empty(), "the others go on");
}

#[wasm_bindgen_test]
async fn a_key_that_the_server_quotes_is_redacted() {
    let _page = ScriptedPage::new();
    let quoted = r#"{"errors":[{"code":"x","message":"bad key sk-\u0030123456789","suggestion":"replace 'Bearer sk-0123456789'"}]}"#;
    script("traces", 400, "{}", quoted);
    let job = Follower::started(r#"{"headers":{"Authorization":"Bearer sk-0123456789"}}"#).await;
    let message = job.error("message").as_string().unwrap();
    assert!(message.contains("bad key …") && !message.contains("sk-0123456789"), "{message}");
}

#[wasm_bindgen_test]
async fn an_id_that_leaves_its_path_is_refused() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    let job = Follower::started("{}").await;
    let sent = asked("traces").len() + asked("job").len();
    for id in [".", ".."] {
        let options = JSON::parse(&format!(r#"{{"jobId":"{id}"}}"#)).unwrap();
        for error in [JobClient::new(&options).err().unwrap(), job.client.configure(&options).unwrap_err()] {
            assert_eq!(text(&error, "code"), "engine");
            assert!(text(&error, "message").contains("jobId"), "{}", text(&error, "message"));
        }
    }
    settle().await;
    assert_eq!(asked("traces").len() + asked("job").len(), sent);
    for id in ["...", "%2e%2e", "../x", "a/.."] {
        let job = Follower::new(&JSON::parse(&format!(r#"{{"jobId":"{id}"}}"#)).unwrap());
        job.client.start();
        settle().await;
        let url = text(asked("traces").last().unwrap(), "url");
        let segment = String::from(js_sys::encode_uri_component(id));
        assert!(url.ends_with(&format!("/batch/jobs/{segment}/inputs/progress/traces?buckets=100")), "{url}");
    }
}

#[wasm_bindgen_test]
async fn headers_of_the_page_go_to_no_other_origin() {
    let headers = r#"{"headers":{"X-Api-Key":"sk-0123456789"}}"#;
    let _page = ScriptedPage::new();
    script("traces", 302, "{}", "moved-away");
    let job = Follower::started(headers).await;
    assert_eq!(job.code().as_deref(), Some("network"));
    assert!(job.error("message").as_string().unwrap().contains("redirects"));
    assert_eq!((asked("traces").len(), asked("moved").len()), (2, 0));
    assert!(job.error("retryInMs").as_f64().is_some());

    let _page = ScriptedPage::new();
    script("traces", 302, "{}", "moved");
    let job = Follower::started(headers).await;
    assert_eq!((job.code(), asked("moved").len()), (None, 1), "within the origin they are followed");
    assert_eq!(header(&asked("moved")[0], "x-api-key"), "sk-0123456789");

    let _page = ScriptedPage::new();
    script("traces", 302, "{}", "moved-away");
    let job = Follower::started("{}").await;
    assert_eq!((job.code(), asked("traces").len()), (None, 1), "requests without headers go anywhere");
}

#[wasm_bindgen_test]
async fn the_users_clock_may_be_set() {
    let _page = ScriptedPage::new();
    let points: Vec<_> = (0..60)
        .map(|n| format!(r#"{{"t":"2026-04-14T09:{n:02}:00Z","files":{{"completed":{n},"failed":0}}}}"#))
        .collect();
    let traces = format!(
        r#"{{"job_id":"j","bucket_seconds":60,"latest_event_at":"2026-04-14T09:58:58Z","points":[{}]}}"#,
        points.join(",")
    );
    script("traces", 200, "{}", &traces);
    script("traces", 304, "{}", "");
    let job = Follower::started("{}").await;
    let rate = job.get("rate").as_f64().unwrap();
    let server_time = job.get("serverTime").as_f64().unwrap();
    for skew in [86_400_000.0, -2.0 * 86_400_000.0] {
        set_clock(skew);
        advance(30_000.0).await;
        let now = job.get("rate").as_f64().unwrap();
        assert!((0.7..1.0).contains(&(now / rate)), "{now} after {rate}");
        assert_eq!(job.get("stalledSince"), JsValue::NULL);
        let age = js_sys::Date::now() - job.get("updatedAt").as_f64().unwrap();
        assert!((0.0..60_000.0).contains(&age), "it is {age} ms old");
    }
    assert_eq!(job.get("serverTime").as_f64(), Some(server_time + 60_000.0));
}

#[wasm_bindgen_test]
async fn a_page_of_entries_goes_to_all_who_want_it() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    script("entries", 200, "{}", r#"{"items":[]}"#);
    let one = Follower::started("{}").await;
    let two = Follower::started("{}").await;
    let pages = js_sys::Array::of2(
        &one.client.entries(&"offset=0".into()).unwrap(),
        &two.client.entries(&"offset=0".into()).unwrap(),
    );
    let pages: Promise = Promise::all(&pages).unchecked_into();
    let pages: js_sys::Array = JsFuture::from(pages).await.unwrap().unchecked_into();
    for page in pages.iter() {
        let bytes: js_sys::Uint8Array = page.unchecked_into();
        assert_eq!(bytes.to_vec(), br#"{"items":[]}"#);
    }
    assert_eq!(asked("entries").len(), 1);
}

#[wasm_bindgen_test]
async fn a_client_that_does_not_poll_gets_no_page() {
    let _page = ScriptedPage::new();
    script("traces", 200, "{}", TRACES);
    script("entries", 200, "{}", r#"{"items":[]}"#);
    let job = Follower::new(&Object::new());
    let page = job.client.entries(&"offset=0".into()).unwrap();
    assert!(JsFuture::from(page).await.unwrap().is_undefined(), "it is not started");
    for end in [JobClient::stop, |client: &JobClient| client.configure(&JsValue::UNDEFINED).unwrap()] {
        job.client.start();
        let page = job.client.entries(&"offset=0".into()).unwrap();
        end(&job.client);
        assert!(JsFuture::from(page).await.unwrap().is_undefined(), "it has ended");
    }
    assert_eq!(asked("entries").len(), 0);
}

#[wasm_bindgen_test]
async fn what_ends_the_polling_rejects_the_pages() {
    let _page = ScriptedPage::new();
    script("traces", 403, "{}", "");
    let job = Follower::started("{}").await;
    let page = JsFuture::from(job.client.entries(&"offset=0".into()).unwrap()).await;
    assert_eq!(text(&page.unwrap_err(), "code"), "forbidden");
    assert_eq!(asked("entries").len(), 0);
}

#[wasm_bindgen_test]
async fn a_request_that_the_page_has_sent_is_taken_over() {
    let _page = ScriptedPage::new();
    script("traces", 304, "{}", "");
    let job = Follower::new(&JSON::parse(r#"{"apiBase":"https://api.example"}"#).unwrap());
    let url = "https://api.example/batch/jobs/j/inputs/progress/traces?buckets=100";
    job.client.use_prefetched(&prefetch(url, TRACES));
    job.client.start();
    settle().await;
    assert_eq!(asked("traces").len(), 0);
    assert_eq!(job.get("completed").as_f64(), Some(9.0));
    advance(5000.0).await;
    assert_eq!(header(&asked("traces")[0], "if-none-match"), "2026-04-14T09:59:58.123456Z");
}
