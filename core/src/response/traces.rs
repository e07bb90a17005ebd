//! `GET /batch/jobs/{id}/inputs/progress/traces`: straight from JSON into columns.
//!
//! Each number is written where it stays: no value tree, no string per key or point.

use super::{reader::Reader, timestamp};
use crate::{
    error::Error,
    series::{KindSeries, Series},
};

/// More kinds than this are refused: a search per counter must stay short.
const MAX_KINDS: usize = 1000;

/// Kinds × points beyond this are refused: 16 bytes each, so at most 32 MB.
const MAX_CELLS: usize = 2_000_000;

const TOO_MANY: &str = "more kinds and points than a chart can hold";

/// A checked answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// The job that it speaks of.
    pub job_id: String,
    /// The validator of the API, verbatim; `None` while the job has no event.
    pub latest_event_at: Option<String>,
    /// The points as columns.
    pub series: Series,
}

/// Decodes a body and checks it: shape, numbers (whole, 0..=2^53), times (RFC 3339, not decreasing).
pub fn decode(body: &[u8]) -> Result<Traces, Error> {
    let mut traces = Traces::default();
    super::read(body, |json| read(json, &mut traces)).map_err(|fault| {
        if fault.what == TOO_MANY { Error::TooLarge(TOO_MANY) } else { super::unreadable(body, fault) }
    })?;
    Ok(traces)
}

/// What stands before the points of an answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The job that it speaks of.
    pub job_id: Option<String>,
    /// The validator of the API, verbatim.
    pub latest_event_at: Option<String>,
}

/// Reads a body only as far as it must to know whether it is the one that is held already. What can't be read is left
/// to [`decode`].
pub fn head(body: &[u8]) -> Head {
    let mut head = Head::default();
    // What was read until a fault counts.
    let json = &mut Reader::new(body);
    json.object("expected an object");
    while (head.job_id.is_none() || head.latest_event_at.is_none())
        && let Some(name) = json.name()
    {
        match name.as_str() {
            "job_id" => head.job_id = json.optional_string(),
            "latest_event_at" => head.latest_event_at = json.optional_string(),
            _ => json.skip(),
        }
    }
    head
}

fn read(json: &mut Reader, traces: &mut Traces) {
    let mut bucket_ms = 0;
    let (mut has_id, mut has_points) = (false, false);
    json.object("expected the traces of a job: an object with job_id and points");
    while let Some(name) = json.name() {
        match name.as_str() {
            "job_id" => {
                traces.job_id = json.string();
                has_id = true;
            }
            "latest_event_at" => traces.latest_event_at = json.optional_string(),
            "bucket_seconds" => bucket_ms = read_bucket_ms(json),
            "points" => {
                traces.series = Series::default();
                has_points = true;
                json.list("expected a list of points");
                while json.item() {
                    read_point(json, &mut traces.series);
                }
            }
            _ => json.skip(),
        }
    }
    if !has_points {
        json.fail("`points` is missing");
    }
    if !has_id {
        json.fail("`job_id` is missing");
    }
    traces.series.bucket_ms = bucket_ms;
}

/// `bucket_seconds` in ms; null and 0 mean unknown.
fn read_bucket_ms(json: &mut Reader) -> i64 {
    let seconds = if json.null() { 0.0 } else { json.number() };
    // A century: far beyond any job, far below where ms arithmetic could overflow.
    if !(0.0..=3.2e9).contains(&seconds) {
        json.fail("bucket_seconds is negative or absurd");
    }
    (seconds * 1000.0) as i64
}

