//! What all layers draw from and on.

use super::{
    canvas::Canvas,
    domain::Domain,
    kinds::VisibleKind,
    layout::Layout,
    locale::{Locale, TimeForm},
    model::{ChartModel, TimeAxis},
    painter::Painter,
    theme::Theme,
    ticks,
};

/// One frame: the data, where they go, and the painter.
pub struct RenderContext<'a, C: Canvas> {
    /// Draws onto the canvas.
    pub painter: &'a Painter<'a, C>,
    /// The data and settings.
    pub model: &'a ChartModel<'a>,
    /// The kinds that are not switched off.
    pub kinds: &'a [VisibleKind<'a>],
    /// The expected number of items, if it is known and there is one kind only: no line could show it for several.
    pub item_total: Option<u64>,
    /// When attempts after the first one begin, in ms since the Unix epoch.
    pub attempts: Vec<i64>,
    /// Which times are shown.
    pub domain: Domain,
    /// Where the panels are.
    pub layout: &'a Layout,
    /// Colours, font and font size.
    pub theme: &'a Theme,
    /// Words and formats.
    pub locale: &'a dyn Locale,
}

impl<C: Canvas> RenderContext<'_, C> {
    /// A time (ms since the Unix epoch) as the time axis writes it.
    pub fn format_time(&self, ms: i64, form: TimeForm) -> String {
        match self.model.time_axis {
            TimeAxis::Clock => self.locale.time(ms, form),
            TimeAxis::Elapsed => ticks::elapsed(ms - self.domain.data.0),
        }
    }
}
