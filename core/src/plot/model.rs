//! What a chart shows, as plain data.

use std::rc::Rc;

use serde::Deserialize;

use super::kinds::KindSelection;
use crate::{forecast::Eta, series::Series};

/// Which panels a chart has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// Those that the job has data for: see [`super::layout::Panels::new`].
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeAxis {
    /// Wall-clock time of the user.
    #[default]
    Clock,
    /// Time since the job's start: 00:10:00.
    Elapsed,
}

/// The data and settings of one frame. Times are ms since the Unix epoch.
#[derive(Debug, Clone)]
pub struct ChartModel<'a> {
    /// The job's counts over time.
    pub series: &'a Series,
    /// Which panels are shown.
    pub view: View,
    /// The kinds of the series that are shown.
    pub selection: Rc<KindSelection>,
    /// Series that the user has switched off: "completed", "failed", or a kind's key
    /// ([`super::kinds::VisibleKind::key`]).
    pub hidden: &'a [String],
    /// Number of the job's files, if known: drawn as a line.
    pub total: Option<u64>,
    /// When the last file is expected to end.
    pub eta: Option<Eta>,
    /// Number of the job's items, if known: drawn as a line if they are all of one kind.
    pub item_total: Option<u64>,
    /// When the last item is expected to end.
    pub item_eta: Option<Eta>,
    /// Times of progress entries, in rising order.
    pub markers: &'a [i64],
    /// Whether the newest point is the present.
    pub live: bool,
    /// The part of the time axis to show; all of it if `None`.
    pub zoom: Option<(i64, i64)>,
    /// How times are written.
    pub time_axis: TimeAxis,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
}

impl ChartModel<'_> {
    /// Whether the user has not switched off the series with this key.
    pub fn shows(&self, key: &str) -> bool {
        !self.hidden.iter().any(|hidden| hidden == key)
    }
}
