//! A theme as a page gives it: CSS colours, read by the canvas itself.

use wasm_bindgen::JsValue;

use super::{fields::Fields, surface::Surface};
use crate::{
    error::Error,
    plot::theme::{Rgba, Theme},
};

/// The default theme with the parts that the page gave. A colour that the canvas can't read keeps its default.
///
/// # Errors
/// [`Error::Engine`] that names the part of a wrong type.
pub fn read(object: &JsValue, surface: &Surface) -> Result<Theme, Error> {
    let fields = Fields::of(object, "the theme");
    let mut theme = Theme::default();
    let set = |color: &mut Rgba, css: &str| {
        if let Some(read) = surface.color(css) {
            *color = read;
        }
    };
    let colors = [
        ("back", &mut theme.back),
        ("text", &mut theme.text),
        ("muted", &mut theme.muted),
        ("grid", &mut theme.grid),
        ("axis", &mut theme.axis),
        ("completed", &mut theme.completed),
        ("failed", &mut theme.failed),
        ("other", &mut theme.other),
    ];
    for (key, color) in colors {
        if let Some(css) = fields.text(key) {
            set(color, &css);
        }
    }
    for (color, css) in theme.kinds.iter_mut().zip(&fields.texts("kinds")) {
        set(color, css);
    }
    if let Some(family) = fields.text("fontFamily") {
        theme.font_family = family;
    }
    if let Some(size) = fields.number("fontSize").filter(|size| !size.is_nan()) {
        theme.font_size = size.clamp(4.0, 100.0);
    }
    fields.finish().map(|()| theme)
}
