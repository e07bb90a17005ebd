//! The canvas as a plotters backend. This module draws all that the layers do:
//!
//! - paths, aligned to device pixels, each with one call from the wasm to JS,
//! - texts, measured without DOM elements, with the same alignment in right-to-left pages,
//! - circles, because plotters-canvas formats a colour with a float for each, which takes 7 kB of code (docs/size.md),
//! - dashes and hatching, which plotters-canvas lacks.
//!
//! plotters-canvas knows the canvas's size, and would draw rectangles and pixels, which no layer has.
//!
//! Styles are set only when they change; plotters-canvas formats and sets a colour for every call. All coordinates are
//! device pixels. A stroke of odd width is moved by half a pixel, so that it covers whole ones.

mod color;
mod hatch;
pub mod size;
mod styles;
mod text_widths;

use std::{
    cell::{Cell, RefCell},
    f64::consts::TAU,
};

use job_progress_core::{
    error::Error,
    plot::{
        canvas::{Canvas, DrawError},
        step::outline,
        theme::Rgba,
    },
};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use self::{
    hatch::{Hatch, HatchCache},
    styles::StyleCache,
    text_widths::TextWidths,
};

#[wasm_bindgen(module = "/src/canvas/paths.js")]
extern "C" {
    #[wasm_bindgen(js_name = strokePath)]
    fn stroke_path(context: &CanvasRenderingContext2d, points: &[i32], line_length: usize, offset: f64);

    #[wasm_bindgen(js_name = fillPath)]
    fn fill_path(context: &CanvasRenderingContext2d, points: &[i32]);
}

type DrawResult<T = ()> = Result<T, DrawingErrorKind<DrawError>>;

/// A canvas element to draw on.
pub struct Surface {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    backend: RefCell<CanvasBackend>,
    styles: RefCell<StyleCache>,
    text_widths: RefCell<TextWidths>,
    hatches: RefCell<HatchCache>,
    /// Buffer for the points of a path, x and y by turns.
    points: Cell<Vec<i32>>,
}

impl Surface {
    /// Wraps a canvas. [`Surface::clear`] sets the size of its bitmap.
    ///
    /// # Errors
    /// [`Error::Option`] if it is not a canvas that a script can draw on; [`Error::Engine`] if it has no 2d context, or
    /// already has a context of another kind.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, Error> {
        // JS may pass anything, and a canvas of another window is no instance of this window's class.
        let context =
            canvas.get_context("2d").map_err(|_| Error::Option("the first argument must be a canvas".into()))?;
        let backend = context.is_some().then(|| CanvasBackend::with_canvas_object(canvas.clone())).flatten();
        let (context, backend) =
            context.zip(backend).ok_or_else(|| Error::Engine("this canvas has no 2d context".into()))?;
        let context = context.unchecked_into();
        Ok(Self {
            canvas,
            context,
            backend: RefCell::new(backend),
            styles: RefCell::default(),
            text_widths: RefCell::default(),
            hatches: RefCell::default(),
            points: Cell::default(),
        })
    }

    /// Clears the bitmap, and makes it `width` by `height` device pixels large.
    pub fn clear(&self, width: u32, height: u32) {
        if (self.canvas.width(), self.canvas.height()) == (width, height) {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
        } else {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            // A new size resets the context.
            self.styles.borrow_mut().forget();
        }
    }

    /// Discards measured text widths, for example after web fonts have loaded.
    pub fn remeasure(&self) {
        self.text_widths.borrow_mut().clear();
    }

    /// Parses a CSS colour; `None` if the canvas does not accept it.
    pub fn color(&self, css: &str) -> Option<Rgba> {
        self.styles.borrow_mut().forget_colors();
        color::read_color(&self.context, css)
    }

    /// Collects points in a buffer and draws them.
    fn with_points(&self, path: impl IntoIterator<Item = BackendCoord>, draw: impl FnOnce(&[i32])) {
        let mut points = self.points.take();
        points.clear();
        path.into_iter().for_each(|(x, y)| points.extend([x, y]));
        draw(&points);
        self.points.set(points);
    }

    /// Strokes lines of `line_length` points each, or one through all points.
    fn stroke(
        &self,
        path: impl IntoIterator<Item = BackendCoord>,
        line_length: Option<usize>,
        style: &impl BackendStyle,
        dash: u32,
    ) -> DrawResult {
        self.styles.borrow_mut().set_stroke(&self.context, style, dash);
        let offset = if style.stroke_width() % 2 == 1 { 0.5 } else { 0.0 };
        self.with_points(path, |points| {
            let line_length = line_length.map_or(points.len(), |length| 2 * length);
            stroke_path(&self.context, points, line_length, offset);
        });
        Ok(())
    }

    /// Lets plotters-canvas draw; it sets colours and line width itself.
    fn delegate<E>(&self, call: impl FnOnce(&mut CanvasBackend) -> Result<(), E>) -> DrawResult {
        let mut styles = self.styles.borrow_mut();
        styles.set_dash(&self.context, 0);
        styles.forget_colors();
        call(&mut self.backend.borrow_mut()).map_err(|_| refused())
    }
}

