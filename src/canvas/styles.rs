//! The styles of a context, each set only when it changes.

use js_sys::Array;
use plotters_backend::{
    BackendColor, BackendStyle,
    text_anchor::{HPos, Pos, VPos},
};
use web_sys::{CanvasPattern, CanvasRenderingContext2d};

/// The context's current styles; `None` where unknown. Colours are 0xRRGGBBAA.
#[derive(Default)]
pub struct StyleCache {
    fill: Option<u32>,
    stroke: Option<u32>,
    line_width: Option<u32>,
    dash: Option<u32>,
    font: Option<String>,
    align: Option<&'static str>,
    baseline: Option<&'static str>,
}

impl StyleCache {
    /// Sets the colour of areas and texts.
    pub fn set_fill(&mut self, context: &CanvasRenderingContext2d, color: BackendColor) {
        let rgba = pack(color);
        if self.fill.replace(rgba) != Some(rgba) {
            context.set_fill_style_str(&css(rgba));
        }
    }

    /// Fills areas with a pattern.
    pub fn set_fill_pattern(&mut self, context: &CanvasRenderingContext2d, pattern: &CanvasPattern) {
        self.fill = None;
        context.set_fill_style_canvas_pattern(pattern);
    }

    /// Sets colour, width and dashes of lines. `dash` is the length of a dash and of a gap, 0 for a solid line.
    pub fn set_stroke(&mut self, context: &CanvasRenderingContext2d, style: &impl BackendStyle, dash: u32) {
        let (rgba, width) = (pack(style.color()), style.stroke_width());
        if self.stroke.replace(rgba) != Some(rgba) {
            context.set_stroke_style_str(&css(rgba));
        }
        if self.line_width.replace(width) != Some(width) {
            context.set_line_width(width.into());
        }
        self.set_dash(context, dash);
    }

    /// Sets the length of a dash and of a gap, 0 for a solid line.
    pub fn set_dash(&mut self, context: &CanvasRenderingContext2d, dash: u32) {
        if self.dash.replace(dash) != Some(dash) {
            let pattern = if dash == 0 { Array::new() } else { Array::of1(&dash.into()) };
            // It throws only if the argument is not a list.
            context.set_line_dash(&pattern).unwrap_or_default();
        }
    }

    /// Sets the font.
    pub fn set_font(&mut self, context: &CanvasRenderingContext2d, font: &str) {
        if self.font.as_deref() != Some(font) {
            context.set_font(font);
            self.font = Some(font.into());
        }
    }

    /// Sets the anchor of texts.
    pub fn set_anchor(&mut self, context: &CanvasRenderingContext2d, anchor: Pos) {
        // Not `start` and `end`: they swap in right-to-left pages.
        let align = match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let baseline = match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        if self.align.replace(align) != Some(align) {
            context.set_text_align(align);
        }
        if self.baseline.replace(baseline) != Some(baseline) {
            context.set_text_baseline(baseline);
        }
    }

    /// To be called after other code has set colours or the line width.
    pub fn forget_colors(&mut self) {
        self.fill = None;
        self.stroke = None;
        self.line_width = None;
    }

    /// To be called after the context was reset.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

/// 0xRRGGBBAA.
pub fn pack(color: BackendColor) -> u32 {
    let (r, g, b) = color.rgb;
    u32::from_be_bytes([r, g, b, (color.alpha * 255.0).round() as u8])
}

/// `#rrggbbaa` (CSS Color 4, 5.2).
pub fn css(rgba: u32) -> String {
    format!("#{rgba:08x}")
}
