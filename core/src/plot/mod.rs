//! Series, theme and size in; calls of plotters out. Knows no browser: the canvas is a trait, words come from a locale.
//!
//! The way through: [`domain`] says which times are shown, [`layout`] places the panels, [`ticks`] and [`scale`] make
//! their axes, [`layers`] draw onto them, bottom layer first. All lengths are device pixels; the theme's are CSS pixels,
//! turned into device pixels once.

pub mod canvas;
pub mod domain;
pub mod kinds;
pub mod layers;
pub mod layout;
pub mod locale;
pub mod pen;
#[cfg(test)]
mod recorder;
pub mod scale;
pub mod step;
pub mod theme;
pub mod ticks;

use self::{
    canvas::{Canvas, Refused},
    domain::Domain,
    kinds::Shown,
    layout::{Layout, Pixels},
    locale::Locale,
    pen::Pen,
    theme::Theme,
};
use crate::{forecast::Eta, series::Series};

/// Which panels a chart has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// What the job has: see [`layout::Panels::new`].
    #[default]
    Auto,
    /// Files only.
    Files,
    /// Items only.
    Items,
    /// Files above items, always.
    Both,
}

/// How times are written on the axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TimeAxis {
    /// The reader's wall clock.
    #[default]
    Clock,
    /// Since the job's start: 00:10:00.
    Elapsed,
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
    /// What the reader has switched off: "completed", "failed", or the key of a kind ([`kinds::Shown::key`]).
    pub hidden: &'a [String],
    /// Number of files the job has, if known: drawn as a line.
    pub total: Option<u64>,
    /// When the last file will be done.
    pub eta: Option<Eta>,
    /// Number of items the job has, if known: drawn as a line if they are of one kind.
    pub item_total: Option<u64>,
    /// When the last item will be done.
    pub item_eta: Option<Eta>,
    /// Times of progress entries, rising, in ms since the Unix epoch.
    pub markers: &'a [i64],
    /// Whether the newest point is the present.
    pub live: bool,
    /// The part of the time axis to show, in ms since the Unix epoch; all of it if `None`.
    pub zoom: Option<(i64, i64)>,
    /// How times are written.
    pub time_axis: TimeAxis,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
}

impl Picture<'_> {
    fn shows(&self, key: &str) -> bool {
        !self.hidden.iter().any(|hidden| hidden == key)
    }
}

/// What all layers draw from and on.
pub struct Scene<'a, C: Canvas> {
    /// What to draw with.
    pub pen: &'a Pen<'a, C>,
    /// What to show.
    pub picture: &'a Picture<'a>,
    /// The kinds that are not switched off.
    pub kinds: &'a [Shown<'a>],
    /// What the one kind of items will come to, if it is known; of several, no line could show it.
    pub item_total: Option<u64>,
    /// Where attempts after the first one begin, in ms since the Unix epoch.
    pub attempts: Vec<i64>,
    /// Which times.
    pub domain: Domain,
    /// Where.
    pub layout: &'a Layout,
    /// In which colours.
    pub theme: &'a Theme,
    /// In which words.
    pub locale: &'a dyn Locale,
}

/// Draws the picture onto an empty canvas of any size, and returns where everything is; `None` if there is nothing.
pub fn draw<C: Canvas>(
    canvas: C,
    picture: &Picture,
    theme: &Theme,
    locale: &dyn Locale,
) -> Result<Option<Layout>, Refused> {
    let Some(domain) = Domain::new(picture) else { return Ok(None) };
    let pixels = Pixels::new(picture.pixel_ratio);
    let pen = Pen::new(canvas, theme, pixels);
    let mut kinds = kinds::shown(picture.series, picture.kinds);
    let item_total = picture.item_total.filter(|_| picture.series.kinds.len() == 1 && kinds.len() == 1);
    kinds.retain(|kind| picture.shows(&kind.key()));
    let layout = Layout::new(&pen, picture, domain, &kinds, item_total, theme, locale);
    let attempts = picture.series.attempts();
    let scene =
        Scene { pen: &pen, picture, kinds: &kinds, item_total, attempts, domain, layout: &layout, theme, locale };
    let times = layers::axis::Times::new(&scene);
    layers::markers::draw(&scene);
    if let Some(panel) = &layout.files {
        let plane = layers::axis::draw(&scene, panel, &times, locale.files());
        layers::now::draw(&scene, &plane);
        layers::forecast::files(&scene, &plane);
        layers::files::draw(&scene, &plane);
    }
    if let Some(panel) = &layout.items {
        let plane = layers::axis::draw(&scene, panel, &times, locale.items());
        layers::now::draw(&scene, &plane);
        layers::forecast::items(&scene, &plane);
        layers::items::draw(&scene, &plane);
    }
    times.draw(&scene);
    pen.finish()?;
    Ok(Some(layout))
}

#[cfg(test)]
#[path = "plot_tests.rs"]
mod tests;
