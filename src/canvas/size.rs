//! How many device pixels a canvas gets.

/// Some browsers refuse bitmaps with a larger width or height.
const MAX_SIDE: f64 = 16_384.0;
/// Some browsers refuse bitmaps with more pixels: 8192 times 8192 on iOS.
const MAX_AREA: f64 = 67_108_864.0;

/// A canvas's size.
#[derive(Clone, Copy, PartialEq)]
pub struct CanvasSize {
    /// Device pixels.
    pub width: u32,
    /// Device pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
}

impl Default for CanvasSize {
    fn default() -> Self {
        Self::fit(0.0, 0.0, 1.0)
    }
}

impl CanvasSize {
    /// Of a canvas of so many CSS pixels, with so many device pixels each; fewer, if a bitmap could not hold them.
    pub fn fit(width: f64, height: f64, device_pixel_ratio: f64) -> Self {
        // `max` turns NaN into 0; then nothing is painted.
        let (width, height) = (width.max(0.0), height.max(0.0));
        let wanted = if device_pixel_ratio > 0.0 { device_pixel_ratio } else { 1.0 };
        let ratio = wanted.min(MAX_SIDE / width).min(MAX_SIDE / height).min((MAX_AREA / width / height).sqrt());
        let device = |css: f64| (css * ratio).round() as u32;
        Self { width: device(width), height: device(height), ratio }
    }
}
