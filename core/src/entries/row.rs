//! What a list shows of an entry: short texts, decoded once.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    json::{Excerpt, RawValue},
    response::entries::Entry,
    sanitize::{MAX_MESSAGE, MAX_NAME, MAX_SECRET, Sanitizer, one_line},
};

/// Most metrics of a row.
const MAX_METRICS: usize = 6;
/// Metrics beyond this number are not even counted.
const MAX_COUNTED: usize = 10_000;
/// Numbers of more characters are not shown.
const MAX_NUMBER: usize = 40;

/// Parts of the names of metrics that are fractions of 1.
const FRACTIONS: [&str; 9] =
    ["fraction", "ratio", "progress", "confidence", "accuracy", "score", "probability", "precision", "recall"];

/// A row for JS.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryRow<'a> {
    /// Its place in the log, from the oldest. A float, so that no number is too large for JS.
    pub row: f64,
    /// The entry.
    #[serde(flatten)]
    pub content: &'a RowContent,
    /// Whether it is from before the last retry.
    pub earlier: bool,
}

/// What a row shows of an entry; all texts bounded and fit for one line.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowContent {
    /// The entry's id as the server gave it; empty for a placeholder.
    pub id: String,
    /// The id as it is shown.
    pub label: String,
    /// ms since the Unix epoch; null if it can't be read.
    pub time: Option<i64>,
    /// The time as the server gave it.
    pub created_at: String,
    /// What it reports on.
    pub kind: String,
    /// A sequence number.
    pub step: Option<f64>,
    /// The beginning of the message.
    pub message: String,
    /// The input that it is about.
    pub input_id: Option<String>,
    /// The part of the input that it is about.
    pub index: Option<f64>,
    /// The first metrics.
    pub metrics: Vec<Metric>,
    /// How many more metrics there are.
    pub more_metrics: u32,
    /// Whether it has a payload worth showing.
    #[serde(rename = "payload")]
    pub has_payload: bool,
}

/// A number or text that the job reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// Its name; empty if the metrics are not an object.
    pub name: String,
    /// Its value.
    pub text: String,
    /// 0 to 1, if it is a percentage or a fraction by its name and value.
    pub fraction: Option<f64>,
}

impl RowContent {
    /// The row of an entry.
    pub fn new(entry: &Entry, sanitize: Sanitizer) -> Self {
        let message = excerpt(entry.message, MAX_MESSAGE);
        let (metrics, more_metrics) = metrics(entry.metrics, sanitize);
        let name = |value: RawValue| value.string(MAX_NAME + MAX_SECRET).map(|name| shown(&name.text, sanitize));
        Self {
            id: entry.id.clone(),
            label: shown(&entry.id, sanitize),
            time: entry.time(),
            created_at: name(entry.created_at).unwrap_or_default(),
            kind: name(entry.kind).unwrap_or_default(),
            step: short_number(entry.step),
            message: one_line(&sanitize(&message, MAX_MESSAGE)),
            input_id: name(entry.input_id),
            index: short_number(entry.index),
            metrics,
            more_metrics,
            has_payload: !entry.payload.is_empty(),
        }
    }

    /// Stands for an entry that can't be loaded; `message` says why.
    pub fn placeholder(message: &str) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Bytes of memory that it takes, about.
    pub fn bytes(&self) -> usize {
        let metrics: usize = self.metrics.iter().map(|metric| 80 + metric.name.len() + metric.text.len()).sum();
        400 + self.id.len()
            + self.label.len()
            + self.message.len()
            + self.kind.len()
            + self.input_id.as_ref().map_or(0, String::len)
            + metrics
    }
}

/// The first metrics, and how many more there are. The last of equal names counts, if it is among the first.
fn metrics(value: RawValue, sanitize: Sanitizer) -> (Vec<Metric>, u32) {
    if !value.is_object() {
        let metric = (!value.is_empty()).then(|| Metric::new(String::new(), value, sanitize));
        return (metric.into_iter().collect(), 0);
    }
    let mut first: Vec<(Cow<str>, RawValue)> = Vec::new();
    let mut more = 0;
    for (name, value) in value.members().take(MAX_COUNTED) {
        if let Some((_, known)) = first.iter_mut().find(|(known, _)| *known == name) {
            *known = value;
        } else if first.len() < MAX_METRICS {
            first.push((name, value));
        } else {
            more += 1;
        }
    }
    let metrics = first.into_iter().map(|(name, value)| Metric::new(shown(&name, sanitize), value, sanitize));
    (metrics.collect(), more)
}

impl Metric {
    fn new(name: String, value: RawValue, sanitize: Sanitizer) -> Self {
        let text = shown(&excerpt(value, MAX_NAME), sanitize);
        let fraction = value.number().and_then(|number| fraction(&name.to_ascii_lowercase(), number));
        Self { name, text, fraction }
    }
}

/// What part of a whole a metric is, judged by its lower-case name and its value; rounded to four digits.
fn fraction(name: &str, number: f64) -> Option<f64> {
    let is_percent = (name.contains("percent") && !name.contains("percentile")) || name.ends_with("pct");
    let whole = if is_percent {
        100.0
    } else if FRACTIONS.iter().any(|part| name.contains(part)) {
        1.0
    } else {
        return None;
    };
    let fraction = number / whole;
    (0.0..=1.0).contains(&fraction).then_some((fraction * 10_000.0).round() / 10_000.0)
}

