//! The chart as drawing calls of plotters, from series, theme and size. Independent of the browser: the canvas and the
//! locale are traits.
//!
//! The steps: [`domain`] chooses the times to show, [`layout`] places the panels, [`ticks`] and [`scale`] make their
//! axes, [`layers`] draw onto them, the bottom one first. All lengths are device pixels; the theme's CSS pixels are
//! converted by [`units`].

pub mod canvas;
pub mod context;
pub mod domain;
pub mod elements;
pub mod kinds;
pub mod layers;
pub mod layout;
pub mod locale;
pub mod model;
pub mod painter;
#[cfg(test)]
mod recorder;
pub mod scale;
pub mod step;
pub mod theme;
pub mod ticks;
pub mod units;

pub use self::{
    context::RenderContext,
    model::{ChartModel, TimeAxis, View},
};

use self::{
    canvas::{Canvas, DrawError},
    domain::Domain,
    layout::Layout,
    locale::Locale,
    painter::Painter,
    theme::Theme,
    units::PixelRatio,
};

/// Draws the chart onto an empty canvas of any size. Returns where everything is; `None` if there is nothing to draw.
///
/// # Errors
/// The canvas did not take a drawing call; the rest of the frame is missing then.
pub fn draw<C: Canvas>(
    canvas: C,
    model: &ChartModel,
    theme: &Theme,
    locale: &dyn Locale,
) -> Result<Option<Layout>, DrawError> {
    let Some(domain) = Domain::new(model) else { return Ok(None) };
    let painter = Painter::new(canvas, theme, PixelRatio::new(model.pixel_ratio));
    let mut kinds = model.selection.slice(model.series, 0..model.series.len());
    let item_total = model.item_total.filter(|_| model.series.kinds.len() == 1 && kinds.len() == 1);
    kinds.retain(|kind| model.shows(&kind.key()));
    let layout = Layout::new(&painter, model, domain, &kinds, item_total, theme, locale)?;
    let attempts = model.series.attempts();
    let context = RenderContext {
        painter: &painter,
        model,
        kinds: &kinds,
        item_total,
        attempts,
        domain,
        layout: &layout,
        theme,
        locale,
    };
    let times = layers::axis::TimeLabels::new(&context)?;
    layers::markers::draw(&context)?;
    if let Some(panel) = &layout.files {
        let area = layers::axis::draw(&context, panel, locale.files())?;
        layers::now::draw(&context, &area)?;
        layers::forecast::files(&context, &area)?;
        layers::files::draw(&context, &area)?;
    }
    if let Some(panel) = &layout.items {
        let area = layers::axis::draw(&context, panel, locale.items())?;
        layers::now::draw(&context, &area)?;
        layers::forecast::items(&context, &area)?;
        layers::items::draw(&context, &area)?;
    }
    times.draw(&context)?;
    painter.root().present()?;
    Ok(Some(layout))
}

#[cfg(test)]
#[path = "plot_tests.rs"]
mod tests;
