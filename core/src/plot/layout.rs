//! Where everything is on the canvas, in device pixels. Nothing here draws.

use super::{
    Picture, View, canvas::Canvas, domain::Domain, kinds::Shown, locale::Locale, pen::Pen, theme::Theme, ticks,
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
    /// `auto` leaves out the items of a job that has none, and the files of a job that has but one: its line would be
    /// flat until the end.
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

/// CSS pixels to device pixels.
#[derive(Debug, Clone, Copy)]
pub struct Pixels(f64);

impl Pixels {
    /// Device pixels per CSS pixel. A ratio that is no number, or a canvas of a thousand inches, is the host's mistake:
    /// something is drawn all the same.
    pub fn new(ratio: f64) -> Self {
        Self(if ratio.is_finite() { ratio.clamp(0.1, 16.0) } else { 1.0 })
    }

    /// A distance, rounded to whole device pixels.
    // Called from everywhere.
    #[inline(never)]
    pub fn of(self, css: f64) -> i32 {
        (css * self.0).round() as i32
    }

    /// A line width: at least one device pixel.
    pub fn stroke(self, css: f64) -> u32 {
        self.of(css).max(1) as u32
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
    /// The total, which has a line of its own.
    pub total: Option<Tick>,
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
    /// Which times are where.
    pub domain: Domain,
    /// CSS pixels to device pixels.
    pub pixels: Pixels,
}

/// The least height of two panels together, in lines of text: with less `auto` shows the files only.
const LEAST_LINES: i32 = 5;

/// Share of the height that the files panel gets if both are shown.
const FILES_SHARE: f64 = 0.55;

impl Layout {
    /// Places the panels of a picture, and their labels, on the whole of the canvas.
    pub fn new<C: Canvas>(
        pen: &Pen<C>,
        picture: &Picture,
        domain: Domain,
        kinds: &[Shown],
        item_total: Option<u64>,
        theme: &Theme,
        locale: &dyn Locale,
    ) -> Self {
        let pixels = Pixels::new(picture.pixel_ratio);
        let (width, height) = pen.size();
        let line = pixels.of(theme.font_size * 1.5);
        let title = line + pixels.of(5.0);
        let gap = pixels.of(14.0);
        let bottom = height - line - pixels.of(6.0);
        let Panels { files, items } = Panels::new(picture.view, picture.series, picture.total);
        // Two panels without height for a line each tell less than one.
        let fits = picture.view != View::Auto || bottom - 2 * title - gap >= LEAST_LINES * line;
        let items = items && (fits || !files);
        let both = files && items;
        let room = (bottom - if both { 2 * title + gap } else { title }).max(2);
        let split = if both { (f64::from(room) * FILES_SHARE).round() as i32 } else { room };

        let shown = |column: &[u64]| picture.series.max_until(column, domain.shown.1);
        let mut gutter = 0;
        let mut panel = |top: u64, total: Option<u64>, (y0, y1): (i32, i32)| {
            let top = top.max(total.unwrap_or(0)).max(1);
            let mut tick = |count| {
                let label = locale.count(count);
                gutter = gutter.max(pen.width(&label, true));
                Tick { count, label }
            };
            let most = (2 * (y1 - y0) / (line * 3).max(1)).max(1) as usize;
            // A tick whose label would touch the total's gives way, and in a low panel one that would touch the zero's.
            let far = |rise: u64| f64::from(y1 - y0) * rise as f64 >= f64::from(line) * top as f64;
            let apart = |count: u64| total.is_none_or(|total| far(count.abs_diff(total))) && (count == 0 || far(count));
            let mut ticks = Vec::new();
            for count in ticks::counts(top, most) {
                if apart(count) {
                    ticks.push(tick(count));
                }
            }
            Panel { y: (y0, y1), top, ticks, total: total.map(tick) }
        };
        let files = files.then(|| {
            let top = match (picture.shows("completed"), picture.shows("failed")) {
                (_, true) => shown(&picture.series.finished()),
                _ => shown(&picture.series.completed),
            };
            panel(top, picture.total, (title, title + split))
        });
        let items = items.then(|| {
            let top = kinds.iter().map(|kind| shown(&kind.success).max(shown(&kind.failed))).max();
            panel(top.unwrap_or(0), item_total, (bottom - if both { room - split } else { room }, bottom))
        });

        let left = (gutter + pixels.of(10.0)).min(width / 2);
        let right = (width - pixels.of(10.0)).max(left + 1);
        Self { x: (left, right), files, items, domain, pixels }
    }

    /// The time at a device pixel across, if it is within the axis.
    pub fn time_at(&self, x: f64) -> Option<i64> {
        let (left, right) = (f64::from(self.x.0), f64::from(self.x.1));
        let (from, to) = self.domain.shown;
        let share = (x - left) / (right - left);
        (0.0..=1.0).contains(&share).then(|| from + (share * (to - from) as f64).round() as i64)
    }

    /// The device pixel across of a time, which may be off the axis.
    pub fn x_of(&self, ms: i64) -> f64 {
        let (from, to) = self.domain.shown;
        let share = (ms - from) as f64 / (to - from) as f64;
        f64::from(self.x.0) + share * f64::from(self.x.1 - self.x.0)
    }
}
