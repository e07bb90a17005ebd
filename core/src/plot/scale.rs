//! The two axes as plotters' coordinates: whole numbers in, device pixels out. Never empty, so never a division by zero.

use std::ops::Range;

use plotters::coord::{
    CoordTranslate,
    cartesian::Cartesian2d,
    ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged},
};
use plotters_backend::BackendCoord;

/// A panel's coordinates: ms since the Unix epoch across, counts up.
pub type Plane = Cartesian2d<TimeScale, CountScale>;

/// Times, left to right.
#[derive(Debug, Clone, Copy)]
pub struct TimeScale {
    /// First and last ms; the first is smaller.
    pub span: (i64, i64),
}

/// Counts, from 0 at the bottom.
#[derive(Debug, Clone, Copy)]
pub struct CountScale {
    /// The count at the upper edge, at least 1.
    pub top: u64,
}

/// The ends of a line in device pixels.
pub fn line(plane: &Plane, from: (i64, u64), to: (i64, u64)) -> [BackendCoord; 2] {
    [plane.translate(&from), plane.translate(&to)]
}

fn place(part: f64, whole: f64, (from, to): (i32, i32)) -> i32 {
    let way = part / whole * f64::from(to - from);
    // As `round` does it, which is a function of some branches in wasm and called for each coordinate.
    from + (way.abs() + 0.5).floor().copysign(way) as i32
}

impl Ranged for TimeScale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = i64;

    fn map(&self, ms: &i64, pixels: (i32, i32)) -> i32 {
        place((ms - self.span.0) as f64, (self.span.1 - self.span.0) as f64, pixels)
    }

    /// Grid and labels are the layers'.
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
        place(*count as f64, self.top as f64, pixels)
    }

    /// Grid and labels are the layers'.
    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<u64> {
        Vec::new()
    }

    fn range(&self) -> Range<u64> {
        0..self.top
    }
}
