//! Paints a chart's frame, and maps positions on it to points.

use std::rc::Rc;

use job_progress_core::{
    error::Error,
    plot::{self, ChartModel, canvas::DrawError},
};
use job_progress_interop::ErrorDetail;

use super::{
    Chart,
    snapshot::{ChartAxis, ChartPoint},
};
use crate::{canvas::size::CanvasSize, client::JobEvent, locale::IntlLocale};

impl Chart {
    /// Paints the current data.
    pub(super) fn paint(&self) {
        let (latest, total, item_totals, live, forecast) = self.client.read(|data| {
            let forecast = data.latest.as_ref().map(|latest| data.forecast(&latest.traces)).unwrap_or_default();
            (data.latest.clone(), data.files(), data.item_totals.clone(), data.is_running(), forecast)
        });
        let view = self.view.borrow();
        let CanvasSize { width, height, ratio: pixel_ratio } = view.size;
        let painted = view.painted;
        drop(view);
        if width == 0 || height == 0 {
            return;
        }
        // An empty canvas is left alone: clearing it would cost a frame for nothing.
        if painted || latest.is_some() {
            self.surface.clear(width, height);
        }
        self.view.borrow_mut().painted = latest.is_some();
        let Some(latest) = latest else { return };
        let view = self.view.borrow();
        let (options, theme, hidden) = (view.options.clone(), view.theme.clone(), view.hidden.clone());
        let (selection, markers, zoom) = (view.selection.clone(), view.markers.clone(), view.zoom);
        drop(view);
        let model = ChartModel {
            series: &latest.traces.series,
            view: options.view,
            selection,
            hidden: &hidden,
            total,
            eta: forecast.eta,
            item_total: latest.traces.series.item_total(&item_totals),
            item_eta: forecast.item_eta,
            markers: &markers,
            live,
            zoom,
            time_axis: options.time_axis,
            pixel_ratio,
        };
        let locale = IntlLocale::new(options.lang.as_deref(), options.time_zone.as_deref(), &options.strings);
        match plot::draw(&self.surface, &model, &theme, &locale) {
            Ok(layout) => self.view.borrow_mut().layout = layout,
            Err(DrawError) => {
                let error = Error::Engine("the canvas refuses to draw".into());
                let detail = Rc::new(ErrorDetail::new(&error.into(), None));
                self.client.edit(|data| data.error = Some(detail));
                self.client.notify(false, &[JobEvent::Error]);
            }
        }
    }

    /// The axis of the last frame.
    pub(super) fn axis(&self) -> Option<ChartAxis> {
        let view = self.view.borrow();
        view.layout.as_ref().map(|layout| ChartAxis::new(layout, view.size.ratio))
    }

    /// The index of the last point at or before `x` (CSS pixels), or of the first if there is none; `None` outside the
    /// axis.
    pub(super) fn index_at(&self, x: f64) -> Option<usize> {
        let latest = self.client.read(|data| data.latest.clone())?;
        let view = self.view.borrow();
        let ms = view.layout.as_ref()?.time_at(x * view.size.ratio)?;
        let after = latest.traces.series.times.partition_point(|time| *time <= ms);
        Some(after.saturating_sub(1))
    }

    /// A point by its index.
    pub(super) fn point(&self, index: usize) -> Option<ChartPoint> {
        let latest = self.client.read(|data| data.latest.clone())?;
        let view = self.view.borrow();
        ChartPoint::new(&latest.traces.series, &view.selection, index, view.layout.as_ref(), view.size.ratio)
    }
}
