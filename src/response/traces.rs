//! `GET /batch/jobs/{id}/inputs/progress/traces`: straight from JSON into columns.
//!
//! Visitor seeds write each number where it stays: no value tree, no string per key or point.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{count::Count, key::Key, timestamp};
use crate::{
    error::Error,
    series::{Kind, Series},
};

/// More kinds than this are refused: a search per counter must stay short.
const MAX_KINDS: usize = 1000;

/// Kinds × points beyond this are refused: 16 bytes each, so at most 32 MB.
const MAX_CELLS: usize = 2_000_000;

const TOO_MANY_CELLS: &str = "more kinds and points than a chart can hold";

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
    serde_json::from_slice(body).map_err(|error| {
        let text = error.to_string();
        if text.contains(TOO_MANY_CELLS) { Error::TooLarge(TOO_MANY_CELLS) } else { super::unreadable(body, &error) }
    })
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
    // Stopping early is an error to serde_json; what was read until then counts.
    let _: Result<(), _> = HeadSeed(&mut head).deserialize(&mut serde_json::Deserializer::from_slice(body));
    head
}

struct HeadSeed<'a>(&'a mut Head);

impl<'de> DeserializeSeed<'de> for HeadSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeadSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while self.0.job_id.is_none() || self.0.latest_event_at.is_none() {
            match map.next_key::<Key>()?.as_ref().map(|key| &*key.0) {
                Some("job_id") => self.0.job_id = map.next_value()?,
                Some("latest_event_at") => self.0.latest_event_at = map.next_value()?,
                Some(_) => drop(map.next_value::<IgnoredAny>()?),
                None => break,
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Traces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TracesVisitor)
    }
}

struct TracesVisitor;

impl<'de> Visitor<'de> for TracesVisitor {
    type Value = Traces;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the traces of a job: an object with job_id and points")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Traces, A::Error> {
        let mut job_id = None;
        let mut latest_event_at = None;
        let mut bucket_ms = 0;
        let mut points = None;
        while let Some(key) = map.next_key::<Key>()? {
            match &*key.0 {
                "job_id" => job_id = Some(map.next_value::<String>()?),
                "latest_event_at" => latest_event_at = map.next_value::<Option<String>>()?,
                "bucket_seconds" => bucket_ms = map.next_value::<BucketMs>()?.0,
                "points" => {
                    let mut columns = Series::default();
                    map.next_value_seed(Points(&mut columns))?;
                    points = Some(columns);
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let mut series = points.ok_or_else(|| A::Error::missing_field("points"))?;
        series.bucket_ms = bucket_ms;
        let job_id = job_id.ok_or_else(|| A::Error::missing_field("job_id"))?;
        Ok(Traces { job_id, latest_event_at, series })
    }
}

/// `bucket_seconds` in ms; null and 0 mean unknown.
struct BucketMs(i64);

impl<'de> Deserialize<'de> for BucketMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = Option::<f64>::deserialize(deserializer)?.unwrap_or(0.0);
        // A century: far beyond any job, far below where ms arithmetic could overflow.
        if (0.0..=3.2e9).contains(&seconds) {
            Ok(Self((seconds * 1000.0) as i64))
        } else {
            Err(D::Error::custom("bucket_seconds is negative or absurd"))
        }
    }
}

struct Points<'a>(&'a mut Series);

impl<'de> DeserializeSeed<'de> for Points<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Points<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of points")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Point(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// One point: appends a row to every column.
struct Point<'a>(&'a mut Series);

impl<'de> DeserializeSeed<'de> for Point<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Point<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a point: an object with t, files and items")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let series = self.0;
        let mut time = None;
        let mut files = None;
        // A kind that is missing from a point reads as 0/0 there.
        for kind in &mut series.kinds {
            kind.success.push(0);
            kind.failed.push(0);
        }
        while let Some(key) = map.next_key::<Key>()? {
            match &*key.0 {
                "t" => {
                    let text = map.next_value::<Key>()?;
                    time =
                        Some(timestamp::parse(&text.0).ok_or_else(|| A::Error::custom("t is not an RFC 3339 time"))?);
                }
                "files" => files = Some(map.next_value_seed(Pair("completed"))?),
                "items" => map.next_value_seed(Items(&mut *series))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let time = time.ok_or_else(|| A::Error::missing_field("t"))?;
        if series.times.last().is_some_and(|last| *last > time) {
            return Err(A::Error::custom("the points are not in the order of time"));
        }
        let (completed, failed) = files.ok_or_else(|| A::Error::missing_field("files"))?;
        series.times.push(time);
        series.completed.push(completed);
        series.failed.push(failed);
        if series.kinds.len() * series.times.len() > MAX_CELLS {
            return Err(A::Error::custom(TOO_MANY_CELLS));
        }
        Ok(())
    }
}

/// `{<0>: n, "failed": n}`; a counter that is missing is 0.
struct Pair(&'static str);

impl<'de> DeserializeSeed<'de> for Pair {
    type Value = (u64, u64);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(u64, u64), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pair {
    type Value = (u64, u64);

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "an object with {} and failed", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(u64, u64), A::Error> {
        let mut pair = (0, 0);
        while let Some(key) = map.next_key::<Key>()? {
            if key.0 == self.0 {
                pair.0 = map.next_value::<Count>()?.0;
            } else if key.0 == "failed" {
                pair.1 = map.next_value::<Count>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(pair)
    }
}

/// The items of one point: fills the last row of each kind's columns.
struct Items<'a>(&'a mut Series);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of counters per kind")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Series { times, kinds, .. } = self.0;
        let rows = times.len() + 1;
        // Servers list the kinds in the same order at each point, so the next column is nearly always the one.
        let mut next = 0;
        while let Some(name) = map.next_key::<Key>()? {
            let (success, failed) = map.next_value_seed(Pair("success"))?;
            let at = match kinds.get(next) {
                Some(kind) if kind.name == name.0 => next,
                _ => match kinds.iter().position(|kind| kind.name == name.0) {
                    Some(at) => at,
                    None if kinds.len() == MAX_KINDS => return Err(A::Error::custom(TOO_MANY_CELLS)),
                    None => {
                        kinds.push(Kind { name: name.0.into_owned(), success: vec![0; rows], failed: vec![0; rows] });
                        kinds.len() - 1
                    }
                },
            };
            if let Some(Kind { success: s, failed: f, .. }) = kinds.get_mut(at)
                && let (Some(s), Some(f)) = (s.last_mut(), f.last_mut())
            {
                (*s, *f) = (success, failed);
            }
            next = at + 1;
        }
        Ok(())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "traces_tests.rs"]
mod tests;
