//! `src/types.d.ts` against the structs: what a page may give, and what it gets, has the members and types it declares.

use std::collections::BTreeSet;

use job_progress_core::entries::stats::ItemTotal;
use job_progress_interop::js_error;
use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{Deserialize, Deserializer, Visitor, value::Error as NoValue};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlCanvasElement;

use crate::{
    chart::{JobProgressChart, options::ViewOptions},
    client::{JobClient, JobOptions},
    locale::CanvasStrings,
    theme::ThemeOptions,
};

const TYPES: &str = include_str!("../../src/types.d.ts");

/// The members of an interface: name and type.
fn interface(name: &str) -> Vec<(String, String)> {
    let start = format!("export interface {name} ");
    let body = TYPES.split(&start).nth(1).unwrap().split("\n}").next().unwrap();
    let lines = body.lines().skip(1).map(str::trim).filter(|line| !line.starts_with(['/', '*']));
    let member = |line: &str| {
        let (name, of) = line.split_once(':').unwrap();
        (name.trim_end_matches('?').to_owned(), of.trim().trim_end_matches(';').to_owned())
    };
    lines.map(member).collect()
}

fn names(name: &str) -> BTreeSet<String> {
    interface(name).into_iter().map(|(name, _)| name).collect()
}

/// Records the fields that a struct asks of its deserializer.
struct FieldNames<'a>(&'a mut BTreeSet<String>);

impl<'de> Deserializer<'de> for FieldNames<'_> {
    type Error = NoValue;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoValue> {
        Err(serde::de::Error::custom("not a struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        self.0.extend(fields.iter().map(|field| (*field).to_owned()));
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<'de, T: Deserialize<'de>>() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let _ = T::deserialize(FieldNames(&mut fields));
    fields
}

/// Whether a value is of a declared type, as far as these types go.
fn is_of(value: &JsValue, declared: &str) -> bool {
    declared.split(" | ").any(|one| match one {
        "null" => value.is_null(),
        "number" => value.as_f64().is_some(),
        "string" => value.is_string(),
        "boolean" => value.as_bool().is_some(),
        list if list.ends_with("[]") => Array::is_array(value),
        text if text.starts_with('"') => value.as_string().is_some_and(|value| text.trim_matches('"') == value),
        "ChartPhase" => value.is_string(),
        _ => value.is_object(),
    })
}

/// Every member that is declared is there, of its type, and no other.
fn check(value: &JsValue, interfaces: &[&str]) {
    let declared: Vec<_> = interfaces.iter().flat_map(|name| interface(name)).collect();
    let found: BTreeSet<String> =
        Object::keys(value.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()).collect();
    assert_eq!(found, declared.iter().map(|(name, _)| name.clone()).collect(), "{interfaces:?}");
    for (name, of) in declared {
        let member = Reflect::get(value, &name.as_str().into()).unwrap();
        assert!(is_of(&member, &of), "{interfaces:?}.{name}: {of} is {member:?}");
    }
}

fn chart() -> JobProgressChart {
    let canvas: HtmlCanvasElement =
        web_sys::window().unwrap().document().unwrap().create_element("canvas").unwrap().unchecked_into();
    JobProgressChart::new(canvas, &JsValue::UNDEFINED).unwrap()
}

#[wasm_bindgen_test]
fn what_a_page_gives() {
    let mut job_options = fields::<JobOptions>();
    // An object or a function, which is no data: it is taken as it is.
    job_options.insert("headers".into());
    assert_eq!(job_options, names("JobOptions"));
    assert_eq!(fields::<ViewOptions>(), names("ChartOptions"));
    assert_eq!(fields::<CanvasStrings>(), names("CanvasStrings"));
    assert_eq!(fields::<ThemeOptions>(), names("ChartTheme"));
    assert_eq!(fields::<ItemTotal>(), names("ItemTotal"));
}

#[wasm_bindgen_test]
fn a_wrong_type_is_refused_by_name() {
    let wrong = JSON::parse(r#"{"wrong":true}"#).unwrap();
    for (name, _) in interface("JobOptions").into_iter().chain(interface("ChartOptions")) {
        // Headers may be any object, and strings are one.
        if name == "headers" || name == "strings" {
            continue;
        }
        let options = Object::new();
        Reflect::set(&options, &name.as_str().into(), &wrong).unwrap();
        let error = chart().configure(&options).unwrap_err();
        let message = Reflect::get(&error, &"message".into()).unwrap().as_string().unwrap();
        assert!(message.contains(&name), "{name}: {message}");
    }
}

#[wasm_bindgen_test]
fn what_is_wrong_in_a_list_is_named() {
    let error = chart().configure(&JSON::parse(r#"{"kinds":["a",1]}"#).unwrap()).unwrap_err();
    let message = Reflect::get(&error, &"message".into()).unwrap().as_string().unwrap();
    assert!(message.contains("options.kinds[1] must be a string"), "{message}");
}

#[wasm_bindgen_test]
fn a_total_that_is_no_count_is_refused() {
    for total in [f64::NAN, f64::INFINITY, -3.0, 1.5, 2f64.powi(53)] {
        let item = JSON::parse(r#"{"kind":"a"}"#).unwrap();
        Reflect::set(&item, &"total".into(), &total.into()).unwrap();
        let error = chart().set_item_totals(&Array::of1(&item)).unwrap_err();
        let message = Reflect::get(&error, &"message".into()).unwrap().as_string().unwrap();
        assert!(message.contains("setItemTotals[0].total must be a whole number"), "{total}: {message}");
    }
}

#[wasm_bindgen_test]
fn what_a_page_gets() {
    check(&JobClient::new(&JsValue::UNDEFINED).unwrap().snapshot(), &["JobSnapshot"]);
    let chart = chart();
    check(&chart.snapshot(), &["JobSnapshot", "ChartSnapshot"]);
    let traces = r#"{"job_id":"j","bucket_seconds":1,"latest_event_at":"2026-04-14T10:00:00Z","points":[
        {"t":"2026-04-14T10:00:00Z","files":{"completed":9,"failed":1},"items":{"frames":{"success":1,"failed":0}}}]}"#;
    chart.set_traces(&JSON::parse(traces).unwrap()).unwrap();
    chart.resize(400.0, 200.0, 1.0);
    chart.flush();
    check(&chart.snapshot(), &["JobSnapshot", "ChartSnapshot"]);
    check(&chart.axis(), &["ChartAxis"]);
    let point = chart.point(0);
    check(&point, &["ChartPoint"]);
    let kinds: Array = Reflect::get(&point, &"kinds".into()).unwrap().unchecked_into();
    check(&kinds.get(0), &["KindCount"]);
    let error = js_error(job_progress_core::error::Error::NotFound);
    for (name, of) in interface("ChartErrorDetail") {
        let member = Reflect::get(&error, &name.as_str().into()).unwrap();
        assert!(of == "ChartErrorCode" || is_of(&member, &of), "{name}: {of} is {member:?}");
    }
}
