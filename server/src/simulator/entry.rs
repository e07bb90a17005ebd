//! The message, metrics and payload of a report's progress entry.

use serde_json::{Value, json};

use super::notes::Note;
use super::plan::Report;
use super::random::Random;
use super::scenario::MetricsForm;

/// The parts of a progress entry that are made up of words and measurements.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Words for people.
    pub message: Option<String>,
    /// The counters of the report's form, sometimes with other measurements; a JSON object.
    pub metrics: Value,
    /// Further details; a JSON object, mostly empty.
    pub payload: Value,
}

/// The name of an input of a port.
pub fn filename(port_name: &str, input: u32) -> String {
    let extension = if port_name == "sensor" { "csv" } else { "mp4" };
    format!("{port_name}_{:05}.{extension}", input + 1)
}

/// The entry of a report about an input of this port. The same for the same report.
pub fn entry(report: &Report, port_name: &str) -> Entry {
    let mut random = Random::new(report.seed, 0);
    let words = Words::new(report, port_name);
    let metrics = metrics(report, &mut random);
    let (message, payload) = words.describe(report, &mut random);
    Entry { message, metrics, payload }
}

fn metrics(report: &Report, random: &mut Random) -> Value {
    let Report { success, failed, total, .. } = report;
    let done = success + failed;
    let percent = u64::from(done) * 100 / u64::from(*total).max(1);
    let mut metrics = match report.form {
        MetricsForm::Counted => json!({ "success": success, "failed": failed }),
        MetricsForm::Measured => {
            json!({ "percent_complete": percent, "items_processed": done, "items_total": total })
        }
        MetricsForm::Full => json!({
            "success": success, "failed": failed,
            "percent_complete": percent, "items_processed": done, "items_total": total,
        }),
    };
    let mut add = |name: &str, value: Value| {
        if let Some(metrics) = metrics.as_object_mut() {
            metrics.insert(name.to_owned(), value);
        }
    };
    if report.model.is_some() {
        // A slow input waits for its data, so the machine is idle.
        let slow = matches!(report.note, Note::Slow { .. });
        let busy = if slow { random.between(18, 45) } else { random.between(81, 98) };
        if random.chance(300) || slow {
            add("gpu_utilization_percent", json!(busy));
        }
        // The messages of these notes may contain another number.
        if !matches!(report.note, Note::ModelLoaded | Note::Warning(_)) && random.chance(60) {
            add("gpu_memory_percent", tenths(random.between(300, 560)));
        }
    }
    if report.kind == "inference" && random.chance(400) {
        let unsure = matches!(report.note, Note::ItemsFailed { .. } | Note::Breaks);
        let confidence = if unsure { random.between(310, 560) } else { random.between(640, 985) };
        add("confidence", thousandths(confidence));
    }
    if random.chance(120) {
        add("latency_ms", tenths(random.between(180, 1900)));
    }
    metrics
}

/// The nouns and verbs for a report's items and their input.
struct Words {
    /// One item; the plural has an "s".
    item: &'static str,
    /// The verb.
    done: &'static str,
    /// The input, or the part of it.
    subject: String,
    /// The number of items, and the total where the form has it.
    amount: String,
}

impl Words {
    fn new(report: &Report, port_name: &str) -> Self {
        let item = if port_name == "sensor" { "window" } else { "frame" };
        let done = match report.kind {
            "preprocess" => "prepared",
            "inference" => "analysed",
            "embedding" => "embedded",
            _ => "processed",
        };
        let file = filename(port_name, report.input);
        let subject = match report.index {
            Some(index) => format!("part {} of {file}", index + 1),
            None => file,
        };
        let count = report.success + report.failed;
        let amount = match report.form {
            MetricsForm::Counted => counted(count, item),
            MetricsForm::Measured | MetricsForm::Full => format!("{count} of {}", counted(report.total, item)),
        };
        Self { item, done, subject, amount }
    }

