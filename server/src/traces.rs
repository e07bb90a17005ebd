//! Computes traces: from events in the order of time to points at bucket ends. Independent of the database.
//!
//! The rules (API page "traces"): `t` is the end of a bucket, the counters are cumulative, and what happens exactly at
//! `t` belongs to it. The last point holds everything, so events later than the window's end are not lost.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::response::{FileCounts, ItemCounts, TracePoint};
use crate::timestamp::Timestamp;

/// Number of points if the request doesn't name it.
pub const DEFAULT_BUCKETS: u32 = 100;
/// Minimum number of points.
pub const MIN_BUCKETS: u32 = 10;
/// Maximum number of points.
pub const MAX_BUCKETS: u32 = 1000;

/// The job's lifetime cut into equal buckets.
#[derive(Clone, Debug)]
pub struct Window {
    ends: Arc<[Timestamp]>,
    bucket_seconds: f64,
}

impl Window {
    /// `buckets` buckets from `start` to `end` (not before `start`). A lifetime of fewer microseconds than buckets gets
    /// one bucket per microsecond, and one that is not over its first microsecond a single point at `end`.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp, buckets: u32) -> Self {
        let span = end.micros().saturating_sub(start.micros()).max(0);
        let count = i64::from(buckets).min(span).max(1);
        let ends = (1..=count).map(|bucket| {
            // 1000 buckets of ten thousand years overflow 64 bits.
            let offset = i128::from(span) * i128::from(bucket) / i128::from(count);
            start.plus_micros(i64::try_from(offset).unwrap_or(i64::MAX))
        });
        #[allow(clippy::cast_precision_loss)] // 2^53 µs are 285 years
        let bucket_seconds = span as f64 / count as f64 / 1e6;
        Self { ends: ends.collect(), bucket_seconds }
    }

    /// The width of a bucket in seconds.
    #[must_use]
    pub fn bucket_seconds(&self) -> f64 {
        self.bucket_seconds
    }
}

/// A running value, noted down at each bucket's end.
struct Sampled<T> {
    ends: Arc<[Timestamp]>,
    samples: Vec<T>,
    current: T,
}

impl<T: Clone + Default> Sampled<T> {
    fn new(ends: Arc<[Timestamp]>) -> Self {
        Self { samples: Vec::with_capacity(ends.len()), ends, current: T::default() }
    }

    /// Closes the buckets that end before `at`; the last one stays open.
    fn advance(&mut self, at: Timestamp) {
        while self.samples.len() + 1 < self.ends.len() && self.ends.get(self.samples.len()).is_some_and(|end| *end < at)
        {
            self.samples.push(self.current.clone());
        }
    }

    fn finish(mut self) -> Vec<T> {
        self.samples.resize(self.ends.len(), self.current);
        self.samples
    }
}

/// Names an (input, index) pair within a kind without copying its strings.
type Source = (u32, Option<i64>);

/// Collects a job's events and makes points of them.
pub struct Tracer {
    window: Window,
    files: Sampled<FileCounts>,
    items: Sampled<BTreeMap<String, ItemCounts>>,
    /// The newest counters of every source, by kind.
    latest: HashMap<String, HashMap<Source, ItemCounts>>,
    inputs: HashMap<String, u32>,
}

/// One progress entry, as far as a trace cares.
#[derive(Clone, Copy, Debug)]
pub struct CountedEntry<'a> {
    /// When it was reported.
    pub at: Timestamp,
    /// Its kind.
    pub kind: &'a str,
    /// The input it is about; none is a source of its own.
    pub input: Option<&'a str>,
    /// The part of the input it is about; none is a source of its own.
    pub index: Option<i64>,
    /// The source's counters so far; none if the entry has no counters, which leaves the source's as they were.
    pub counts: Option<ItemCounts>,
}

impl Tracer {
    /// Ready for the first events.
    #[must_use]
    pub fn new(window: Window) -> Self {
        let files = Sampled::new(Arc::clone(&window.ends));
        let items = Sampled::new(Arc::clone(&window.ends));
        Self { window, files, items, latest: HashMap::new(), inputs: HashMap::new() }
    }

    /// An input finished. To be called in the order of time.
    pub fn file(&mut self, at: Timestamp, failed: bool) {
        self.files.advance(at);
        let counts = &mut self.files.current;
        if failed {
            counts.failed += 1;
        } else {
            counts.completed += 1;
        }
    }

    /// A progress entry. To be called in the order of time, entries of one instant in the order of their ids.
    pub fn entry(&mut self, entry: CountedEntry<'_>) {
        self.items.advance(entry.at);
        let input = self.input_number(entry.input);
        if !self.latest.contains_key(entry.kind) {
            self.latest.insert(entry.kind.to_owned(), HashMap::new());
            self.items.current.insert(entry.kind.to_owned(), ItemCounts::default());
        }
        if let (Some(latest), Some(total), Some(new)) =
            (self.latest.get_mut(entry.kind), self.items.current.get_mut(entry.kind), entry.counts)
        {
            let old = latest.insert((input, entry.index), new).unwrap_or_default();
            // Counters are cumulative per source, so a total moves by what the newest entry adds to its source.
            // Wrapping: right whenever the total fits, and no data can bring it to panic.
            total.success = total.success.wrapping_sub(old.success).wrapping_add(new.success);
            total.failed = total.failed.wrapping_sub(old.failed).wrapping_add(new.failed);
        }
    }

    /// The points, one per bucket.
    #[must_use]
    pub fn points(self) -> Vec<TracePoint> {
        let values = self.files.finish().into_iter().zip(self.items.finish());
        let points = self.window.ends.iter().zip(values).map(|(t, (files, items))| TracePoint {
            t: *t,
            step: files.completed + files.failed,
            files,
            items,
        });
        points.collect()
    }

    /// A small number for an input's id; 0 for none.
    fn input_number(&mut self, input: Option<&str>) -> u32 {
        let Some(input) = input else { return 0 };
        if let Some(number) = self.inputs.get(input) {
            return *number;
        }
        let number = u32::try_from(self.inputs.len()).map_or(u32::MAX, |len| len.saturating_add(1));
        self.inputs.insert(input.to_owned(), number);
        number
    }
}
