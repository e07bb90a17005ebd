//! CSS colours, read by the canvas itself: it knows all forms that its browser knows.

use job_progress_core::plot::theme::Rgba;
use web_sys::CanvasRenderingContext2d;

/// The colour that a CSS text stands for, `None` if the canvas can't read it or it is beyond sRGB. Changes `fillStyle`.
pub fn read_color(context: &CanvasRenderingContext2d, css: &str) -> Option<Rgba> {
    // What can't be read leaves the style as it was: then it differs after two different styles.
    let read_after = |before: &str| {
        context.set_fill_style_str(before);
        context.set_fill_style_str(css);
        context.fill_style().as_string()
    };
    let style = read_after("#000")?;
    if read_after("#fff")? != style {
        return None;
    }
    Rgba::from_fill_style(&style)
}