/// One point: appends a row to every column.
fn read_point(json: &mut Reader, series: &mut Series) {
    let mut time = None;
    let mut files = None;
    // A kind that is missing from a point reads as 0/0 there.
    for kind in &mut series.kinds {
        kind.success.push(0);
        kind.failed.push(0);
    }
    json.object("expected a point: an object with t, files and items");
    while let Some(key) = json.key() {
        match key.as_ref() {
            b"t" => {
                let text = json.text("expected t as a string");
                time = timestamp::parse(&text);
                if time.is_none() {
                    json.fail("t is not an RFC 3339 time");
                }
            }
            b"files" => {
                files = Some(read_pair(json, b"completed", "expected files: an object with completed and failed"))
            }
            b"items" => {
                if !json.null() {
                    read_items(json, series);
                }
            }
            _ => json.skip(),
        }
    }
    if time.is_none() {
        json.fail("`t` is missing");
    }
    if files.is_none() {
        json.fail("`files` is missing");
    }
    let (time, (completed, failed)) = (time.unwrap_or_default(), files.unwrap_or_default());
    if series.times.last().is_some_and(|last| *last > time) {
        json.fail("the points are not in the order of time");
    }
    series.times.push(time);
    series.completed.push(completed);
    series.failed.push(failed);
    if series.kinds.len() * series.times.len() > MAX_CELLS {
        json.fail(TOO_MANY);
    }
}

/// `{<good>: n, "failed": n}`; a counter that is missing is 0.
fn read_pair(json: &mut Reader, good: &[u8], what: &'static str) -> (u64, u64) {
    if let Some((pair, rest)) = plain_pair(json.rest(), good) {
        json.pass(rest);
        return pair;
    }
    let mut pair = (0, 0);
    json.object(what);
    while let Some(key) = json.key() {
        if key.as_ref() == good {
            pair.0 = json.count();
        } else if key.as_ref() == b"failed" {
            pair.1 = json.count();
        } else {
            json.skip();
        }
    }
    pair
}

/// A pair as most encoders write it, in a fraction of the time, and what follows it; `None` if it stands otherwise.
fn plain_pair<'a>(text: &'a [u8], good: &[u8]) -> Option<((u64, u64), &'a [u8])> {
    let (first, rest) = plain_count(text.strip_prefix(b"{\"")?.strip_prefix(good)?.strip_prefix(b"\":")?)?;
    let (second, rest) = plain_count(rest.strip_prefix(b",\"failed\":")?)?;
    Some(((first, second), rest.strip_prefix(b"}")?))
}

/// The digits that a text begins with, if they are surely a whole number up to 2^53 unless more of it follows.
fn plain_count(text: &[u8]) -> Option<(u64, &[u8])> {
    let (digits, rest) = text.split_at_checked(text.iter().position(|byte| !byte.is_ascii_digit())?)?;
    let plain = matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.len() < 16;
    plain.then(|| (digits.iter().fold(0, |count, digit| count * 10 + u64::from(digit - b'0')), rest))
}

/// The items of one point: fills the last row of each kind's columns.
fn read_items(json: &mut Reader, series: &mut Series) {
    let Series { times, kinds, .. } = series;
    let rows = times.len() + 1;
    // Servers list the kinds in the same order at each point, so the next column is nearly always the one.
    let mut next = 0;
    json.object("expected items: an object of counters per kind");
    while let Some(name) = json.key() {
        let (success, failed) = read_pair(json, b"success", "expected a kind: an object with success and failed");
        let at = match kinds.get(next) {
            Some(kind) if kind.name.as_bytes() == name.as_ref() => next,
            _ => match kinds.iter().position(|kind| kind.name.as_bytes() == name.as_ref()) {
                Some(at) => at,
                None if kinds.len() == MAX_KINDS => return json.fail(TOO_MANY),
                None => {
                    let name = json.keep(name);
                    kinds.push(KindSeries { name, success: vec![0; rows], failed: vec![0; rows] });
                    kinds.len() - 1
                }
            },
        };
        if let Some(KindSeries { success: s, failed: f, .. }) = kinds.get_mut(at)
            && let (Some(s), Some(f)) = (s.last_mut(), f.last_mut())
        {
            (*s, *f) = (success, failed);
        }
        next = at + 1;
    }
}

#[cfg(test)]
#[path = "traces_tests.rs"]
mod tests;
