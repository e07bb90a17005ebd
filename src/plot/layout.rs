//! Where everything is on the canvas, in device pixels. Nothing here draws.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    style::{FontDesc, FontFamily, FontStyle, TextStyle},
};
use plotters_backend::{
    DrawingBackend,
    text_anchor::{HPos, Pos, VPos},
};

use super::{
    View,
    locale::Locale,
    theme::{Rgba, Theme},
    ticks,
};
use crate::series::{Series, max};

/// Which panels are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// A distance, rounded to whole device pixels.
    pub fn of(self, css: f64) -> i32 {
        (css * self.0).round() as i32
    }

    /// A line width: at least one device pixel.
    pub fn stroke(self, css: f64) -> u32 {
        self.of(css).max(1) as u32
    }
}

/// One panel.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Upper and lower edge of its data.
    pub y: (i32, i32),
    /// The count at the upper edge, at least 1.
    pub top: u64,
    /// Labelled counts.
    pub ticks: Vec<(u64, String)>,
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
    /// CSS pixels to device pixels.
    pub pixels: Pixels,
}

/// Share of the height that the files panel gets if both are shown.
const FILES_SHARE: f64 = 0.55;

impl Layout {
    /// Places the panels that have a top, and their labels, on the whole of `root`.
    pub fn new<B: DrawingBackend>(
        root: &DrawingArea<B, Shift>,
        tops: [Option<u64>; 2],
        pixel_ratio: f64,
        theme: &Theme,
        locale: &dyn Locale,
    ) -> Result<Self, DrawingAreaErrorKind<B::ErrorType>> {
        // A ratio that is no number, or a canvas of a thousand inches, is the host's mistake: draw something all the same.
        let pixels = Pixels(if pixel_ratio.is_finite() { pixel_ratio.clamp(0.1, 16.0) } else { 1.0 });
        let (width, height) = root.dim_in_pixel();
        let (width, height) = (width as i32, height as i32);
        let line = pixels.of(theme.font_size * 1.5);
        let title = line + pixels.of(4.0);
        let gap = pixels.of(14.0);
        let bottom = height - line - pixels.of(6.0);
        let [files, items] = tops;
        let both = files.is_some() && items.is_some();
        let room = (bottom - if both { 2 * title + gap } else { title }).max(2);
        let split = if both { (f64::from(room) * FILES_SHARE).round() as i32 } else { room };
        let panel = |top: Option<u64>, y0: i32, y1: i32| {
            top.map(|top| {
                let most = (y1 - y0) / (line * 2).max(1);
                let ticks =
                    ticks::counts(top, most.max(1) as usize).into_iter().map(|n| (n, locale.count(n))).collect();
                Panel { y: (y0, y1), top: top.max(1), ticks }
            })
        };
        let files = panel(files, title, title + split);
        let items = panel(items, bottom - if both { room - split } else { room }, bottom);
        let style = text(theme, theme.muted, pixels, HPos::Right, VPos::Center);
        let mut gutter = 0;
        for (_, label) in [&files, &items].into_iter().flatten().flat_map(|panel| &panel.ticks) {
            gutter = gutter.max(root.estimate_text_size(label, &style)?.0 as i32);
        }
        let left = (gutter + pixels.of(10.0)).min(width / 2);
        let right = (width - pixels.of(10.0)).max(left + 1);
        Ok(Self { x: (left, right), files, items, pixels })
    }
}

/// The style of a label in the theme's font.
pub fn text(theme: &Theme, color: Rgba, pixels: Pixels, h: HPos, v: VPos) -> TextStyle<'_> {
    let font =
        FontDesc::new(FontFamily::Name(&theme.font_family), pixels.of(theme.font_size).into(), FontStyle::Normal);
    TextStyle { font, color: color.mix(1.0), pos: Pos::new(h, v) }
}
