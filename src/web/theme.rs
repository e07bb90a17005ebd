//! A theme as a page gives it: CSS colours, read by the canvas itself.

use serde::Deserialize;

use super::surface::Surface;
use crate::plot::theme::{Rgba, Theme};

/// Any part of a theme.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ThemeOptions {
    font_family: Option<String>,
    font_size: Option<f64>,
    back: Option<String>,
    text: Option<String>,
    muted: Option<String>,
    grid: Option<String>,
    axis: Option<String>,
    completed: Option<String>,
    failed: Option<String>,
    kinds: Vec<String>,
    other: Option<String>,
}

impl ThemeOptions {
    /// The default theme with these parts.
    pub fn theme(self, surface: &Surface) -> Theme {
        let mut theme = Theme::default();
        let colors = [
            (&mut theme.back, self.back),
            (&mut theme.text, self.text),
            (&mut theme.muted, self.muted),
            (&mut theme.grid, self.grid),
            (&mut theme.axis, self.axis),
            (&mut theme.completed, self.completed),
            (&mut theme.failed, self.failed),
            (&mut theme.other, self.other),
        ];
        let kinds = theme.kinds.iter_mut().zip(self.kinds.into_iter().map(Some));
        for (color, css) in colors.into_iter().chain(kinds) {
            if let Some(read) = css.and_then(|css| parse(&surface.canonical(&css)?)) {
                *color = read;
            }
        }
        theme.font_family = self.font_family.unwrap_or(theme.font_family);
        theme.font_size = self.font_size.filter(|size| !size.is_nan()).unwrap_or(theme.font_size).clamp(4.0, 100.0);
        theme
    }
}

/// Reads `#rrggbb` and `rgba(r, g, b, a)`, the two forms in which a canvas gives back a colour (HTML, 4.12.5.1.10).
fn parse(canonical: &str) -> Option<Rgba> {
    if let Some(hex) = canonical.strip_prefix('#') {
        return u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6).map(Rgba::hex);
    }
    let mut parts = canonical.strip_prefix("rgba(")?.strip_suffix(')')?.split(',').map(str::trim);
    let mut byte = || parts.next()?.parse::<u8>().ok();
    let (r, g, b) = (byte()?, byte()?, byte()?);
    let alpha: f64 = parts.next()?.parse().ok()?;
    Some(Rgba(r, g, b, (alpha * 255.0).round() as u8))
}
