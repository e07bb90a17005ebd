//! Where everything is on the canvas, in device pixels. Nothing here draws.

use super::{
    canvas::{Canvas, DrawError},
    domain::Domain,
    kinds::VisibleKind,
    locale::Locale,
    model::{ChartModel, View},
    painter::Painter,
    theme::Theme,
    ticks,
    units::PixelRatio,
};
use crate::series::{Series, max};

/// Which panels are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panels {
    /// The files panel.
    pub files: bool,
    /// The items panel.
    pub items: bool,
}

impl Panels {
    /// [`View::Auto`] omits the items if there are none, and the files of a single-file job with items: their line
    /// would be flat until the end.
    pub fn new(view: View, series: &Series, total: Option<u64>) -> Self {
        let items = !series.kinds.is_empty();
        match view {
            View::Auto => Self { files: !items || max(&series.finished()).max(total.unwrap_or(0)) > 1, items },
            View::Files => Self { files: true, items: false },
            View::Items => Self { files: false, items: true },
            View::Both => Self { files: true, items: true },
        }
    }
}

/// A labelled count.
#[derive(Debug, Clone)]
pub struct Tick {
    /// The count.
    pub count: u64,
    /// How it is written.
    pub label: String,
}

/// One panel.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Upper and lower edge of its data.
    pub y: (i32, i32),
    /// The count at the upper edge, at least 1.
    pub top: u64,
    /// Labelled counts with a grid line each.
    pub ticks: Vec<Tick>,
    /// The total, drawn as a line.
    pub total: Option<Tick>,
}

impl Panel {
    /// A panel whose highest value is the larger of `top` and the total, with labels that are `line` pixels high.
    fn new((y0, y1): (i32, i32), top: u64, total: Option<u64>, line: i32, locale: &dyn Locale) -> Self {
        let top = top.max(total.unwrap_or(0)).max(1);
        let tick = |count| Tick { count, label: locale.count(count) };
        let max_steps = (2 * (y1 - y0) / (line * 3).max(1)).max(1) as usize;
        // A tick gives way if its label would touch the total's, or in a low panel the zero's.
        let clear = |rise: u64| f64::from(y1 - y0) * rise as f64 >= f64::from(line) * top as f64;
        let fits = |count: u64| total.is_none_or(|total| clear(count.abs_diff(total))) && (count == 0 || clear(count));
        let ticks = ticks::counts(top, max_steps).into_iter().filter(|count| fits(*count)).map(tick).collect();
        Self { y: (y0, y1), top, ticks, total: total.map(tick) }
    }
}

/// Where everything is.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Left and right edge of the data of both panels.
    pub x: (i32, i32),
    /// The files panel.
    pub files: Option<Panel>,
    /// The items panel.
    pub items: Option<Panel>,
    /// Which times are shown.
    pub domain: Domain,
    /// CSS pixels to device pixels.
    pub ratio: PixelRatio,
}

/// Minimum height of two panels together, in lines of text: with less, [`View::Auto`] shows the files only.
const MIN_LINES: i32 = 5;

/// Share of the height that the files panel gets if both are shown.
const FILES_SHARE: f64 = 0.55;

impl Layout {
    /// Places the panels and their labels on the whole of the canvas.
    ///
    /// # Errors
    /// The canvas could not measure a label.
    pub fn new<C: Canvas>(
        painter: &Painter<C>,
        model: &ChartModel,
        domain: Domain,
        kinds: &[VisibleKind],
        item_total: Option<u64>,
        theme: &Theme,
        locale: &dyn Locale,
    ) -> Result<Self, DrawError> {
        let ratio = PixelRatio::new(model.pixel_ratio);
        let (width, height) = painter.size();
        let line = ratio.px(theme.font_size * 1.5);
        let title = line + ratio.px(5.0);
        let gap = ratio.px(14.0);
        let bottom = height - line - ratio.px(6.0);
        let Panels { files, items } = Panels::new(model.view, model.series, model.total);
        // Two panels that are too low for their labels say less than one.
        let fits = model.view != View::Auto || bottom - 2 * title - gap >= MIN_LINES * line;
        let items = items && (fits || !files);
        let both = files && items;
        let available = (bottom - if both { 2 * title + gap } else { title }).max(2);
        let split = if both { (f64::from(available) * FILES_SHARE).round() as i32 } else { available };

        let max_shown = |column: &[u64]| model.series.max_until(column, domain.shown.1);
        let files = files.then(|| {
            let top = match (model.shows("completed"), model.shows("failed")) {
                (_, true) => max_shown(&model.series.finished()),
                _ => max_shown(&model.series.completed),
            };
            Panel::new((title, title + split), top, model.total, line, locale)
        });
        let items = items.then(|| {
            let top = kinds.iter().map(|kind| max_shown(&kind.success).max(max_shown(&kind.failed))).max();
            let y = (bottom - if both { available - split } else { available }, bottom);
            Panel::new(y, top.unwrap_or(0), item_total, line, locale)
        });

        let mut gutter = 0;
        for tick in files.iter().chain(&items).flat_map(|panel| panel.ticks.iter().chain(&panel.total)) {
            gutter = gutter.max(painter.text_width(&tick.label, true)?);
        }
        let left = (gutter + ratio.px(10.0)).min(width / 2);
        let right = (width - ratio.px(10.0)).max(left + 1);
        Ok(Self { x: (left, right), files, items, domain, ratio })
    }

    /// The time (ms since the Unix epoch) at a horizontal device pixel; `None` beyond the axis.
    pub fn time_at(&self, x: f64) -> Option<i64> {
        let (left, right) = (f64::from(self.x.0), f64::from(self.x.1));
        let (from, to) = self.domain.shown;
        let share = (x - left) / (right - left);
        (0.0..=1.0).contains(&share).then(|| from + (share * (to - from) as f64).round() as i64)
    }

    /// The horizontal device pixel of a time (ms since the Unix epoch), which may be beyond the axis.
    pub fn x_of(&self, ms: i64) -> f64 {
        let (from, to) = self.domain.shown;
        let share = (ms as f64 - from as f64) / (to - from) as f64;
        f64::from(self.x.0) + share * f64::from(self.x.1 - self.x.0)
    }
}
