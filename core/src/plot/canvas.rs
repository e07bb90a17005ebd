//! What the chart draws on: plotters' backend trait, and what a canvas does natively that plotters would build of many
//! calls.

use plotters::drawing::DrawingAreaErrorKind;
use plotters_backend::{BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

/// The canvas did not take a drawing call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the canvas refuses to draw")]
pub struct DrawError;

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for DrawError {
    fn from(_: DrawingAreaErrorKind<E>) -> Self {
        Self
    }
}

/// A drawing backend with native dashes and hatching. All lengths are device pixels.
pub trait Canvas: DrawingBackend {
    /// Strokes a path with dashes and gaps that are `dash` pixels long each.
    fn dashed_path<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
        dash: u32,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Strokes separate straight lines as one path. `ends` are the two ends of each line by turns.
    fn segments<S: BackendStyle>(
        &mut self,
        ends: &[BackendCoord],
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Strokes a step line: a path of horizontal and vertical lines by turns.
    fn step_path<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;

    /// Fills a polygon with rising diagonal lines, `spacing` pixels apart along the x axis. The lines are aligned to
    /// the canvas, not to the polygon: those of neighbours join, and they don't move from frame to frame.
    fn hatch_polygon<S: BackendStyle>(
        &mut self,
        path: &[BackendCoord],
        style: &S,
        spacing: u32,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;
}
