//! Elements that plotters lacks: lines that a canvas strokes at once, and dashes of the canvas's own.

use plotters::{
    element::{Drawable, PointCollection},
    style::ShapeStyle,
};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::canvas::Canvas;

/// Separate straight lines, stroked as one path.
pub struct Segments<Coord> {
    /// The two ends of each line by turns.
    pub ends: Vec<Coord>,
    /// Colour and width.
    pub style: ShapeStyle,
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a Segments<Coord> {
    type Point = &'a Coord;
    type IntoIter = &'a [Coord];

    fn point_iter(self) -> &'a [Coord] {
        &self.ends
    }
}

impl<Coord, C: Canvas> Drawable<C> for Segments<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        ends: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        canvas.segments(&ends.collect::<Vec<_>>(), &self.style)
    }
}

/// A dashed straight line. plotters' `DashedPathElement` makes each dash a path, with ends between pixels.
pub struct DashedLine<Coord> {
    /// Its two ends.
    pub ends: [Coord; 2],
    /// Length of a dash and of a gap in device pixels.
    pub dash: u32,
    /// Colour and width.
    pub style: ShapeStyle,
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a DashedLine<Coord> {
    type Point = &'a Coord;
    type IntoIter = &'a [Coord];

    fn point_iter(self) -> &'a [Coord] {
        &self.ends
    }
}

impl<Coord, C: Canvas> Drawable<C> for DashedLine<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        ends: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        canvas.dashed_path(&ends.collect::<Vec<_>>(), &self.style, self.dash)
    }
}
