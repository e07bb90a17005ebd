//! What a list shows of an entry: short texts, decoded once.

use super::object::Object;
use crate::{
    response::{
        entries::Entry,
        json::{self, members, number},
    },
    text,
};

/// Longest message of a row, in characters.
const MAX_MESSAGE: usize = 500;
/// Longest other text of a row.
const MAX_TEXT: usize = 200;
/// Most metrics of a row.
const MAX_METRICS: usize = 6;
/// Metrics beyond this are not even counted.
const MAX_COUNTED: usize = 10_000;
/// Longer numbers are no numbers for people.
const MAX_NUMBER: usize = 40;

/// Parts of names of metrics that are fractions of 1.
const FRACTIONS: [&str; 9] =
    ["fraction", "ratio", "progress", "confidence", "accuracy", "score", "probability", "precision", "recall"];

/// A row; all texts bounded and fit for one line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// As the entry's.
    pub id: String,
    /// ms since the Unix epoch.
    pub time: Option<i64>,
    /// The time, verbatim.
    pub created_at: String,
    /// What it speaks of.
    pub kind: String,
    /// As JSON.
    pub step: Option<String>,
    /// The message's beginning.
    pub message: String,
    /// Whether there is more of the message.
    pub cut: bool,
    /// Which input it is about.
    pub input_id: Option<String>,
    /// As JSON.
    pub index: Option<String>,
    /// The first metrics.
    pub metrics: Vec<Metric>,
    /// How many there are beside these.
    pub more_metrics: usize,
    /// Whether it has a payload worth showing.
    pub payload: bool,
}

/// A number or text that the job tells of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its name; empty if the metrics are no object.
    pub name: String,
    /// Its value.
    pub text: String,
    /// What part of a whole it is, in ten-thousandths, if it is one.
    pub fraction: Option<u32>,
}

impl Row {
    /// The row of an entry.
    pub fn of(entry: &Entry) -> Self {
        let (message, cut) =
            json::text(entry.message, MAX_MESSAGE).unwrap_or_else(|| anything(entry.message, MAX_MESSAGE));
        let named = members(entry.metrics).take(MAX_COUNTED);
        let mut metrics: Vec<_> =
            named.clone().take(MAX_METRICS).map(|(name, value)| Metric::of(name, value)).collect();
        let more_metrics = named.count().saturating_sub(MAX_METRICS);
        if !entry.metrics.starts_with('{') && says_something(entry.metrics) {
            metrics.push(Metric::of("", entry.metrics));
        }
        Self {
            id: entry.id.clone(),
            time: entry.time(),
            created_at: short(entry.created_at).unwrap_or_default(),
            kind: short(entry.kind).unwrap_or_default(),
            step: short_number(entry.step),
            message: one_line(&message),
            cut,
            input_id: short(entry.input_id),
            index: short_number(entry.index),
            metrics,
            more_metrics,
            payload: says_something(entry.payload),
        }
    }

    /// What stands in for an entry that can't be had.
    pub fn instead(why: &str) -> Self {
        Self { message: why.into(), ..Self::default() }
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        let metrics: usize = self.metrics.iter().map(|metric| 80 + metric.name.len() + metric.text.len()).sum();
        400 + self.id.len()
            + self.message.len()
            + self.kind.len()
            + self.input_id.as_ref().map_or(0, String::len)
            + metrics
    }

    /// Appends the row as JSON for JS.
    pub fn push(&self, out: &mut String, row: u64, earlier: bool) {
        let mut object = Object::new(out);
        object.json("row", &text::decimal(row));
        object.text("id", &self.id);
        object.json("time", &self.time.map_or("null".into(), signed));
        object.text("createdAt", &self.created_at);
        object.text("kind", &self.kind);
        object.json("step", self.step.as_deref().unwrap_or("null"));
        object.text("message", &self.message);
        object.flag("cut", self.cut);
        object.some_text("inputId", self.input_id.as_deref());
        object.json("index", self.index.as_deref().unwrap_or("null"));
        object.list("metrics", &self.metrics, |out, metric| {
            let mut object = Object::new(out);
            object.text("name", &metric.name);
            object.text("text", &metric.text);
            object.json("fraction", &metric.fraction.map_or("null".into(), decimal));
            object.end();
        });
        object.json("moreMetrics", &text::decimal(self.more_metrics as u64));
        object.flag("payload", self.payload);
        object.flag("earlier", earlier);
        object.end();
    }
}

impl Metric {
    fn of(name: &str, value: &str) -> Self {
        let name = short(name).unwrap_or_default();
        let text = short(value).unwrap_or_else(|| one_line(&anything(value, MAX_TEXT).0));
        let fraction = number(value).and_then(|number| fraction(&name.to_ascii_lowercase(), number));
        Self { name, text, fraction }
    }
}

/// What part of a whole a metric is, judged by its name and value, in ten-thousandths.
fn fraction(name: &str, number: f64) -> Option<u32> {
    // The search of `str` itself weighs thrice.
    let has = |part: &str| name.as_bytes().windows(part.len()).any(|window| window == part.as_bytes());
    let percent = (has("percent") && !has("percentile")) || name.ends_with("pct");
    let whole = if percent {
        100.0
    } else if FRACTIONS.into_iter().any(has) {
        1.0
    } else {
        return None;
    };
    let fraction = number / whole;
    (0.0..=1.0).contains(&fraction).then_some((fraction * 10_000.0 + 0.5) as u32)
}

