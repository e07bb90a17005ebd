//! A theme as a page gives it: CSS colours, read by the canvas itself.

use std::rc::Rc;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::CanvasRenderingContext2d;

use super::{
    fields::{Fields, Kind},
    surface::Surface,
};
use crate::{
    error::Error,
    plot::theme::{Rgba, Theme},
};

#[wasm_bindgen(module = "/src/web/theme.js")]
extern "C" {
    #[wasm_bindgen(js_name = colorOf)]
    fn color_of(context: &CanvasRenderingContext2d, css: &JsValue) -> f64;
}

/// The default theme with the parts that the page gave. A colour that the canvas can't read keeps its default.
///
/// # Errors
/// [`Error::Engine`] that names the part of a wrong type.
pub fn read(object: &JsValue, surface: &Surface) -> Result<Rc<Theme>, Error> {
    let fields = Fields::of(object, "the theme");
    let mut theme = Theme::default();
    let set = |color: &mut Rgba, css: &JsValue| {
        let read = surface.probe(|context| color_of(context, css));
        if !read.is_nan() {
            let [r, g, b, a] = (read as u32).to_be_bytes();
            *color = Rgba(r, g, b, a);
        }
    };
    let read = |key: &str, color: &mut Rgba| set(color, &fields.typed(key, Kind::Text));
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
        set(color, &kinds.get(at as u32));
    }
    if let Some(family) = fields.text("fontFamily") {
        theme.font_family = family;
    }
    if let Some(size) = fields.number("fontSize").filter(|size| !size.is_nan()) {
        theme.font_size = size.clamp(4.0, 100.0);
    }
    fields.finish().map(|()| Rc::new(theme))
}
