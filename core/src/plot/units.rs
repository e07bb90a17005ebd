//! Conversion of CSS pixels, the unit of the theme, to device pixels, the unit of everything that is drawn.

/// Device pixels per CSS pixel.
#[derive(Debug, Clone, Copy)]
pub struct PixelRatio(f64);

impl PixelRatio {
    /// Clamps the ratio to 0.1..=16; one that is not finite becomes 1.
    pub fn new(ratio: f64) -> Self {
        Self(if ratio.is_finite() { ratio.clamp(0.1, 16.0) } else { 1.0 })
    }

    /// A distance in CSS pixels, rounded to whole device pixels.
    pub fn px(self, css: f64) -> i32 {
        (css * self.0).round() as i32
    }

    /// A line width in CSS pixels as device pixels, at least one.
    pub fn line_width(self, css: f64) -> u32 {
        self.px(css).max(1) as u32
    }
}
