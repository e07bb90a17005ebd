//! The two axes as plotters' coordinates. Neither is ever empty, so nothing divides by zero.

use std::ops::Range;

use plotters::coord::{
    cartesian::Cartesian2d,
    ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged},
};

/// A time in ms since the Unix epoch, and a count.
pub type DataPoint = (i64, u64);

/// A panel's coordinates: times from left to right, counts upwards.
pub type PlotCoords = Cartesian2d<TimeScale, CountScale>;

/// Times, left to right.
#[derive(Debug, Clone, Copy)]
pub struct TimeScale {
    /// First and last time in ms since the Unix epoch; the first is smaller.
    pub span: (i64, i64),
}

/// Counts, from 0 at the bottom.
#[derive(Debug, Clone, Copy)]
pub struct CountScale {
    /// The count at the upper edge, at least 1.
    pub top: u64,
}

/// The pixel at `part / whole` of the way between two pixels.
fn lerp_px(part: f64, whole: f64, (from, to): (i32, i32)) -> i32 {
    let way = part / whole * f64::from(to - from);
    // Rounds half away from zero. `f64::round` is a call in wasm: frames of 18 lines of 1000 points took 10 % longer.
    from + (way.abs() + 0.5).floor().copysign(way) as i32
}

impl Ranged for TimeScale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = i64;

    fn map(&self, ms: &i64, pixels: (i32, i32)) -> i32 {
        lerp_px((ms - self.span.0) as f64, (self.span.1 - self.span.0) as f64, pixels)
    }

    /// None: the layer of the axes draws grid and labels.
    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<i64> {
        Vec::new()
    }

    fn range(&self) -> Range<i64> {
        self.span.0..self.span.1
    }
}

impl Ranged for CountScale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = u64;

    fn map(&self, count: &u64, pixels: (i32, i32)) -> i32 {
        lerp_px(*count as f64, self.top as f64, pixels)
    }

    /// None: the layer of the axes draws grid and labels.
    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<u64> {
        Vec::new()
    }

    fn range(&self) -> Range<u64> {
        0..self.top
    }
}
