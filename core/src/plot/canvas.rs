//! What the chart draws on: plotters' backend, and what a canvas does better than a rasterizer.

use std::{error, fmt};

use plotters_backend::{BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

/// The canvas refuses to draw.
#[derive(Debug)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("refused")
    }
}

// plotters wants it of a canvas's errors.
impl error::Error for Refused {}

/// A drawing backend with native dashes and hatching. All lengths are device pixels.
pub trait Canvas: DrawingBackend {
    /// Strokes a path with dashes: `dash` pixels on, as many off.
    fn dashed_path<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
        dash: u32,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Strokes straight lines, all as one path: their ends, two each.
    fn segments<S: BackendStyle>(
        &mut self,
        ends: &[BackendCoord],
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Strokes a step line, whose segments are level or upright by turns. Where it only rises it may be filled as the area
    /// that it covers, which is the same picture for a third of the work.
    fn step_path<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Fills a polygon with rising diagonal lines, `spacing` pixels apart along the x axis. The lines are fixed to the
    /// canvas, not to the polygon, so that neighbours join and a redraw doesn't make them crawl.
    fn hatch_polygon<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
        spacing: u32,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;
}