fn shown(text: &str, sanitize: Sanitizer) -> String {
    one_line(&sanitize(text, MAX_NAME))
}

/// The beginning of a string, or of any other value as JSON; nothing for null. It is longer than the `max` characters
/// that are shown, so that it can be seen that it is cut off, and what secrets are in it.
fn excerpt(value: RawValue, max: usize) -> String {
    let max = max + MAX_SECRET;
    let excerpt =
        value.string(max).unwrap_or_else(|| if value.is_null() { Excerpt::default() } else { value.compact(max) });
    excerpt.text
}

fn short_number(value: RawValue) -> Option<f64> {
    value.number().filter(|_| value.as_str().len() <= MAX_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize::shorten;

    fn row(json: &str) -> RowContent {
        RowContent::new(&Entry::parse(json).unwrap(), &shorten)
    }

    #[test]
    fn fractions_are_recognised_by_name_and_value() {
        for (metric, expected) in [
            (r#""percent_complete":10"#, Some(0.1)),
            (r#""percent_complete":100.0"#, Some(1.0)),
            (r#""cpu_pct":33.333"#, Some(0.3333)),
            (r#""GPU Percent":5e1"#, Some(0.5)),
            (r#""val_accuracy":0.98765"#, Some(0.9877)),
            (r#""mean_confidence":1"#, Some(1.0)),
            (r#""ratio":0"#, Some(0.0)),
            (r#""percent_complete":101"#, None),
            (r#""percent_complete":-1"#, None),
            (r#""percent_complete":"10""#, None),
            (r#""percentile_ms":50"#, None),
            (r#""progress":7"#, None),
            (r#""loss":0.5"#, None),
            (r#""items_total":10"#, None),
        ] {
            let row = row(&format!(r#"{{"id":1,"metrics":{{{metric}}}}}"#));
            assert_eq!(row.metrics[0].fraction, expected, "{metric}");
        }
    }

    #[test]
    fn metrics_may_be_anything() {
        let texts = |metrics: &str| {
            let row = row(&format!(r#"{{"id":1,"metrics":{metrics}}}"#));
            (
                row.metrics.into_iter().map(|metric| metric.name + "=" + &metric.text).collect::<Vec<_>>(),
                row.more_metrics,
            )
        };
        let eight = r#"{"a":1,"b":"x\ny","c":null,"d":{"e":[1, 2]},"f":true,"g":-0.5e3,"h":1,"i":2}"#;
        let first = ["a=1", "b=x y", "c=", r#"d={"e":[1,2]}"#, "f=true", "g=-0.5e3"];
        assert_eq!(texts(eight), (first.map(String::from).to_vec(), 2));
        assert_eq!(texts("[1, 2]"), (vec!["=[1,2]".into()], 0));
        assert_eq!(texts(r#""all well""#), (vec!["=all well".into()], 0));
        assert_eq!(texts(r#"{"a":1,"b":2,"\u0061":3}"#), (vec!["a=3".into(), "b=2".into()], 0), "the last counts");
        for nothing in ["null", "{}", "[]", r#""""#] {
            assert_eq!(texts(nothing), (vec![], 0), "{nothing}");
        }
    }

    #[test]
    fn texts_are_bounded_and_stay_on_their_line() {
        let hostile = row(
            r#"{"id":"<b>\u202e","message":"a\u202eb\u2066c\u0000d\r\ne\u2028f","kind":"\u202dk","input_id":"i\tj","created_at":"\u202e"}"#,
        );
        assert_eq!(hostile.message, "a\u{fffd}b\u{fffd}c d  e f");
        assert_eq!((hostile.kind.as_str(), hostile.input_id.as_deref()), ("\u{fffd}k", Some("i j")));
        assert_eq!((hostile.id.as_str(), hostile.label.as_str()), ("<b>\u{202e}", "<b>\u{fffd}"));
        assert_eq!((hostile.created_at.as_str(), hostile.time), ("\u{fffd}", None));
        let long = row(&format!(
            r#"{{"id":1,"message":"{0}","kind":"{0}","metrics":{{"{0}":{0:?}}}}}"#,
            "ä".repeat(1_000_000)
        ));
        assert_eq!((long.message.chars().count(), long.kind.chars().count()), (501, 201));
        assert!(long.bytes() < 5_000);
        let odd = row(r#"{"id":1,"message":{"a":[1, null]},"step":"7","index":1e999}"#);
        assert_eq!((odd.message.as_str(), odd.step, odd.index), (r#"{"a":[1,null]}"#, None, None));
    }

    #[test]
    fn js_gets_plain_objects() {
        let row = row(
            r#"{"id":7,"message":"\"","step":3,"index":null,"metrics":{"ratio":0.50004},"payload":{"a":1},"created_at":"1970-01-01T00:00:01Z"}"#,
        );
        assert_eq!(
            serde_json::to_string(&EntryRow { row: 12.0, content: &row, earlier: true }).unwrap(),
            r#"{"row":12.0,"id":"7","label":"7","time":1000,"createdAt":"1970-01-01T00:00:01Z","kind":"","step":3.0,"message":"\"","inputId":null,"index":null,"metrics":[{"name":"ratio","text":"0.50004","fraction":0.5}],"moreMetrics":0,"payload":true,"earlier":true}"#
        );
    }
}
