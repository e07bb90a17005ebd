//! CSS colours, parsed by the canvas itself, so all forms that the browser supports are accepted.

use job_progress_core::plot::theme::Rgba;
use js_sys::Number;
use web_sys::CanvasRenderingContext2d;

/// Parses a CSS colour; `None` if the canvas does not accept it. Changes `fillStyle`.
pub fn read_color(context: &CanvasRenderingContext2d, css: &str) -> Option<Rgba> {
    // A colour that is serialized in another space, such as oklch(), is mixed with itself in sRGB.
    read(context, css).or_else(|| read(context, &["color-mix(in srgb,", css, ",", css, ")"].concat()))
}

/// Parses a CSS colour that the canvas serializes in sRGB.
fn read(context: &CanvasRenderingContext2d, css: &str) -> Option<Rgba> {
    // An invalid colour leaves the style unchanged, so the results differ after two different styles.
    let read_after = |before: &str| {
        context.set_fill_style_str(before);
        context.set_fill_style_str(css);
        context.fill_style().as_string()
    };
    let style = read_after("#000")?;
    if read_after("#fff")? == style { parse(&style) } else { None }
}

/// The forms in which a canvas serializes sRGB: `#rrggbb`, `rgba(r, g, b, a)` with `a` from 0 to 1 (HTML Standard,
/// 4.12.5.1.10), or `color(srgb r g b / a)` with all of them from 0 to 1 and without an `a` of 1 (CSS Color 4, 15.5).
fn parse(style: &str) -> Option<Rgba> {
    if let Some(hex) = style.strip_prefix('#') {
        return u32::from_str_radix(hex, 16).ok().map(Rgba::hex);
    }
    // The browser's parser: that of the standard library adds 14 kB to the compressed wasm. It stops at the bracket.
    let (list, separator, unit) = match style.strip_prefix("rgba(") {
        Some(list) => (list, ',', 1.0),
        None => (style.strip_prefix("color(srgb ")?, ' ', 255.0),
    };
    let mut parts = list.split(separator).filter(|part| *part != "/").map(Number::parse_float);
    // Channels beyond sRGB are clipped.
    let mut channel = |unit: f64| parts.next().map(|part| (part * unit).round() as u8);
    Some(Rgba(channel(unit)?, channel(unit)?, channel(unit)?, channel(255.0).unwrap_or(255)))
}
