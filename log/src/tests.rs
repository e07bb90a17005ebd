//! The log's classes in a real browser: the values that JS gets, and the errors.
use super::{EntryExport, EntryLog};
use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const EXAMPLE: &[u8] = include_bytes!("../../tests/fixtures/api/progress.json");
const JOB: &str = "job_2abc3def4ghi5jkl6mno7pqr";

/// A value as JSON.
fn json(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// Changes no text.
fn verbatim() -> Function {
    Function::new_with_args("text", "return text")
}

fn code(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"code".into()).unwrap().as_string()
}

#[wasm_bindgen_test]
fn rows_cross_as_objects() {
    let log = EntryLog::new(JOB, None, None);
    log.set_viewport(0.0, 50.0);
    assert!(!log.is_length_known());
    assert_eq!(log.next_query().as_deref(), Some("offset=0&limit=100"));
    log.handle_page(EXAMPLE.to_vec(), &verbatim()).unwrap();
    assert!(log.is_length_known() && log.length() == 3.0);
    let rows = json(&log.rows(1.0, 10.0));
    assert!(
        rows.starts_with(
            r#"[{"row":1,"id":"502","label":"502","time":1776161160000,"createdAt":"2026-04-14T10:06:00Z","#
        ),
        "{rows}"
    );
    assert!(
        rows.contains(r#"{"name":"percent_complete","text":"50","fraction":0.5}"#) && rows.ends_with(",null]"),
        "{rows}"
    );
    assert!(json(&log.detail(1.0, &verbatim())).contains(r#""message":"Processing input 5 of 10""#));
    assert!(log.detail(2.0, &verbatim()).is_undefined() && log.detail(f64::NAN, &verbatim()).is_object());
    assert_eq!(log.times(0.0, 9.0)[..2], [1_776_160_980_000.0, 1_776_161_160_000.0]);
    assert_eq!((log.kinds(), log.inputs()), (vec!["inference".to_owned()], vec!["inp_abc123def456".to_owned()]));
    assert_eq!(json(&log.item_totals(false)), r#"[{"kind":"inference","total":10}]"#);
    assert_eq!(log.next_query().as_deref(), Some("offset=1&limit=20"), "the third entry, and those added meanwhile");
    let error = log.handle_page(b"<html>".to_vec(), &verbatim()).unwrap_err();
    assert_eq!(code(&error).as_deref(), Some("bad-response"));
    assert_eq!(log.next_query(), None);
    assert!(log.retry_in_ms().is_some_and(|wait| (4_000.0..=5_000.0).contains(&wait)));
    log.retry();
    assert!(log.retry_in_ms().is_none() && log.next_query().is_some());
    log.find_time(1_776_161_000_000.0);
    assert_eq!(log.found_row(), Some(0.0));
}

#[wasm_bindgen_test]
fn strange_numbers_do_no_harm() {
    let log = EntryLog::new(JOB, Some("k".into()), None);
    for n in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300] {
        log.set_viewport(n, n);
        log.find_time(n);
        log.set_attempt(u32::MAX, Some(n));
        assert_eq!(json(&log.rows(n, n)), "[]");
        assert!(log.times(n, n).is_empty() && log.detail(n, &verbatim()).is_undefined());
        assert!(log.next_query().is_some());
        assert!(!log.handle_error("network"));
    }
}

#[wasm_bindgen_test]
fn exports_give_text() {
    let export = EntryExport::new(JOB, "csv", None, None, None);
    assert_eq!((export.next_query().as_deref(), export.total()), (Some("offset=0&limit=1000"), None));
    let text = export.handle_page(EXAMPLE.to_vec()).unwrap();
    assert_eq!((text.lines().count(), export.count(), export.total(), export.skipped()), (3, 2.0, Some(3.0), 0.0));
    assert_eq!(export.next_query().as_deref(), Some("offset=2&limit=20"));
    assert_eq!(code(&export.handle_page(b"5".to_vec()).unwrap_err()).as_deref(), Some("bad-response"));
}

#[wasm_bindgen_test]
fn texts_are_shown_as_the_page_says() {
    let with = |sanitize: &str| {
        let log = EntryLog::new(JOB, None, None);
        log.set_viewport(0.0, 50.0);
        log.next_query();
        let sanitize = Function::new_with_args("text, max", sanitize);
        log.handle_page(EXAMPLE.to_vec(), &sanitize).unwrap();
        (json(&log.rows(1.0, 1.0)), json(&log.detail(1.0, &sanitize)), log.kinds())
    };
    let (row, detail, kinds) = with("return text.replaceAll('inference', '…').replaceAll('Processing', '…') + max");
    assert!(row.contains(r#""kind":"…200","step":2,"message":"… input 5 of 10500""#), "{row}");
    assert!(detail.contains(r#""message":"… input 5 of 10"#), "{detail}");
    assert!(detail.contains(r#"\"kind\":\"inference\""#), "what is copied is whole: {detail}");
    assert!(kinds.is_empty(), "what is not shown can't be filtered for");
    let (row, ..) = with("throw new Error('no')");
    assert!(row.contains(r#""message":"""#), "{row}");
}
