//! A page's theme: CSS colours, parsed by the canvas itself.

use std::rc::Rc;

use job_progress_core::{
    error::Error,
    plot::theme::{Rgba, Theme},
};
use job_progress_interop::from_js;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::canvas::Surface;

/// Smallest and largest font size in CSS pixels.
const FONT_SIZES: (f64, f64) = (4.0, 100.0);

/// A page's theme, `ChartTheme` in types.d.ts. Colours are any CSS colour that a canvas accepts. Missing members keep
/// their defaults.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThemeOptions {
    /// CSS `font-family`.
    pub font_family: Option<String>,
    /// Font size of the labels in CSS pixels, clamped to 4..=100.
    pub font_size: Option<f64>,
    /// Background of the page behind the canvas.
    pub back: Option<String>,
    /// Titles.
    pub text: Option<String>,
    /// Labels.
    pub muted: Option<String>,
    /// Grid lines.
    pub grid: Option<String>,
    /// Axis lines.
    pub axis: Option<String>,
    /// Files that ended well.
    pub completed: Option<String>,
    /// Files that failed.
    pub failed: Option<String>,
    /// Kinds of items.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The sum of the kinds without their own line.
    pub other: Option<String>,
}

impl ThemeOptions {
    /// The default theme with these options. A colour that the canvas does not accept keeps its default.
    pub fn resolve(&self, surface: &Surface) -> Theme {
        let mut theme = Theme::default();
        let set = |color: &mut Rgba, css: Option<&str>| {
            if let Some(read) = css.and_then(|css| surface.color(css)) {
                *color = read;
            }
        };
        set(&mut theme.back, self.back.as_deref());
        set(&mut theme.text, self.text.as_deref());
        set(&mut theme.muted, self.muted.as_deref());
        set(&mut theme.grid, self.grid.as_deref());
        set(&mut theme.axis, self.axis.as_deref());
        set(&mut theme.completed, self.completed.as_deref());
        set(&mut theme.failed, self.failed.as_deref());
        set(&mut theme.other, self.other.as_deref());
        for (color, css) in theme.kinds.iter_mut().zip(&self.kinds) {
            set(color, Some(css));
        }
        if let Some(family) = &self.font_family {
            theme.font_family.clone_from(family);
        }
        if let Some(size) = self.font_size.filter(|size| !size.is_nan()) {
            theme.font_size = size.clamp(FONT_SIZES.0, FONT_SIZES.1);
        }
        theme
    }
}

/// Reads a theme object of a page.
///
/// # Errors
/// [`Error::Option`] that names the member with the wrong type.
pub fn read(object: &JsValue, surface: &Surface) -> Result<Rc<Theme>, Error> {
    let options = from_js::<ThemeOptions>(object, "the theme")?;
    Ok(Rc::new(options.resolve(surface)))
}
