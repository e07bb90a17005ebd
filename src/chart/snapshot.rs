//! The points and the axis of a chart, for JS. Times are ms since the Unix epoch, lengths CSS pixels; numbers are JS
//! numbers.

use job_progress_core::{
    plot::{kinds::KindSelection, layout::Layout},
    series::Series,
};
use serde::Serialize;

use crate::client::KindCount;

/// `ChartPoint` in types.d.ts: the counts at the end of a bucket.
#[derive(Serialize)]
pub struct ChartPoint {
    index: usize,
    from: f64,
    time: f64,
    x: f64,
    completed: f64,
    failed: f64,
    kinds: Vec<KindCount>,
}

impl ChartPoint {
    /// The point with the index `at`, with its position on the axis if the axis was painted.
    pub fn new(
        series: &Series,
        selection: &KindSelection,
        at: usize,
        layout: Option<&Layout>,
        pixel_ratio: f64,
    ) -> Option<Self> {
        let time = *series.times.get(at)?;
        let before = at.checked_sub(1).and_then(|before| series.times.get(before));
        let value = |column: &[u64]| column.get(at).copied().unwrap_or(0) as f64;
        Some(Self {
            index: at,
            from: before.map_or(time.saturating_sub(series.bucket_ms), |before| *before) as f64,
            time: time as f64,
            x: layout.map_or(f64::NAN, |layout| layout.x_of(time) / pixel_ratio),
            completed: value(&series.completed),
            failed: value(&series.failed),
            kinds: KindCount::at(series, selection, at),
        })
    }
}

/// `ChartAxis` in types.d.ts: the time axis as it was painted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChartAxis {
    from: f64,
    to: f64,
    full_from: f64,
    full_to: f64,
    left: f64,
    right: f64,
}

impl ChartAxis {
    /// Converts a layout in device pixels.
    pub fn new(Layout { domain, x, .. }: &Layout, pixel_ratio: f64) -> Self {
        Self {
            from: domain.shown.0 as f64,
            to: domain.shown.1 as f64,
            full_from: domain.full.0 as f64,
            full_to: domain.full.1 as f64,
            left: f64::from(x.0) / pixel_ratio,
            right: f64::from(x.1) / pixel_ratio,
        }
    }
}
