//! A frame, and what is where on it.

use serde::Serialize;

use super::Chart;
use crate::{
    error::Error,
    plot::{self, Picture, canvas::Refused},
    web::snapshot::{ErrorDetail, KindCount},
};

/// The time axis as it is painted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AxisDetail {
    from: f64,
    to: f64,
    full_from: f64,
    full_to: f64,
    left: f64,
    right: f64,
}

/// One point of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PointDetail {
    /// Its place among all points.
    index: usize,
    /// Bucket start in ms since the Unix epoch.
    from: f64,
    /// Bucket end.
    time: f64,
    /// CSS pixels from the canvas's left edge; off the axis if it is zoomed away, NaN before it is painted.
    x: f64,
    completed: f64,
    failed: f64,
    kinds: Vec<KindCount>,
}

impl Chart {
    pub(super) fn paint(&self) {
        let (width, height, pixel_ratio) = self.size.get();
        let Some(surface) = self.surface.as_ref().filter(|_| width > 0 && height > 0) else { return };
        let held = self.held.borrow().clone();
        let Some(held) = held else {
            // A bitmap that nothing was drawn on yet would cost its first frame for nothing.
            if self.drawn.take() {
                surface.clear(width, height);
            }
            return;
        };
        self.drawn.set(true);
        surface.clear(width, height);
        let options = self.options.borrow().clone();
        let theme = self.theme.borrow().clone();
        let locale = self.locale.borrow().clone();
        let hidden = self.hidden.borrow().clone();
        let phase = self.phase();
        let markers = self.markers.borrow().clone();
        let outlook = self.outlook(phase, &held.traces);
        let picture = Picture {
            series: &held.traces.series,
            view: options.view,
            kinds: &options.kinds,
            hidden: &hidden,
            total: self.files(),
            eta: outlook.eta,
            item_total: held.traces.series.item_total(&self.item_totals.borrow()),
            item_eta: outlook.item_eta,
            markers: &markers,
            live: self.is_running(phase),
            zoom: self.zoom.get(),
            time_axis: options.time_axis,
            pixel_ratio,
        };
        match plot::draw(surface, &picture, &theme, &*locale) {
            Ok(layout) => {
                self.layout.replace(layout);
            }
            Err(Refused) => {
                let error = Error::Engine("the canvas refuses to draw".into());
                self.error.replace(Some(ErrorDetail::new(&error.into(), None)));
                self.tell(["error"]);
            }
        }
    }

    /// The axis of the last frame.
    pub(super) fn axis(&self) -> Option<AxisDetail> {
        let ratio = self.size.get().2;
        self.layout.borrow().as_ref().map(|layout| AxisDetail {
            from: layout.domain.shown.0 as f64,
            to: layout.domain.shown.1 as f64,
            full_from: layout.domain.full.0 as f64,
            full_to: layout.domain.full.1 as f64,
            left: f64::from(layout.x.0) / ratio,
            right: f64::from(layout.x.1) / ratio,
        })
    }

    pub(super) fn point_at(&self, x: f64) -> Option<PointDetail> {
        let held = self.held.borrow().clone()?;
        let ms = self.layout.borrow().as_ref()?.time_at(x * self.size.get().2)?;
        let after = held.traces.series.times.partition_point(|time| *time <= ms);
        self.point(after.saturating_sub(1))
    }

    pub(super) fn point(&self, at: usize) -> Option<PointDetail> {
        let held = self.held.borrow().clone()?;
        let series = &held.traces.series;
        let time = *series.times.get(at)?;
        let value = |column: &[u64]| column.get(at).copied().unwrap_or(0) as f64;
        Some(PointDetail {
            index: at,
            from: at
                .checked_sub(1)
                .and_then(|before| series.times.get(before))
                .map_or(time - series.bucket_ms, |before| *before) as f64,
            time: time as f64,
            x: self.layout.borrow().as_ref().map_or(f64::NAN, |layout| layout.x_of(time) / self.size.get().2),
            completed: value(&series.completed),
            failed: value(&series.failed),
            kinds: KindCount::at(series, &self.chosen(&held), at),
        })
    }
}
