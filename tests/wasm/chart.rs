//! The class on a real canvas in a real browser: what it paints, says and refuses.

use crate::{
    canvas::Surface,
    chart::JobProgressChart,
    locale::{CanvasStrings, IntlLocale},
};
use job_progress_core::plot::{
    locale::{Locale, TimeForm},
    theme::Rgba,
};
use js_sys::{JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[wasm_bindgen(module = "/tests/wasm/scripted.js")]
extern "C" {
    #[wasm_bindgen(js_name = foreignBytes)]
    fn foreign_bytes(text: &str) -> JsValue;
}

const EXAMPLE: &[u8] = include_bytes!("../fixtures/api/traces.json");

/// Two buckets of five seconds: 5 files completed, then 4 more and a failed one. The axis begins at 10:00:04.
const STAIRS: &str = r#"{"job_id":"j","bucket_seconds":1,"latest_event_at":"2026-04-14T10:00:10Z","points":[
    {"t":"2026-04-14T10:00:05Z","files":{"completed":5,"failed":0}},
    {"t":"2026-04-14T10:00:10Z","files":{"completed":9,"failed":1}}]}"#;

const COMPLETED: [u8; 4] = [0x0b, 0x6b, 0xb8, 255];
const FAILED: [u8; 4] = [0xc2, 0x41, 0x0c, 255];

fn canvas() -> HtmlCanvasElement {
    let document = web_sys::window().unwrap().document().unwrap();
    document.create_element("canvas").unwrap().unchecked_into()
}

