//! Hatching by a canvas pattern: lines would need a clipping path for each area and frame.

use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

use super::styles;

/// The pattern that was made last.
#[derive(Default)]
pub struct HatchCache(Option<(Hatch, CanvasPattern)>);

/// Rising diagonal lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hatch {
    /// 0xRRGGBBAA.
    pub rgba: u32,
    /// Width of a line in device pixels.
    pub line_width: u32,
    /// Distance of the lines along the x axis in device pixels, at least 1.
    pub spacing: u32,
}

impl HatchCache {
    /// The pattern for a hatching; `None` if the browser can't make it.
    pub fn pattern(&mut self, context: &CanvasRenderingContext2d, hatch: Hatch) -> Option<&CanvasPattern> {
        if self.0.as_ref().is_none_or(|(cached, _)| *cached != hatch) {
            self.0 = Some((hatch, pattern(context, hatch)?));
        }
        self.0.as_ref().map(|(_, pattern)| pattern)
    }
}

/// The lines x + y = n * spacing, as a tile that repeats from the canvas's corner.
fn pattern(context: &CanvasRenderingContext2d, Hatch { rgba, line_width, spacing }: Hatch) -> Option<CanvasPattern> {
    let document = context.canvas()?.owner_document()?;
    let tile: HtmlCanvasElement = document.create_element("canvas").ok()?.unchecked_into();
    tile.set_width(spacing);
    tile.set_height(spacing);
    let lines: CanvasRenderingContext2d = tile.get_context("2d").ok()??.unchecked_into();
    lines.set_stroke_style_str(&styles::css(rgba));
    lines.set_line_width(line_width.into());
    lines.begin_path();
    let side = f64::from(spacing);
    for sum in [0.0, side, 2.0 * side] {
        lines.move_to(sum + side, -side);
        lines.line_to(sum - 2.0 * side, 2.0 * side);
    }
    lines.stroke();
    context.create_pattern_with_html_canvas_element(&tile, "repeat").ok()?
}
