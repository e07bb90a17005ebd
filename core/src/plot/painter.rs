//! The drawing areas and the font of one frame.

use plotters::{
    coord::Shift,
    drawing::DrawingArea,
    style::{Color, FontDesc, FontFamily, FontStyle, TextStyle},
};
use plotters_backend::{
    BackendCoord,
    text_anchor::{HPos, Pos, VPos},
};

use super::{
    canvas::{Canvas, DrawError},
    scale::PlotCoords,
    theme::{Rgba, Theme},
    units::PixelRatio,
};

/// A panel to draw on in times (ms since the Unix epoch) and counts.
pub type PlotArea<C> = DrawingArea<C, PlotCoords>;

/// How a label looks, and which point of it is put where it is drawn.
#[derive(Clone, Copy)]
pub struct Label {
    /// Its colour.
    pub color: Rgba,
    /// Whether it is bold.
    pub bold: bool,
    /// Which point horizontally.
    pub h: HPos,
    /// Which point vertically.
    pub v: VPos,
}

/// Draws one frame.
pub struct Painter<'a, C: Canvas> {
    root: DrawingArea<C, Shift>,
    font_family: &'a str,
    font_size: f64,
}

impl<'a, C: Canvas> Painter<'a, C> {
    /// Draws onto all of `canvas`, with the theme's font.
    pub fn new(canvas: C, theme: &'a Theme, ratio: PixelRatio) -> Self {
        Self {
            root: DrawingArea::from(canvas),
            font_family: &theme.font_family,
            font_size: ratio.px(theme.font_size).into(),
        }
    }

    /// Width and height of the canvas in device pixels.
    pub fn size(&self) -> (i32, i32) {
        let (width, height) = self.root.dim_in_pixel();
        (width as i32, height as i32)
    }

    /// The canvas, in device pixels.
    pub fn root(&self) -> &DrawingArea<C, Shift> {
        &self.root
    }

    /// The canvas, in the coordinates of a panel.
    pub fn plot_area(&self, coords: PlotCoords) -> PlotArea<C> {
        self.root.apply_coord_spec(coords)
    }

    /// Width of a text in device pixels.
    pub fn text_width(&self, text: &str, bold: bool) -> Result<i32, DrawError> {
        let style = self.text_style(Label { color: Rgba::hex(0), bold, h: HPos::Left, v: VPos::Top });
        Ok(self.root.estimate_text_size(text, &style)?.0 as i32)
    }

    /// Writes a text with its anchor at a device pixel.
    pub fn write(&self, text: &str, label: Label, at: BackendCoord) -> Result<(), DrawError> {
        Ok(self.root.draw_text(text, &self.text_style(label), at)?)
    }

    fn text_style(&self, label: Label) -> TextStyle<'a> {
        let weight = if label.bold { FontStyle::Bold } else { FontStyle::Normal };
        TextStyle {
            font: FontDesc::new(FontFamily::Name(self.font_family), self.font_size, weight),
            color: label.color.to_backend_color(),
            pos: Pos::new(label.h, label.v),
        }
    }
}
