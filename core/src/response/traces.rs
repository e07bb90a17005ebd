//! `GET /batch/jobs/{id}/inputs/progress/traces`: straight from JSON into columns.
//!
//! Each number is written where it stays: no value tree, no string per key or point.

use super::timestamp;
use crate::{
    error::Error,
    json::{self, JsonParser, MAX_SAFE_INTEGER, ParseError},
    sanitize::{MAX_NAME, Sanitizer, one_line},
    series::{KindSeries, Series},
};

/// More kinds than this are refused: a search per counter must stay short.
const MAX_KINDS: usize = 1000;
/// [`crate::series::add`] sums up two counters per kind.
const _: () = assert!(2 * MAX_KINDS as u64 <= u64::MAX / MAX_SAFE_INTEGER);

/// Kinds × points beyond this are refused: 16 bytes each, so at most 32 MB.
const MAX_CELLS: usize = 2_000_000;

const TOO_MANY: Error = Error::TooLarge("more kinds and points than a chart can hold");

/// Cumulative counters of a job over its life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// The job's id.
    pub job_id: String,
    /// The validator of the API, verbatim; `None` while the job has no event.
    pub latest_event_at: Option<String>,
    /// The points as columns.
    pub series: Series,
}

impl Traces {
    /// With texts that are fit to be shown; the names of kinds stay as they are beside their labels.
    pub fn sanitized(mut self, sanitize: Sanitizer) -> Self {
        let sanitize_name = |text: &str| one_line(&sanitize(text, MAX_NAME));
        self.latest_event_at = self.latest_event_at.as_deref().map(sanitize_name);
        for kind in &mut self.series.kinds {
            kind.label = Some(sanitize_name(&kind.name)).filter(|label| *label != kind.name);
        }
        self
    }
}

/// Why traces are refused.
enum Refusal {
    Malformed(ParseError),
    TooMany,
}

impl From<ParseError> for Refusal {
    fn from(error: ParseError) -> Self {
        Self::Malformed(error)
    }
}

/// Decodes a body and checks it: shape, numbers (whole, 0..2^53), times (RFC 3339, not decreasing).
///
/// # Errors
/// [`Error::BadResponse`], and [`Error::TooLarge`] for more kinds and points than fit in memory.
pub fn decode(body: &[u8]) -> Result<Traces, Error> {
    json::parse(body, read).map_err(|refusal| match refusal {
        Refusal::Malformed(error) => super::malformed(body, error),
        Refusal::TooMany => TOO_MANY,
    })
}

/// What identifies a response.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The job's id.
    pub job_id: Option<String>,
    /// The validator of the API, verbatim.
    pub latest_event_at: Option<String>,
}

/// Reads a body only as far as needed to recognise a response that was decoded before: reading all of it would take as
/// long as decoding it. What can't be read is left to [`decode`].
pub fn head(body: &[u8]) -> Head {
    let mut head = Head::default();
    if let Ok(text) = json::to_text(body) {
        // What was read before an error counts.
        let _ = read_head(&mut JsonParser::new(text), &mut head);
    }
    head
}