fn options(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

async fn frame() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// The canvas's pixels.
struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Pixels {
    fn of(canvas: &HtmlCanvasElement) -> Self {
        let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
        let (width, height) = (canvas.width(), canvas.height());
        let rgba = context.get_image_data(0.0, 0.0, width.into(), height.into()).unwrap().data().0;
        Self { width: width as usize, height: height as usize, rgba }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 4] {
        let at = (y * self.width + x) * 4;
        self.rgba[at..at + 4].try_into().unwrap()
    }

    /// The rows of column `x` that have exactly this colour.
    fn rows(&self, x: usize, color: [u8; 4]) -> Vec<usize> {
        (0..self.height).filter(|y| self.at(x, *y) == color).collect()
    }
}

async fn drawn(json: &str, options_json: &str, ratio: f64) -> (JobProgressChart, HtmlCanvasElement, Pixels) {
    let canvas = canvas();
    let chart = JobProgressChart::new(canvas.clone(), &options(options_json)).unwrap();
    chart.set_traces(&Uint8Array::from(json.as_bytes()).into()).unwrap();
    chart.resize(400.0, 200.0, ratio);
    frame().await;
    let pixels = Pixels::of(&canvas);
    (chart, canvas, pixels)
}

#[wasm_bindgen_test]
async fn the_completed_area_covers_what_it_must_at_dpr_1_and_2() {
    for ratio in [1.0, 2.0, 1.5] {
        let (_chart, _, pixels) = drawn(STAIRS, "{}", ratio).await;
        assert_eq!((pixels.width, pixels.height), ((400.0 * ratio) as usize, (200.0 * ratio) as usize));
        let line = (2.0 * ratio).round() as usize;
        // 10:00:04 to 10:00:05 is at 0; then 5 until 10:00:10.
        let (first, second) = (pixels.width / 8, pixels.width * 3 / 5);
        let base = pixels.rows(first, COMPLETED);
        let level = pixels.rows(second, COMPLETED);
        assert_eq!(base.len(), line, "a level line covers whole device pixels at {ratio}");
        assert_eq!(level.len(), line);
        assert!(base.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        let clear = [0, 0, 0, 0];
        assert_eq!(pixels.at(second, level[0] - 2), clear, "nothing above the line");
        for y in level[line - 1] + 1..base[0] {
            let [r, g, b, alpha] = pixels.at(second, y);
            assert!(alpha > 20 && b >= r && b >= g, "row {y} is filled at {ratio}");
        }
        assert_ne!(pixels.at(second, base[0] - 3)[3], 0);
        assert_eq!(pixels.at(first, base[0] - 3), clear, "nothing under a count of 0");
    }
}

#[wasm_bindgen_test]
async fn failed_files_are_stacked_and_hatched() {
    let stairs = STAIRS.replace(r#""completed":5,"failed":0"#, r#""completed":2,"failed":4"#);
    let (_chart, _, pixels) = drawn(&stairs, "{}", 1.0).await;
    let x = pixels.width * 3 / 5;
    let (completed, failed) = (pixels.rows(x, COMPLETED), pixels.rows(x, FAILED));
    assert_eq!(completed.len(), 2);
    assert_eq!(failed[0] + 1, failed[1], "the upper line");
    assert!(failed[1] < completed[0]);
    // Between the lines: hatching, so rows differ along a column.
    let alphas: std::collections::BTreeSet<u8> =
        (failed[1] + 2..completed[0] - 2).map(|y| pixels.at(x, y)[3]).collect();
    assert!(alphas.len() > 1, "{alphas:?}");
}

#[wasm_bindgen_test]
async fn an_object_and_its_bytes_give_the_same_picture() {
    let (bytes, _, a) = drawn(std::str::from_utf8(EXAMPLE).unwrap(), "{}", 1.0).await;
    let canvas = canvas();
    let object = JobProgressChart::new(canvas.clone(), &JsValue::UNDEFINED).unwrap();
    object.set_traces(&options(std::str::from_utf8(EXAMPLE).unwrap())).unwrap();
    object.resize(400.0, 200.0, 1.0);
    frame().await;
    assert!(a.rgba == Pixels::of(&canvas).rgba);
    let text = |chart: &JobProgressChart| String::from(JSON::stringify(&chart.traces()).unwrap());
    assert_eq!(text(&bytes), text(&object));
}

#[wasm_bindgen_test]
async fn the_page_gets_no_element() {
    let document = web_sys::window().unwrap().document().unwrap();
    let count = || document.query_selector_all("*").unwrap().length();
    let before = count();
    let (_chart, _, pixels) = drawn(std::str::from_utf8(EXAMPLE).unwrap(), "{}", 2.0).await;
    assert!(pixels.rgba.iter().any(|byte| *byte != 0));
    assert_eq!(count(), before);
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_throws_and_keeps_the_picture() {
    let (chart, canvas, before) = drawn(STAIRS, "{}", 1.0).await;
    let bad: [JsValue; 9] = [
        JsValue::NULL,
        5.into(),
        "text".into(),
        Object::new().into(),
        options(r#"{"job_id":"j","points":[{"t":"2026-04-14T10:00:05Z","files":{"completed":-1}}]}"#),
        options(r#"{"job_id":"j","points":[{"t":"2026-04-14T10:00:05Z","files":{"completed":1.5}}]}"#),
        options(r#"{"job_id":"j","points":[{"t":5,"files":{"completed":1}}]}"#),
        Uint8Array::from(&EXAMPLE[..200]).into(),
        Uint8Array::from(b"<!doctype html>".as_slice()).into(),
    ];
    for source in bad {
        let error = chart.set_traces(&source).unwrap_err();
        assert_eq!(get(&error, "code"), "bad-response", "{source:?}");
        assert!(get(&error, "message").as_string().unwrap().len() > 20);
    }
    let nan = options(STAIRS);
    Reflect::set(&get(&get(&get(&nan, "points"), "0"), "files"), &"completed".into(), &f64::NAN.into()).unwrap();
    assert_eq!(get(&chart.set_traces(&nan).unwrap_err(), "code"), "bad-response");
    frame().await;
    assert!(before.rgba == Pixels::of(&canvas).rgba);
}

#[wasm_bindgen_test]
async fn a_snapshot_says_what_is_known() {
    let (chart, ..) = drawn(std::str::from_utf8(EXAMPLE).unwrap(), r#"{"total":25}"#, 1.0).await;
    let snapshot = chart.snapshot();
    let text = |keys: &[&str]| {
        let value = keys.iter().fold(snapshot.clone(), |value, key| get(&value, key));
        String::from(JSON::stringify(&value).unwrap())
    };
    for (key, expected) in [
        ("phase", "\"live\""),
        ("status", "null"),
        ("points", "3"),
        ("completed", "8"),
        ("failed", "1"),
        ("total", "25"),
        ("percent", "36"),
        ("latestEventAt", "\"2026-04-14T10:15:00Z\""),
        ("lastEventAt", "1776161700000"),
        ("serverTime", "1776161700000"),
        ("eta", "null"),
        ("updatedAt", "null"),
        ("stale", "false"),
        ("answer", "null"),
        ("error", "null"),
    ] {
        assert_eq!(text(&[key]), expected, "{key}");
    }
    for (key, expected) in
        [("key", "\"kind:inference\""), ("name", "\"inference\""), ("success", "478"), ("failed", "12")]
    {
        assert_eq!(text(&["kinds", "0", key]), expected, "{key}");
    }
    chart
        .set_job(&options(
            r#"{"id":"x","name":"Night run","status":"COMPLETED","input_progress":{"completed":24,"failed":1}}"#,
        ))
        .unwrap();
    let snapshot = chart.snapshot();
    let get = |key| get(&snapshot, key);
    assert_eq!((get("phase"), get("name"), get("total")), ("completed".into(), "Night run".into(), 25.0.into()));
}

#[wasm_bindgen_test]
async fn a_point_is_the_last_bucket_that_ended() {
    let (chart, ..) = drawn(STAIRS, "{}", 1.0).await;
    let completed = |x: f64| get(&chart.point_at(x), "completed").as_f64().unwrap();
    assert_eq!(completed(390.0), 9.0);
    assert_eq!(completed(300.0), 5.0);
    assert!(chart.point_at(0.0).is_undefined());
    assert!(chart.point_at(399.0).is_undefined());
    assert!(chart.point_at(f64::NAN).is_undefined());
}

#[wasm_bindgen_test]
fn bytes_may_come_from_another_window() {
    let chart = JobProgressChart::new(canvas(), &options("{}")).unwrap();
    chart.set_traces(&foreign_bytes(STAIRS)).unwrap();
    assert_eq!(get(&chart.snapshot(), "completed"), 9);
}

#[wasm_bindgen_test]
async fn a_theme_is_any_css_colour() {
    let (chart, canvas, _) = drawn(STAIRS, "{}", 1.0).await;
    for (css, rgba) in [("red", [255, 0, 0, 255]), ("hsl(120 100% 50%)", [0, 255, 0, 255]), ("nonsense", COMPLETED)] {
        chart.set_theme(&options(&format!(r#"{{"completed":"{css}"}}"#))).unwrap();
        frame().await;
        let pixels = Pixels::of(&canvas);
        assert_eq!(pixels.rows(pixels.width * 3 / 5, rgba).len(), 2, "{css}");
    }
    assert!(chart.set_theme(&options(r#"{"kinds":5}"#)).is_err());
}

#[wasm_bindgen_test]
fn a_colour_is_read_by_the_canvas() {
    let surface = Surface::new(canvas()).unwrap();
    for (css, color) in [
        ("#0b6bb8", Some(Rgba(0x0b, 0x6b, 0xb8, 255))),
        ("rgb(1 2 255 / 50%)", Some(Rgba(1, 2, 255, 128))),
        ("transparent", Some(Rgba(0, 0, 0, 0))),
        ("color(display-p3 1 0 0)", Some(Rgba(255, 0, 0, 255))),
        ("color(srgb 1 0.2 0 / 0.5)", Some(Rgba(255, 51, 0, 128))),
        ("oklch(0.628 0.2577 29.23)", Some(Rgba(255, 0, 0, 255))),
        ("lab(0 0 0 / 20%)", Some(Rgba(0, 0, 0, 51))),
        ("color-mix(in oklab, white, white)", Some(Rgba(255, 255, 255, 255))),
        ("nonsense", None),
        ("", None),
    ] {
        assert_eq!(surface.color(css), color, "{css}");
    }
}

#[wasm_bindgen_test]
fn words_are_the_pages_or_english() {
    let own = CanvasStrings { now: Some("jetzt".into()), attempt: Some("{n}. Versuch".into()), ..Default::default() };
    let locale = IntlLocale::new(Some("de"), Some("UTC"), &own);
    assert_eq!((locale.files(), locale.items(), locale.other()), ("Files", "Items", "other"));
    assert_eq!((locale.now(), locale.attempt(2)), ("jetzt", "2. Versuch".into()));
    let none = CanvasStrings::default();
    assert_eq!(IntlLocale::new(Some("en"), None, &none).attempt(3), "attempt 3");
}

#[wasm_bindgen_test]
async fn wrong_options_are_named() {
    let (chart, canvas, before) = drawn(STAIRS, "{}", 1.0).await;
    for bad in [
        r#"{"view":"circle"}"#,
        r#"{"buckets":"many"}"#,
        r#"{"kinds":"a b"}"#,
        r#"{"credentials":"some"}"#,
        r#"{"headers":"some"}"#,
    ] {
        let error = chart.configure(&options(bad)).unwrap_err();
        assert_eq!(get(&error, "code"), "engine");
        assert!(get(&error, "message").as_string().unwrap().contains("option"));
    }
    frame().await;
    assert!(before.rgba == Pixels::of(&canvas).rgba);
    assert!(JobProgressChart::new(canvas, &5.into()).is_err());
}

#[wasm_bindgen_test]
fn what_is_no_canvas_is_refused() {
    let element = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
    for value in [JsValue::NULL, JsValue::UNDEFINED, "canvas".into(), element.into()] {
        let error = JobProgressChart::new(value.unchecked_into(), &JsValue::UNDEFINED).err().unwrap();
        assert_eq!(get(&error, "code"), "engine");
        assert_eq!(get(&error, "message"), "the first argument must be a canvas");
    }
}

#[wasm_bindgen_test]
fn a_canvas_of_another_kind_is_refused() {
    let canvas = canvas();
    canvas.get_context("bitmaprenderer").unwrap();
    let error = JobProgressChart::new(canvas, &JsValue::UNDEFINED).err().unwrap();
    assert_eq!(get(&error, "code"), "engine");
}

#[wasm_bindgen_test]
async fn no_size_is_too_odd() {
    let (chart, canvas, _) = drawn(STAIRS, "{}", 1.0).await;
    for (width, height, ratio) in [
        (0.0, 0.0, 1.0),
        (1.0, 1.0, 1.0),
        (3.0, 700.0, 3.0),
        (-5.0, f64::NAN, 0.0),
        (1e9, 2.0, 1.0),
        (30.0, 20.0, f64::NAN),
    ] {
        chart.resize(width, height, ratio);
        frame().await;
    }
    assert_eq!((canvas.width(), canvas.height()), (30, 20));
}

#[wasm_bindgen_test]
async fn dropped_before_its_frame_it_paints_nothing() {
    let canvas = canvas();
    let chart = JobProgressChart::new(canvas.clone(), &JsValue::UNDEFINED).unwrap();
    chart.resize(50.0, 50.0, 1.0);
    drop(chart);
    frame().await;
    assert_eq!((canvas.width(), canvas.height()), (300, 150));
}

#[wasm_bindgen_test]
fn numbers_and_times_are_the_users() {
    let strings = CanvasStrings::default();
    let locale = |lang, zone| IntlLocale::new(Some(lang), Some(zone), &strings);
    let april = 1_776_160_950_000;
    let english = locale("en-US", "America/New_York");
    assert_eq!((english.count(950), english.count(12_300)), ("950".into(), "12.3K".into()));
    assert_eq!(english.time(april, TimeForm::Minutes), "06:02");
    assert_eq!(english.time(april, TimeForm::Seconds), "06:02:30");
    assert_eq!(english.time(april, TimeForm::Date), "Apr 14");
    assert_eq!(english.utc_offset(april), -4 * 3_600_000);
    assert_eq!(english.utc_offset(april - 90 * 86_400_000), -5 * 3_600_000);
    assert_eq!(locale("de", "Asia/Kolkata").utc_offset(april), 19_800_000);
    assert_eq!(locale("de", "UTC").utc_offset(april), 0);
    // What the browser doesn't know is left to the browser.
    let odd = locale("not a language", "Mars/Olympus");
    assert!(!odd.count(5).is_empty());
    assert_eq!(odd.time(i64::MAX, TimeForm::Minutes), "", "no date is so far away");
}
