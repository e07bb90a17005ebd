//! The canvas as plotters sees it: plotters-canvas, wrapped where it measures text with elements of the page, formats
//! a colour per call, or can't dash and hatch.
//!
//! All coordinates are device pixels. A stroke of odd width is moved by half a pixel, so that it covers whole ones.

use std::cell::{Cell, RefCell};

use js_sys::Array;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

use crate::{
    error::Error,
    plot::{canvas::Canvas, step::outline, theme::Rgba},
    text::decimal,
};

#[wasm_bindgen(module = "/src/web/surface.js")]
extern "C" {
    /// 0xRRGGBBAA, or less than 0.
    #[wasm_bindgen(js_name = readColor)]
    fn read_color(context: &CanvasRenderingContext2d, css: &str) -> f64;
}

type Outcome = Result<(), DrawingErrorKind<Error>>;

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
    align: Cell<Option<(&'static str, &'static str)>>,
    /// The font that the context has.
    font: RefCell<Option<String>>,
    /// Widths by font and text.
    widths: RefCell<Vec<(String, u32)>>,
    hatch: RefCell<Option<Hatch>>,
}

/// The last hatching, and what it was made of: its colour, width of line and spacing.
struct Hatch {
    of: (u32, u32, u32),
    pattern: CanvasPattern,
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
            align: Cell::default(),
            font: RefCell::default(),
            widths: RefCell::default(),
            hatch: RefCell::default(),
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
        self.align.set(None);
        self.font.take();
    }

    fn set_fill(&self, color: BackendColor) {
        let rgba = packed(color);
        if self.fill.replace(Some(rgba)) != Some(rgba) {
            self.context.set_fill_style_str(&css(rgba));
        }
    }

    fn set_stroke(&self, style: &impl BackendStyle) -> u32 {
        let (rgba, width) = (packed(style.color()), style.stroke_width());
        let before = self.stroke.replace(Some((rgba, width)));
        if before.map(|stroke| stroke.0) != Some(rgba) {
            self.context.set_stroke_style_str(&css(rgba));
        }
        if before.map(|stroke| stroke.1) != Some(width) {
            self.context.set_line_width(width.into());
        }
        width
    }

    fn set_dash(&self, dash: u32) -> Outcome {
        if self.dash.replace(dash) == dash {
            return Ok(());
        }
        let dashes = if dash > 0 { Array::of1(&dash.into()) } else { Array::new() };
        self.context.set_line_dash(&dashes).map_err(refused)
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
        let width = self.context.measure_text(&folded).map_or(0.0, |metrics| metrics.width()).ceil() as u32;
        let mut widths = self.widths.borrow_mut();
        if widths.len() >= MAX_WIDTHS {
            widths.clear();
        }
        widths.push((key, width));
        width
    }

    /// A tile of rising lines x + y = n * spacing, to be repeated from the canvas's corner.
    fn tile(&self, style: &impl BackendStyle, spacing: u32) -> Result<CanvasPattern, JsValue> {
        let document = self.canvas.owner_document().ok_or(JsValue::NULL)?;
        let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
        canvas.set_width(spacing);
        canvas.set_height(spacing);
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        context.set_stroke_style_str(&css(packed(style.color())));
        context.set_line_width(style.stroke_width().into());
        let side = f64::from(spacing);
        context.begin_path();
        for sum in [0.0, side, 2.0 * side] {
            context.move_to(sum + side, -side);
            context.line_to(sum - 2.0 * side, 2.0 * side);
        }
        context.stroke();
        self.context.create_pattern_with_html_canvas_element(&canvas, "repeat")?.ok_or(JsValue::NULL)
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>, shift: f64) {
        self.context.begin_path();
        let mut first = true;
        for (x, y) in path {
            let (x, y) = (f64::from(x) + shift, f64::from(y) + shift);
            if first {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
            first = false;
        }
    }

    fn stroke_path(&self, path: impl IntoIterator<Item = BackendCoord>, style: &impl BackendStyle) {
        let width = self.set_stroke(style);
        self.trace(path, half(width));
        self.context.stroke();
    }

    /// Leaves a call to plotters-canvas, which sets styles of its own.
    fn delegate<E: std::error::Error + Send + Sync>(
        &self,
        call: impl FnOnce(&mut CanvasBackend) -> Result<(), DrawingErrorKind<E>>,
    ) -> Outcome {
        self.set_dash(0)?;
        let outcome = call(&mut self.backend.borrow_mut()).map_err(refused);
        self.forget();
        outcome
    }
}

