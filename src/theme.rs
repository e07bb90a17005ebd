//! A theme as a page gives it: CSS colours, read by the canvas itself.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::{fields::Fields, surface::Surface};
use job_progress_core::{
    error::Error,
    plot::theme::{Rgba, Theme},
};

/// The default theme with the parts that the page gave. A colour that the canvas can't read keeps its default.
///
/// # Errors
/// [`Error::Engine`] that names the part of a wrong type.
pub fn read(object: &JsValue, surface: &Surface) -> Result<Rc<Theme>, Error> {
    let fields = Fields::of(object, "the theme");
    let mut theme = Theme::default();
    let set = |color: &mut Rgba, css: Option<String>| {
        if let Some(read) = css.and_then(|css| surface.color(&css)) {
            *color = read;
        }
    };
    let read = |key: &str, color: &mut Rgba| set(color, fields.text(key));
    read("back", &mut theme.back);
    read("text", &mut theme.text);
    read("muted", &mut theme.muted);
    read("grid", &mut theme.grid);
    read("axis", &mut theme.axis);
    read("completed", &mut theme.completed);
    read("failed", &mut theme.failed);
    read("other", &mut theme.other);
    let kinds = fields.list("kinds");
    for (at, color) in theme.kinds.iter_mut().enumerate() {
        set(color, kinds.get(at as u32).as_string());
    }
    if let Some(family) = fields.text("fontFamily") {
        theme.font_family = family;
    }
    if let Some(size) = fields.number("fontSize").filter(|size| !size.is_nan()) {
        theme.font_size = size.clamp(4.0, 100.0);
    }
    fields.finish().map(|()| Rc::new(theme))
}