/// The digits of a number, with its sign.
fn signed(n: i64) -> String {
    [if n < 0 { "-" } else { "" }, &text::decimal(n.unsigned_abs())].concat()
}

/// Ten-thousandths as a decimal number.
fn decimal(ten_thousandths: u32) -> String {
    if ten_thousandths >= 10_000 {
        return "1".into();
    }
    let digits = text::decimal(ten_thousandths.into());
    ["0.", "0000".get(digits.len()..).unwrap_or_default(), &digits].concat()
}

/// Whether a value is worth showing: neither null nor empty.
fn says_something(json: &str) -> bool {
    match json.as_bytes().first() {
        Some(b'{') => members(json).next().is_some(),
        Some(b'[') => json::elements(json).next().is_some(),
        _ => !matches!(json, "null" | r#""""#),
    }
}

/// A text for one line; `None` if it is no text.
fn short(json: &str) -> Option<String> {
    let (text, cut) = json::text(json, MAX_TEXT)?;
    let mut text = one_line(&text);
    if cut {
        text.push('…');
    }
    Some(text)
}

fn short_number(json: &str) -> Option<String> {
    number(json).filter(|number| json.len() <= MAX_NUMBER && number.is_finite()).map(|_| json.to_owned())
}

/// The beginning of any value, nothing of null, and whether there is more.
fn anything(json: &str, max: usize) -> (String, bool) {
    if json == "null" {
        return Default::default();
    }
    let mut text = String::new();
    let mut rest = json;
    while let Some((token, after)) = json::token(rest) {
        // A long string alone would be copied whole.
        text.extend(token.chars().take(max));
        rest = after;
        if text.len() > 4 * max {
            break;
        }
    }
    match text.char_indices().nth(max) {
        Some((end, _)) => {
            text.truncate(end);
            (text, true)
        }
        None => (text, false),
    }
}

/// The text on one line, and without what would turn the text around it: controls of direction (Unicode, UAX #9) are
/// shown as U+FFFD.
fn one_line(text: &str) -> String {
    let char = |c: char| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> Row {
        Row::of(&Entry::read(json).unwrap())
    }

    #[test]
    fn parts_of_a_whole_are_told_by_name_and_value() {
        for (metric, expected) in [
            (r#""percent_complete":10"#, Some(1000)),
            (r#""percent_complete":100.0"#, Some(10_000)),
            (r#""cpu_pct":33.333"#, Some(3333)),
            (r#""GPU Percent":5e1"#, Some(5000)),
            (r#""val_accuracy":0.98765"#, Some(9877)),
            (r#""mean_confidence":1"#, Some(10_000)),
            (r#""ratio":0"#, Some(0)),
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
        assert_eq!(
            [0, 7, 1000, 9877, 9999, 10_000].map(decimal),
            ["0.0000", "0.0007", "0.1000", "0.9877", "0.9999", "1"]
        );
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
        for nothing in ["null", "{}", "[]", r#""""#] {
            assert_eq!(texts(nothing), (vec![], 0), "{nothing}");
        }
    }

    #[test]
    fn texts_are_bounded_and_stay_on_their_line() {
        let hostile = row(
            r#"{"id":"<b>","message":"a\u202eb\u2066c\u0000d\r\ne\u2028f","kind":"\u202dk","input_id":"i\tj","created_at":"\u202e"}"#,
        );
        assert_eq!(hostile.message, "a\u{fffd}b\u{fffd}c d  e f");
        assert_eq!((hostile.kind.as_str(), hostile.input_id.as_deref()), ("\u{fffd}k", Some("i j")));
        assert_eq!((hostile.id.as_str(), hostile.created_at.as_str(), hostile.time), ("<b>", "\u{fffd}", None));
        let long = row(&format!(
            r#"{{"id":1,"message":"{0}","kind":"{0}","metrics":{{"{0}":{0:?}}}}}"#,
            "ä".repeat(1_000_000)
        ));
        assert_eq!((long.message.chars().count(), long.cut, long.kind.chars().count()), (500, true, 201));
        assert!(long.bytes() < 5_000);
        let odd = row(r#"{"id":1,"message":{"a":[1, null]},"step":"7","index":1e999}"#);
        assert_eq!((odd.message.as_str(), odd.step, odd.index), (r#"{"a":[1,null]}"#, None, None));
    }

    #[test]
    fn js_gets_json() {
        let mut out = String::new();
        row(r#"{"id":7,"message":"\"","step":3,"index":null,"metrics":{"ratio":0.5},"payload":{"a":1},"created_at":"1970-01-01T00:00:01Z"}"#)
            .push(&mut out, 12, true);
        let expected = r#"{"row":12,"id":"7","time":1000,"createdAt":"1970-01-01T00:00:01Z","kind":"","step":3,"message":"\"","cut":false,"inputId":null,"index":null,"metrics":[{"name":"ratio","text":"0.5","fraction":0.5000}],"moreMetrics":0,"payload":true,"earlier":true}"#;
        assert_eq!(out, expected);
    }
}
