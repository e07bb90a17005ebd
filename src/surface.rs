//! The canvas as plotters sees it: plotters-canvas, wrapped where it measures text with elements of the page, formats
//! a colour per call, or can't dash and hatch.
//!
//! All coordinates are device pixels. A stroke of odd width is moved by half a pixel, so that it covers whole ones.

use std::cell::{Cell, RefCell};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, text_anchor::Pos,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use job_progress_core::{
    error::Error,
    plot::{
        canvas::{Canvas, Refused},
        step::outline,
        theme::Rgba,
    },
    text::decimal,
};

#[wasm_bindgen(module = "/src/surface.js")]
extern "C" {
    #[wasm_bindgen(js_name = drawPath)]
    fn draw_path(context: &CanvasRenderingContext2d, corners: &[i32], each: usize, shift: f64, fill: bool);

    #[wasm_bindgen(js_name = drawCircle)]
    fn draw_circle(context: &CanvasRenderingContext2d, x: i32, y: i32, radius: u32, fill: bool);

    #[wasm_bindgen(js_name = setDash)]
    fn set_dash(context: &CanvasRenderingContext2d, length: u32);

    /// Null if there is no canvas to make it of.
    fn hatching(context: &CanvasRenderingContext2d, rgba: u32, width: u32, spacing: u32) -> JsValue;

    /// 0xRRGGBBAA, or less than 0.
    #[wasm_bindgen(js_name = readColor)]
    fn read_color(context: &CanvasRenderingContext2d, css: &str) -> f64;

    #[wasm_bindgen(js_name = textWidth)]
    fn text_width(context: &CanvasRenderingContext2d, text: &str) -> f64;

    #[wasm_bindgen(js_name = drawText)]
    fn draw_text(context: &CanvasRenderingContext2d, text: &str, x: i32, y: i32, h: i32, v: i32);

    #[wasm_bindgen(js_name = setFill)]
    fn set_fill(context: &CanvasRenderingContext2d, rgba: u32);

    #[wasm_bindgen(js_name = setStroke)]
    fn set_stroke(context: &CanvasRenderingContext2d, rgba: u32);
}

type Outcome = Result<(), DrawingErrorKind<Refused>>;

/// Beyond this many measured strings the cache starts anew.
const MAX_WIDTHS: usize = 500;

/// A canvas element and what is known of its context.
pub struct Surface {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    backend: RefCell<CanvasBackend>,
    fill: Cell<Option<u32>>,
    stroke: Cell<Option<(u32, u32)>>,
    /// Length of the dashes, 0 if lines are solid.
    dash: Cell<u32>,
    /// The font that the context has.
    font: RefCell<Option<String>>,
    /// Widths by font and text.
    widths: RefCell<Vec<(String, u32)>>,
    hatch: RefCell<Option<Hatch>>,
    /// Room for the corners of a figure.
    corners: Cell<Vec<i32>>,
}

/// The last hatching, and what it was made of: its colour, width of line and spacing.
struct Hatch {
    of: (u32, u32, u32),
    pattern: JsValue,
}

impl Surface {
    /// Takes a canvas; its bitmap gets its size by [`Surface::clear`].
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, Error> {
        let parts = || {
            let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
            Some((context, CanvasBackend::with_canvas_object(canvas.clone())?))
        };
        let (context, backend) = parts().ok_or_else(|| Error::Engine("this canvas has no 2d context".into()))?;
        Ok(Self {
            canvas,
            context,
            backend: RefCell::new(backend),
            fill: Cell::default(),
            stroke: Cell::default(),
            dash: Cell::default(),
            font: RefCell::default(),
            widths: RefCell::default(),
            hatch: RefCell::default(),
            corners: Cell::default(),
        })
    }

    /// Makes the bitmap empty and so many device pixels large.
    pub fn clear(&self, width: u32, height: u32) {
        if (self.canvas.width(), self.canvas.height()) == (width, height) {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
        } else {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            self.forget();
        }
    }

    /// Measures anew, as after web fonts have loaded.
    pub fn remeasure(&self) {
        self.widths.borrow_mut().clear();
    }

    /// What a CSS colour is; `None` if the canvas can't read it.
    pub fn color(&self, css: &str) -> Option<Rgba> {
        self.fill.set(None);
        let rgba = read_color(&self.context, css);
        let [r, g, b, a] = (rgba as u32).to_be_bytes();
        (rgba >= 0.0).then_some(Rgba(r, g, b, a))
    }

    /// The context no longer has the styles that were set.
    fn forget(&self) {
        self.fill.set(None);
        self.stroke.set(None);
        self.dash.set(0);
        self.font.take();
    }

    fn set_fill(&self, color: BackendColor) {
        let rgba = packed(color);
        if self.fill.replace(Some(rgba)) != Some(rgba) {
            set_fill(&self.context, rgba);
        }
    }

    fn set_stroke(&self, style: &impl BackendStyle) -> u32 {
        let (rgba, width) = (packed(style.color()), style.stroke_width());
        let before = self.stroke.replace(Some((rgba, width)));
        if before.map(|stroke| stroke.0) != Some(rgba) {
            set_stroke(&self.context, rgba);
        }
        if before.map(|stroke| stroke.1) != Some(width) {
            self.context.set_line_width(width.into());
        }
        width
    }