    /// Message and payload.
    fn describe(&self, report: &Report, random: &mut Random) -> (Option<String>, Value) {
        let Self { item, done, subject, amount } = self;
        let items_done = report.success + report.failed;
        let (message, payload) = match report.note {
            // Some machines send counters alone.
            Note::Plain if report.form == MetricsForm::Counted && random.chance(400) => return (None, json!({})),
            Note::Plain => (format!("{amount} of {subject} {done}"), json!({})),
            Note::Begun => (format!("Begun with {subject}: {amount} {done}"), json!({})),
            Note::Finished => {
                let failed = if report.failed > 0 { format!(", {} failed", report.failed) } else { String::new() };
                (format!("Finished {subject}: {} {done}{failed}", counted(items_done, item)), json!({}))
            }
            Note::Checkpoint { number } => (
                format!("Checkpoint {number} written, {amount} of {subject} {done}"),
                json!({ "checkpoint": {
                    "number": number,
                    "num_bytes": random.between(2_000_000, 60_000_000),
                    "seconds": tenths(random.between(3, 28)),
                } }),
            ),
            Note::ItemsFailed { count } => {
                let reason = choose(reasons(item), random);
                let last = items_done.max(count);
                let failures: Vec<_> =
                    (0..count.min(3)).map(|back| json!({ "reason": reason, *item: last - back })).collect();
                (format!("{} of {subject} failed: {reason}", counted(count, item)), json!({ "failures": failures }))
            }
            Note::Slow { percent } => {
                let (cause, step) = choose(SLOW, random);
                let times = f64::from(percent) / 100.0;
                let mut timings = json!({ "read": random.between(2, 9), "decode": random.between(4, 15), "compute": random.between(10, 30) });
                if let Some(slowest) = timings.get_mut(step) {
                    *slowest = json!(random.between(90, 400));
                }
                (
                    format!("{subject} is slow, {times:.1} times the usual time per {item}: {cause}"),
                    json!({ "timings_ms": timings }),
                )
            }
            Note::ModelLoaded => {
                let model = report.model.unwrap_or_default();
                let (seconds, memory) = (random.between(40, 190), random.between(70, 130));
                let (name, version) = model.rsplit_once(' ').unwrap_or((model, ""));
                (
                    format!(
                        "{model} loaded in {} s, {} of 24 GB of GPU memory in use",
                        tenths(seconds),
                        tenths(memory)
                    ),
                    json!({
                        "model": { "name": name, "version": version, "precision": "fp16" },
                        "gpu": { "memory_gb": { "used": tenths(memory), "total": 24 } },
                        "seconds": tenths(seconds),
                    }),
                )
            }
            Note::Resumed { seconds, cause } => {
                (format!("Goes on after {seconds} s of silence: {cause}"), json!({ "silent_seconds": seconds }))
            }
            Note::Breaks => (
                format!("{subject} can't be decoded beyond {item} {items_done}, trying again"),
                json!({ "error": {
                    "code": "decode_error",
                    *item: items_done + 1,
                    "offset_bytes": random.between(100_000, 2_000_000),
                    "decoder": { "name": if *item == "frame" { "h264" } else { "csv" }, "version": "7.1" },
                    "attempts": random.between(2, 4),
                } }),
            ),
            Note::Warning(warning) => (warning.to_owned(), json!({ "severity": "warning" })),
        };
        (Some(message), payload)
    }
}

/// Why an input is slow, and which of its timings shows it.
const SLOW: &[(&str, &str)] = &[
    ("the decoder can't keep up", "decode"),
    ("the storage answers late", "read"),
    ("the GPU is shared with another job", "compute"),
];

fn reasons(item: &str) -> &'static [&'static str] {
    match item {
        "window" => &["values out of range", "a gap in the timestamps", "a channel without values"],
        _ => &["too dark", "motion blur", "no keyframe", "damaged data"],
    }
}

fn choose<T: Copy + Default>(choices: &[T], random: &mut Random) -> T {
    let last = i64::try_from(choices.len()).unwrap_or(i64::MAX) - 1;
    let index = usize::try_from(random.between(0, last)).unwrap_or_default();
    choices.get(index).copied().unwrap_or_default()
}

fn counted(count: u32, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `tenths` / 10, as a number that JSON writes with one decimal.
fn tenths(count: i64) -> Value {
    decimal(count, 10)
}

fn thousandths(count: i64) -> Value {
    decimal(count, 1000)
}

fn decimal(count: i64, parts: u32) -> Value {
    #[allow(clippy::cast_precision_loss)] // a few digits
    let count = count as f64;
    json!(count / f64::from(parts))
}