fn read_head(json: &mut JsonParser, head: &mut Head) -> Result<(), ParseError> {
    json.begin_object("expected an object")?;
    while (head.job_id.is_none() || head.latest_event_at.is_none())
        && let Some(key) = json.next_key()?
    {
        match key.as_ref() {
            "job_id" => head.job_id = json.optional_string()?,
            "latest_event_at" => head.latest_event_at = json.optional_string()?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn read(json: &mut JsonParser) -> Result<Traces, Refusal> {
    let mut traces = Traces::default();
    let mut bucket_ms = 0;
    let (mut has_id, mut has_points) = (false, false);
    json.begin_object("expected the traces of a job: an object with job_id and points")?;
    while let Some(key) = json.next_key()? {
        match key.as_ref() {
            "job_id" => {
                traces.job_id = json.string("expected a string")?.into_owned();
                has_id = true;
            }
            "latest_event_at" => traces.latest_event_at = json.optional_string()?,
            "bucket_seconds" => bucket_ms = read_bucket_ms(json)?,
            "points" => {
                traces.series = Series::default();
                has_points = true;
                json.begin_array("expected a list of points")?;
                while json.next_item()? {
                    read_point(json, &mut traces.series)?;
                }
            }
            _ => json.skip()?,
        }
    }
    if !has_points {
        return Err(json.error("`points` is missing").into());
    }
    if !has_id {
        return Err(json.error("`job_id` is missing").into());
    }
    traces.series.bucket_ms = bucket_ms;
    Ok(traces)
}

/// `bucket_seconds` in ms; null and 0 mean unknown.
fn read_bucket_ms(json: &mut JsonParser) -> Result<i64, ParseError> {
    let seconds = if json.null()? { 0.0 } else { json.number()? };
    // A century: far beyond any job, far below where ms arithmetic could overflow.
    if (0.0..=3.2e9).contains(&seconds) {
        Ok((seconds * 1000.0) as i64)
    } else {
        Err(json.error("bucket_seconds is negative or absurd"))
    }
}

/// One point: appends a row to every column.
fn read_point(json: &mut JsonParser, series: &mut Series) -> Result<(), Refusal> {
    let (mut time, mut files) = (None, None);
    let known_kinds = series.kinds.len();
    // A kind that is missing from a point reads as 0/0 there.
    for kind in &mut series.kinds {
        kind.success.push(0);
        kind.failed.push(0);
    }
    json.begin_object("expected a point: an object with t, files and items")?;
    while let Some(key) = json.next_key()? {
        match key.as_ref() {
            "t" => {
                let parsed = timestamp::parse(&json.string("expected t as a string")?);
                time = Some(parsed.ok_or(json.error("t is not an RFC 3339 time"))?);
            }
            "files" => {
                files = Some(read_pair(json, "completed", "expected files: an object with completed and failed")?)
            }
            "items" => {
                // The last of equal keys counts: these may be the second items of this point.
                series.kinds.truncate(known_kinds);
                series.kinds.iter_mut().for_each(|kind| set_last(kind, 0, 0));
                if !json.null()? {
                    read_items(json, series)?;
                }
            }
            _ => json.skip()?,
        }
    }
    let time = time.ok_or(json.error("`t` is missing"))?;
    let (completed, failed) = files.ok_or(json.error("`files` is missing"))?;
    if series.times.last().is_some_and(|last| *last > time) {
        return Err(json.error("the points are not in the order of time").into());
    }
    series.times.push(time);
    series.completed.push(completed);
    series.failed.push(failed);
    if series.kinds.len() * series.times.len() > MAX_CELLS { Err(Refusal::TooMany) } else { Ok(()) }
}

/// `{<success_key>: n, "failed": n}`; a counter that is missing is 0.
fn read_pair(
    json: &mut JsonParser,
    success_key: &'static str,
    expected: &'static str,
) -> Result<(u64, u64), ParseError> {
    if let Some((pair, rest)) = compact_pair(json.remaining(), success_key) {
        json.advance_to(rest);
        return Ok(pair);
    }
    let (mut success, mut failed) = (0, 0);
    json.begin_object(expected)?;
    while let Some(key) = json.next_key()? {
        match key.as_ref() {
            "failed" => failed = json.count()?,
            key if key == success_key => success = json.count()?,
            _ => json.skip()?,
        }
    }
    Ok((success, failed))
}

/// A pair without whitespace, in the documented order and with plain numbers, and what follows it. Most of a body are
/// such pairs: with this, decoding 1000 points of 8 kinds takes 1.1 ms instead of 1.8 ms (tests/decode_speed.rs).
fn compact_pair<'a>(text: &'a str, success_key: &str) -> Option<((u64, u64), &'a str)> {
    let text = text.strip_prefix("{\"")?.strip_prefix(success_key)?.strip_prefix("\":")?;
    let (success, text) = plain_count(text)?;
    let (failed, text) = plain_count(text.strip_prefix(",\"failed\":")?)?;
    Some(((success, failed), text.strip_prefix('}')?))
}

/// The digits that a text begins with, if they are a whole number below 2^53, and what follows them.
fn plain_count(text: &str) -> Option<(u64, &str)> {
    let (digits, rest) = text.split_at_checked(text.bytes().position(|byte| !byte.is_ascii_digit())?)?;
    let is_plain = matches!(digits.as_bytes(), [b'0'] | [b'1'..=b'9', ..]) && digits.len() < 16;
    is_plain.then(|| (digits.bytes().fold(0, |count, digit| count * 10 + u64::from(digit - b'0')), rest))
}

/// The items of one point: fills the last row of each kind's columns.
fn read_items(json: &mut JsonParser, series: &mut Series) -> Result<(), Refusal> {
    let Series { times, kinds, .. } = series;
    let rows = times.len() + 1;
    // Servers list the kinds in the same order at each point, so the next column is nearly always the one.
    let mut next = 0;
    json.begin_object("expected items: an object of counters per kind")?;
    while let Some(name) = json.next_key()? {
        let (success, failed) = read_pair(json, "success", "expected a kind: an object with success and failed")?;
        let at = match kinds.get(next) {
            Some(kind) if kind.name == name => next,
            _ => match kinds.iter().position(|kind| kind.name == name) {
                Some(at) => at,
                None if kinds.len() == MAX_KINDS || (kinds.len() + 1) * rows > MAX_CELLS => {
                    return Err(Refusal::TooMany);
                }
                None => {
                    let (name, success, failed) = (name.into_owned(), vec![0; rows], vec![0; rows]);
                    kinds.push(KindSeries { name, success, failed, ..KindSeries::default() });
                    kinds.len() - 1
                }
            },
        };
        if let Some(kind) = kinds.get_mut(at) {
            set_last(kind, success, failed);
        }
        next = at + 1;
    }
    Ok(())
}

fn set_last(kind: &mut KindSeries, success: u64, failed: u64) {
    if let (Some(last_success), Some(last_failed)) = (kind.success.last_mut(), kind.failed.last_mut()) {
        (*last_success, *last_failed) = (success, failed);
    }
}

#[cfg(test)]
#[path = "traces_tests.rs"]
mod tests;