/// CSS `font`. Sizes are whole pixels.
fn font(style: &impl BackendTextStyle) -> String {
    format!("{} {}px {}", style.style().as_str(), style.size() as u32, style.family().as_str())
}

fn refused() -> DrawingErrorKind<DrawError> {
    DrawingErrorKind::DrawingError(DrawError)
}

impl DrawingBackend for &Surface {
    type ErrorType = DrawError;

    fn get_size(&self) -> (u32, u32) {
        self.backend.borrow().get_size()
    }

    fn ensure_prepared(&mut self) -> DrawResult {
        Ok(())
    }

    fn present(&mut self) -> DrawResult {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> DrawResult {
        self.delegate(|backend| backend.draw_pixel(point, color))
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> DrawResult {
        self.context.begin_path();
        self.context.arc(x.into(), y.into(), radius.into(), 0.0, TAU).map_err(|_| refused())?;
        let mut styles = self.styles.borrow_mut();
        if fill {
            styles.set_fill(&self.context, style.color());
            self.context.fill();
        } else {
            styles.set_stroke(&self.context, style, 0);
            self.context.stroke();
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> DrawResult {
        self.delegate(|backend| backend.draw_rect(from, to, style, fill))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> DrawResult {
        self.stroke([from, to], None, style, 0)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> DrawResult {
        self.stroke(path, None, style, 0)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> DrawResult {
        self.styles.borrow_mut().set_fill(&self.context, style.color());
        self.with_points(path, |points| fill_path(&self.context, points));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> DrawResult<(u32, u32)> {
        let font = font(style);
        let set_font = || self.styles.borrow_mut().set_font(&self.context, &font);
        let width = self.text_widths.borrow_mut().get(&self.context, text, &font, set_font);
        Ok((width.ok_or_else(refused)?, style.size() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> DrawResult {
        let mut styles = self.styles.borrow_mut();
        styles.set_fill(&self.context, style.color());
        styles.set_font(&self.context, &font(style));
        styles.set_anchor(&self.context, style.anchor());
        self.context.fill_text(text, x.into(), y.into()).map_err(|_| refused())
    }
}

impl Canvas for &Surface {
    fn dashed_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, dash: u32) -> DrawResult {
        self.stroke(path.iter().copied(), None, style, dash)
    }

    fn segments<S: BackendStyle>(&mut self, ends: &[BackendCoord], style: &S) -> DrawResult {
        self.stroke(ends.iter().copied(), Some(2), style, 0)
    }

    /// Fills the outline of the line where it only rises, which is faster: see [`outline`].
    fn step_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S) -> DrawResult {
        match outline(path, style.stroke_width()) {
            Some(outline) => self.fill_polygon(outline, style),
            None => self.draw_path(path.iter().copied(), style),
        }
    }

    fn hatch_polygon<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, spacing: u32) -> DrawResult {
        let hatch =
            Hatch { rgba: styles::pack(style.color()), line_width: style.stroke_width(), spacing: spacing.max(1) };
        let mut hatches = self.hatches.borrow_mut();
        let pattern = hatches.pattern(&self.context, hatch).ok_or_else(refused)?;
        self.styles.borrow_mut().set_fill_pattern(&self.context, pattern);
        self.with_points(path.iter().copied(), |points| fill_path(&self.context, points));
        Ok(())
    }
}
