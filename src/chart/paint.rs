//! A frame, and what is where on it.

use std::rc::Rc;

use super::{Chart, state::State};
use job_progress_core::{error::Error, plot::{self, ChartModel, layout::Layout}};
use crate::{locale::IntlLocale,
        snapshot::{ErrorDetail, kinds},
        value::{Value, object}};

impl Chart {
    pub(super) fn paint(&self) {
        let state = self.state.borrow();
        let (size, drawn, held) = (state.size, state.drawn, state.known.held.clone());
        drop(state);
        let (width, height, pixel_ratio) = size;
        let Some(surface) = self.surface.as_ref().filter(|_| width > 0 && height > 0) else { return };
        // A bitmap that nothing was drawn on yet would cost its first frame for nothing.
        if drawn || held.is_some() {
            surface.clear(width, height);
        }
        self.state.borrow_mut().drawn = held.is_some();
        let Some(held) = held else { return };
        let state = self.state.borrow();
        let (options, theme, hidden) = (state.options.clone(), state.theme.clone(), state.hidden.clone());
        let markers = state.known.markers.clone();
        let outlook = state.outlook(&held.traces);
        let model = ChartModel {
            series: &held.traces.series,
            view: options.view,
            kinds: &options.kinds,
            hidden: &hidden,
            total: state.files(),
            eta: outlook.eta,
            item_total: held.traces.series.item_total(&state.known.item_totals),
            item_eta: outlook.item_eta,
            markers: &markers,
            live: state.is_running(),
            zoom: state.known.zoom,
            time_axis: options.time_axis,
            pixel_ratio,
        };
        drop(state);
        let locale =
            IntlLocale::new(options.lang.as_deref(), options.time_zone.as_deref(), options.strings.clone());
        match plot::draw(surface, &model, &theme, &locale) {
            Ok(layout) => self.state.borrow_mut().known.layout = layout,
            Err(error) => {
                let error = Error::Engine(error.to_string());
                self.state.borrow_mut().known.error = Some(Rc::new(ErrorDetail::new(&error.into(), None)));
                self.tell(&[(true, "error")]);
            }
        }
    }
}

impl State {
    /// The axis of the last frame.
    pub(super) fn axis(&self) -> Option<Value> {
        let ratio = self.size.2;
        let Layout { domain, x, .. } = self.known.layout.as_ref()?;
        Some(object! {
            "from": domain.shown.0,
            "to": domain.shown.1,
            "fullFrom": domain.full.0,
            "fullTo": domain.full.1,
            "left": f64::from(x.0) / ratio,
            "right": f64::from(x.1) / ratio,
        })
    }

    /// The place of the point under `x`, in CSS pixels.
    pub(super) fn place_at(&self, x: f64) -> Option<usize> {
        let held = self.known.held.as_ref()?;
        let ms = self.known.layout.as_ref()?.time_at(x * self.size.2)?;
        let after = held.traces.series.times.partition_point(|time| *time <= ms);
        Some(after.saturating_sub(1))
    }

    /// A point of the chart; times are ms since the Unix epoch, `x` is NaN before it is painted.
    pub(super) fn point(&self, at: usize) -> Option<Value> {
        let series = &self.known.held.as_ref()?.traces.series;
        let time = *series.times.get(at)?;
        let before = at.checked_sub(1).and_then(|before| series.times.get(before));
        let x = self.known.layout.as_ref().map_or(f64::NAN, |layout| layout.x_of(time) / self.size.2);
        let value = |column: &[u64]| column.get(at).copied().unwrap_or(0);
        Some(object! {
            "index": at,
            "from": before.map_or(time - series.bucket_ms, |before| *before),
            "time": time,
            "x": x,
            "completed": value(&series.completed),
            "failed": value(&series.failed),
            "kinds": kinds(series, &self.known.chosen, at),
        })
    }
}