/// As a context takes it. Whole pixels: formatting a float would be a tenth of the wasm.
fn font(style: &impl BackendTextStyle) -> String {
    [style.style().as_str(), " ", &decimal(style.size() as u64), "px ", style.family().as_str()].concat()
}

fn refused<E>(_: E) -> DrawingErrorKind<Error> {
    DrawingErrorKind::DrawingError(Error::Engine("the canvas refuses to draw".into()))
}

fn packed(color: BackendColor) -> u32 {
    let (r, g, b) = color.rgb;
    u32::from_be_bytes([r, g, b, (color.alpha * 255.0).round() as u8])
}

/// `#rrggbbaa` (CSS Color 4, 5.2).
fn css(rgba: u32) -> String {
    (0..8).rev().fold(String::from("#"), |mut css, nibble| {
        css.extend(char::from_digit(rgba >> (4 * nibble) & 15, 16));
        css
    })
}

fn half(width: u32) -> f64 {
    if width % 2 == 1 { 0.5 } else { 0.0 }
}

impl DrawingBackend for &Surface {
    type ErrorType = Error;

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

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Outcome {
        self.context.begin_path();
        let (x, y) = (f64::from(center.0), f64::from(center.1));
        self.context.arc(x, y, radius.into(), 0.0, std::f64::consts::TAU).map_err(refused)?;
        if fill {
            self.set_fill(style.color());
            self.context.fill();
        } else {
            self.set_dash(0)?;
            self.set_stroke(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Outcome {
        self.delegate(|backend| backend.draw_rect(from, to, style, fill))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.set_dash(0)?;
        self.stroke_path(path, style);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.set_fill(style.color());
        self.trace(path, 0.0);
        self.context.fill();
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Error>> {
        Ok((self.width(text, &font(style)), style.size() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Outcome {
        self.set_fill(style.color());
        self.set_font(&font(style));
        let align = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let baseline = match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        if self.align.replace(Some((align, baseline))) != Some((align, baseline)) {
            self.context.set_text_align(align);
            self.context.set_text_baseline(baseline);
        }
        self.context.fill_text(text, x.into(), y.into()).map_err(refused)
    }
}

impl Canvas for &Surface {
    fn dashed_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, dash: u32) -> Outcome {
        self.set_dash(dash)?;
        self.stroke_path(path.iter().copied(), style);
        Ok(())
    }

    fn segments<S: BackendStyle>(&mut self, ends: &[BackendCoord], style: &S) -> Outcome {
        self.set_dash(0)?;
        let shift = half(self.set_stroke(style));
        self.context.begin_path();
        for (at, (x, y)) in ends.iter().enumerate() {
            let (x, y) = (f64::from(*x) + shift, f64::from(*y) + shift);
            if at % 2 == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
        self.context.stroke();
        Ok(())
    }

    fn step_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S) -> Outcome {
        match outline(path, style.stroke_width()) {
            Some(outline) => {
                self.set_fill(style.color());
                self.trace(outline.iter().copied(), 0.0);
                self.context.fill();
                Ok(())
            }
            None => self.draw_path(path.iter().copied(), style),
        }
    }

    fn hatch_polygon<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, spacing: u32) -> Outcome {
        let of = (packed(style.color()), style.stroke_width(), spacing.max(1));
        if self.hatch.borrow().as_ref().is_none_or(|held| held.of != of) {
            let pattern = self.tile(style, of.2).map_err(refused)?;
            self.hatch.replace(Some(Hatch { of, pattern }));
        }
        if let Some(hatch) = &*self.hatch.borrow() {
            self.context.set_fill_style_canvas_pattern(&hatch.pattern);
        }
        self.fill.set(None);
        self.trace(path.iter().copied(), 0.0);
        self.context.fill();
        Ok(())
    }
}