    fn set_dash(&self, dash: u32) {
        if self.dash.replace(dash) != dash {
            set_dash(&self.context, dash);
        }
    }

    fn set_font(&self, font: &str) {
        if self.font.borrow().as_deref() != Some(font) {
            self.context.set_font(font);
            self.font.replace(Some(font.into()));
        }
    }

    /// Width of a text in device pixels. Digits have one width in nearly all fonts, so they are measured as one.
    fn width(&self, text: &str, font: &str) -> u32 {
        let folded: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let key = [font, &folded].concat();
        let known = self.widths.borrow().iter().find(|(known, _)| *known == key).map(|(_, width)| *width);
        if let Some(width) = known {
            return width;
        }
        self.set_font(font);
        let width = text_width(&self.context, &folded).ceil() as u32;
        let mut widths = self.widths.borrow_mut();
        if widths.len() >= MAX_WIDTHS {
            widths.clear();
        }
        widths.push((key, width));
        width
    }

    /// Draws a path through corners, or a path through each so many of them.
    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>, each: Option<usize>, shift: f64, fill: bool) {
        let mut corners = self.corners.take();
        corners.clear();
        path.into_iter().for_each(|(x, y)| corners.extend([x, y]));
        draw_path(&self.context, &corners, each.map_or(corners.len(), |each| 2 * each), shift, fill);
        self.corners.set(corners);
    }

    fn stroke_path(
        &self,
        path: impl IntoIterator<Item = BackendCoord>,
        each: Option<usize>,
        style: &impl BackendStyle,
        dash: u32,
    ) -> Outcome {
        self.set_dash(dash);
        let width = self.set_stroke(style);
        self.trace(path, each, if width % 2 == 1 { 0.5 } else { 0.0 }, false);
        Ok(())
    }

    fn fill_path(&self, path: impl IntoIterator<Item = BackendCoord>) -> Outcome {
        self.trace(path, None, 0.0, true);
        Ok(())
    }

    /// Leaves a call to plotters-canvas, which sets styles of its own.
    fn delegate<E: std::error::Error + Send + Sync>(
        &self,
        call: impl FnOnce(&mut CanvasBackend) -> Result<(), DrawingErrorKind<E>>,
    ) -> Outcome {
        self.set_dash(0);
        let outcome = call(&mut self.backend.borrow_mut()).map_err(refused);
        self.forget();
        outcome
    }
}

/// As a context takes it. Whole pixels: formatting a float would be a tenth of the wasm.
fn font(style: &impl BackendTextStyle) -> String {
    [style.style().as_str(), " ", &decimal(style.size() as u64), "px ", style.family().as_str()].concat()
}

fn refused<E>(_: E) -> DrawingErrorKind<Refused> {
    DrawingErrorKind::DrawingError(Refused)
}

fn packed(color: BackendColor) -> u32 {
    let (r, g, b) = color.rgb;
    u32::from_be_bytes([r, g, b, (color.alpha * 255.0).round() as u8])
}

impl DrawingBackend for &Surface {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        self.backend.borrow().get_size()
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Outcome {
        self.delegate(|backend| backend.draw_pixel(point, color))
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Outcome {
        if fill {
            self.set_fill(style.color());
        } else {
            self.set_dash(0);
            self.set_stroke(style);
        }
        draw_circle(&self.context, x, y, radius, fill);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Outcome {
        self.delegate(|backend| backend.draw_rect(from, to, style, fill))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.stroke_path(path, None, style, 0)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.set_fill(style.color());
        self.fill_path(path)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Refused>> {
        Ok((self.width(text, &font(style)), style.size() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Outcome {
        self.set_fill(style.color());
        self.set_font(&font(style));
        let Pos { h_pos, v_pos } = style.anchor();
        draw_text(&self.context, text, x, y, h_pos as i32, v_pos as i32);
        Ok(())
    }
}

impl Canvas for &Surface {
    fn dashed_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, dash: u32) -> Outcome {
        self.stroke_path(path.iter().copied(), None, style, dash)
    }

    fn segments<S: BackendStyle>(&mut self, ends: &[BackendCoord], style: &S) -> Outcome {
        self.stroke_path(ends.iter().copied(), Some(2), style, 0)
    }

    fn step_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S) -> Outcome {
        match outline(path, style.stroke_width()) {
            Some(outline) => self.fill_polygon(outline.iter().copied(), style),
            None => self.draw_path(path.iter().copied(), style),
        }
    }

    fn hatch_polygon<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, spacing: u32) -> Outcome {
        let of = (packed(style.color()), style.stroke_width(), spacing.max(1));
        if self.hatch.borrow().as_ref().is_none_or(|held| held.of != of) {
            let pattern = hatching(&self.context, of.0, of.1, of.2);
            if pattern.is_null() {
                return Err(refused(()));
            }
            self.hatch.replace(Some(Hatch { of, pattern }));
        }
        if let Some(hatch) = &*self.hatch.borrow() {
            self.context.set_fill_style_canvas_pattern(hatch.pattern.unchecked_ref());
        }
        self.fill.set(None);
        self.fill_path(path.iter().copied())
    }
}
