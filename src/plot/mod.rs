//! Series, theme and size in; calls of plotters out. Knows no browser: the canvas is a trait, words come from a locale.
//!
//! The way through: [`layout`] places the panels, [`ticks`] and [`scale`] make their axes, [`layers`] draw onto them,
//! bottom layer first. All lengths are device pixels; the theme's are CSS pixels, turned into device pixels once.

pub mod canvas;
pub mod kinds;
pub mod layers;
pub mod layout;
pub mod locale;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod recorder;
pub mod scale;
pub mod step;
pub mod theme;
pub mod ticks;

use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};

use self::{
    canvas::Canvas,
    kinds::Shown,
    layers::{axis, files, items},
    layout::{Layout, Panels},
    locale::Locale,
    theme::Theme,
};
use crate::series::{self, Series};

/// Which panels a chart has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// What the job has: see [`Panels::new`].
    #[default]
    Auto,
    /// Files only.
    Files,
    /// Items only.
    Items,
    /// Files above items, always.
    Both,
}

/// Everything that one frame shows.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The job's counts over time.
    pub series: &'a Series,
    /// Which panels.
    pub view: View,
    /// Names of the kinds to show; all if empty.
    pub kinds: &'a [String],
    /// Number of files the job has, if known: drawn as a line.
    pub total: Option<u64>,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
}

/// Draws the picture onto an empty canvas of any size, and returns where everything is.
pub fn draw<C: Canvas>(
    canvas: C,
    picture: &Picture,
    theme: &Theme,
    locale: &dyn Locale,
) -> Result<Layout, DrawingAreaErrorKind<C::ErrorType>> {
    let root = canvas.into_drawing_area();
    let series = picture.series;
    let shown = kinds::shown(series, picture.kinds);
    let panels = Panels::new(picture.view, series, picture.total);
    let tops = [
        panels.files.then(|| series::max(&series.finished()).max(picture.total.unwrap_or(0))),
        panels.items.then(|| shown.iter().map(Shown::max).max().unwrap_or(0)),
    ];
    let layout = Layout::new(&root, tops, picture.pixel_ratio, theme, locale)?;
    let Some(span) = series.span() else { return Ok(layout) };
    let times = axis::times(&root, &layout, span, theme, locale)?;
    if let Some(panel) = &layout.files {
        let area = axis::draw(&root, &layout, panel, &times, locale.files(), theme)?;
        files::draw(&area, series, span.0, picture.total, &layout, theme)?;
    }
    if let Some(panel) = &layout.items {
        let area = axis::draw(&root, &layout, panel, &times, locale.items(), theme)?;
        items::draw(&area, series, &shown, span.0, &layout, theme)?;
    }
    axis::draw_time_labels(&root, &layout, &times, theme)?;
    root.present()?;
    Ok(layout)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "plot_tests.rs"]
mod tests;
