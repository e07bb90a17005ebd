//! What layers draw with: figures and labels in device pixels, through plotters onto the canvas.
//!
//! A failure of the canvas is told in the end, and what comes after it is drawn in vain: a layer has nothing to decide then.

use std::{
    cell::{Cell, RefCell},
    convert::Infallible,
    rc::Rc,
};

use plotters::{
    coord::Shift,
    drawing::DrawingArea,
    element::{Drawable, PointCollection},
};
use plotters_backend::{
    BackendColor, BackendCoord, BackendTextStyle, DrawingErrorKind, FontFamily, FontStyle, FontTransform,
    text_anchor::{HPos, Pos, VPos},
};

use super::{
    canvas::{Canvas, Refused},
    layout::Pixels,
    theme::{Ink, Rgba, Theme},
};

/// How a figure is drawn. Lengths are device pixels.
#[derive(Debug, Clone, Copy)]
pub enum Stroke {
    /// Straight lines between two points each.
    Segments,
    /// A step line through its points.
    Steps,
    /// A line through its points, with dashes of that length.
    Dashed(u32),
    /// The polygon that they enclose.
    Filled,
    /// The same, hatched with lines so far apart.
    Hatched(u32),
    /// Circles of that radius around them.
    Circles(u32),
    /// The same, filled.
    Discs(u32),
}

struct Figure<'a> {
    points: &'a [BackendCoord],
    stroke: Stroke,
    ink: Ink,
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Figure<'_> {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> &'a [BackendCoord] {
        self.points
    }
}

impl<C: Canvas> Drawable<C> for Figure<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        let ink = &self.ink;
        let (radius, fill) = match self.stroke {
            Stroke::Segments => return canvas.segments(self.points, ink),
            Stroke::Steps => return canvas.step_path(self.points, ink),
            Stroke::Dashed(dash) => return canvas.dashed_path(self.points, ink, dash),
            Stroke::Filled => return canvas.fill_polygon(self.points.iter().copied(), ink),
            Stroke::Hatched(spacing) => return canvas.hatch_polygon(self.points, ink, spacing),
            Stroke::Circles(radius) => (radius, false),
            Stroke::Discs(radius) => (radius, true),
        };
        self.points.iter().try_for_each(|point| canvas.draw_circle(*point, radius, ink, fill))
    }
}

/// How a label looks, and which of its points is put where it is drawn.
#[derive(Clone, Copy)]
pub struct Label {
    /// Its colour.
    pub color: Rgba,
    /// Whether it is bold.
    pub bold: bool,
    /// Which point across.
    pub h: HPos,
    /// Which point down.
    pub v: VPos,
}

/// A label in a font, as backends want it.
struct LabelStyle<'a> {
    label: Label,
    family: &'a str,
    size: i32,
}

impl BackendTextStyle for LabelStyle<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.label.color.mix(1.0)
    }

    fn size(&self) -> f64 {
        self.size.into()
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        if self.label.bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.label.h, self.label.v)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.family)
    }

    /// A canvas knows its fonts itself: it asks neither for boxes nor for pixels.
    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    fn draw<E, Draw: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: Draw,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}

/// A canvas, and the font of the frame.
pub struct Pen<'a, C: Canvas> {
    canvas: Rc<RefCell<C>>,
    root: DrawingArea<C, Shift>,
    family: &'a str,
    size: i32,
    failed: Cell<bool>,
}

impl<'a, C: Canvas> Pen<'a, C> {
    /// For one frame.
    pub fn new(canvas: C, theme: &'a Theme, pixels: Pixels) -> Self {
        let canvas = Rc::new(RefCell::new(canvas));
        let root = DrawingArea::from(&canvas);
        Self { canvas, root, family: &theme.font_family, size: pixels.of(theme.font_size), failed: Cell::default() }
    }

    /// Width and height of the canvas.
    pub fn size(&self) -> (i32, i32) {
        let (width, height) = self.root.dim_in_pixel();
        (width as i32, height as i32)
    }

    /// Draws a figure.
    pub fn draw(&self, points: &[BackendCoord], stroke: Stroke, ink: Ink) {
        self.keep(self.root.draw(&Figure { points, stroke, ink }));
    }

    /// Width of a text.
    pub fn width(&self, text: &str, bold: bool) -> i32 {
        let label = Label { color: Rgba::hex(0), bold, h: HPos::Left, v: VPos::Top };
        let size = self.canvas.borrow().estimate_text_size(text, &self.style(label));
        self.keep(size).map_or(0, |size| size.0 as i32)
    }

    /// Writes a text at `at`.
    pub fn write(&self, text: &str, label: Label, at: BackendCoord) {
        let style = self.style(label);
        let outcome = self.canvas.borrow_mut().draw_text(text, &style, at);
        self.keep(outcome);
    }

    /// The frame is done.
    ///
    /// # Errors
    /// The canvas has refused something.
    pub fn finish(self) -> Result<(), Refused> {
        self.keep(self.root.present());
        if self.failed.get() { Err(Refused) } else { Ok(()) }
    }

    fn style(&self, label: Label) -> LabelStyle<'a> {
        LabelStyle { label, family: self.family, size: self.size }
    }

    fn keep<T, E>(&self, outcome: Result<T, E>) -> Option<T> {
        if outcome.is_err() {
            self.failed.set(true);
        }
        outcome.ok()
    }
}
