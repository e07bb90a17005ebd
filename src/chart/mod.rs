//! `JobProgressChart`: a canvas that shows a job, for pages and for the element.
//!
//! This file has the public API. The chart's [`Client`](crate::client) follows the job, [`paint`] draws the frames.

pub mod options;
mod paint;
mod snapshot;
mod traces;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use job_progress_core::{
    csv,
    entries::stats::ItemTotal,
    error::Error,
    plot::{
        kinds::KindSelection,
        layout::{Layout, Panels},
        theme::Theme,
    },
};
use job_progress_interop::{Call, js_error, read_list, to_js};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::HtmlCanvasElement;

use self::options::ViewOptions;
use crate::{
    browser::frame::Frame,
    canvas::{Surface, size::CanvasSize},
    client::{self, Client, JobClient, JobEvent, JobOptions, JobSnapshot, Observer},
    feed::LatestTraces,
    theme,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

/// A live chart of a job's cumulative progress on a canvas of the page's own.
///
/// ```js
/// import { load, JobProgressChart } from "job-progress-chart/chart";
/// await load();
/// const chart = new JobProgressChart(canvas, { jobId: "job_2abc3def4ghi5jkl6mno7pqr" });
/// chart.onchange = (type, snapshot) => console.log(type, snapshot);
/// chart.resize(800, 400, devicePixelRatio);
/// chart.start();
/// ```
#[wasm_bindgen]
pub struct JobProgressChart(Rc<Chart>);

struct Chart {
    surface: Surface,
    frame: Frame,
    client: Rc<Client>,
    /// Never borrowed while code of the page is called, because that may call back.
    view: RefCell<ViewState>,
}

/// The user's and the page's view settings, and the last frame.
#[derive(Default)]
struct ViewState {
    options: Rc<ViewOptions>,
    theme: Rc<Theme>,
    /// Keys of hidden series.
    hidden: Rc<Vec<String>>,
    size: CanvasSize,
    /// The selected kinds and their colours.
    selection: Rc<KindSelection>,
    /// Times that are marked, in ms since the Unix epoch, ascending.
    markers: Rc<Vec<i64>>,
    /// The part of the time axis that is shown, in ms since the Unix epoch.
    zoom: Option<(i64, i64)>,
    /// The layout of the last frame.
    layout: Option<Layout>,
    /// Whether there is anything on the canvas.
    painted: bool,
    onchange: JsValue,
}

#[wasm_bindgen]
impl JobProgressChart {
    /// A chart on `canvas`, which should be empty and without a context of another kind. Sends no request before
    /// `start()`.
    ///
    /// Options, all optional: those of `JobClient`, `view` ("auto", "files", "items", "both"), `timeAxis` ("clock",
    /// "elapsed"), `kinds` (names), `lang`, `timeZone` and `strings` ({files, items, now, attempt, other}).
    #[wasm_bindgen(constructor)]
    pub fn new(
        canvas: HtmlCanvasElement,
        #[wasm_bindgen(unchecked_optional_param_type = "ChartOptions")] options: &JsValue,
    ) -> Result<JobProgressChart, JsValue> {
        let _call = Call::begin();
        let surface = Surface::new(canvas).map_err(js_error)?;
        let chart = Rc::new_cyclic(|chart: &Weak<Chart>| Chart {
            surface,
            frame: Frame::new({
                let chart = chart.clone();
                move || {
                    if let Some(chart) = chart.upgrade() {
                        chart.paint();
                    }
                }
            }),
            client: Client::new(),
            view: RefCell::default(),
        });
        chart.client.set_observer(Rc::downgrade(&chart));
        chart.configure(options)?;
        Ok(Self(chart))
    }

    /// Replaces the options. A request for another job, server or key is aborted and replaced; the picture of another
    /// job is removed.
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChartOptions | undefined")] options: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        self.0.configure(options)
    }

    /// The client that follows the job for this chart.
    #[wasm_bindgen(getter)]
    pub fn client(&self) -> JobClient {
        let _call = Call::begin();
        self.0.client.clone().into()
    }

    /// Starts polling; does nothing if it is already polling. Without a `jobId` nothing is requested.
    pub fn start(&self) {
        let _call = Call::begin();
        self.0.client.start();
    }

    /// Stops polling and aborts the request in flight; the picture stays.
    pub fn stop(&self) {
        let _call = Call::begin();
        self.0.client.stop();
    }

    /// Polls now, even after an error that ended the polling; starts polling if it was stopped.
    pub fn refresh(&self) {
        let _call = Call::begin();
        self.0.client.refresh();
    }

    /// Sets whether the chart is visible (true at first). Nothing is requested while none of the job's charts is
    /// visible, or the page is hidden; a chart in another window than the script's (`inOtherWindow`, false) ignores
    /// that.
    #[wasm_bindgen(js_name = setVisible)]
    pub fn set_visible(&self, visible: bool, #[wasm_bindgen(js_name = inOtherWindow)] in_other_window: Option<bool>) {
        let _call = Call::begin();
        self.0.client.set_visible(visible, in_other_window.unwrap_or(false));
    }

    /// Draws a response of the traces route, an object or its JSON bytes, without fetching. Undefined clears all data.
    #[wasm_bindgen(js_name = setTraces)]
    pub fn set_traces(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Traces | Uint8Array | undefined")] source: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        let chart = &self.0;
        if source.is_undefined() {
            chart.client.forget();
            chart.forget_view();
            chart.redraw();
            return Ok(());
        }
        let latest = traces::read_traces(source).map_err(js_error)?;
        chart.client.edit(|data| {
            data.latest = Some(latest);
            (data.confirmed_at, data.fresh_at, data.answer, data.error) = (None, None, None, None);
        });
        chart.client.notify(true, &[JobEvent::Progress]);
        Ok(())
    }

    /// Shows a response of the job route, an object or its JSON bytes, with traces that are set by hand; undefined
    /// removes it.
    #[wasm_bindgen(js_name = setJob)]
    pub fn set_job(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Job | Uint8Array | undefined")] source: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        let job = (!source.is_undefined()).then(|| traces::read_job(source)).transpose();
        let job = job.map_err(js_error)?;
        self.0.client.edit(|data| {
            data.file_total = job.as_ref().and_then(|job| job.total());
            data.job = job;
        });
        self.0.client.notify(true, &[JobEvent::StatusChange]);
        Ok(())
    }

    /// The last traces that were drawn, an object of the API's shape; undefined before the first.
    #[wasm_bindgen(unchecked_return_type = "Traces | undefined")]
    pub fn traces(&self) -> JsValue {
        let _call = Call::begin();
        let latest = self.0.client.read(|data| data.latest.clone());
        latest.map_or(JsValue::UNDEFINED, |latest| traces::to_object(&latest))
    }

    /// The points as comma-separated values (RFC 4180), a row each; empty without data.
    #[wasm_bindgen(js_name = toCSV)]
    pub fn to_csv(&self) -> String {
        let _call = Call::begin();
        let latest = self.0.client.read(|data| data.latest.clone());
        latest.map(|latest| csv::traces_to_csv(&latest.traces)).unwrap_or_default()
    }

    /// Sets the canvas's size in CSS pixels, and the number of device pixels per CSS pixel. A canvas that is too large
    /// for a bitmap of that resolution gets a lower one.
    pub fn resize(&self, width: f64, height: f64, device_pixel_ratio: f64) {
        let _call = Call::begin();
        let size = CanvasSize::fit(width, height, device_pixel_ratio);
        let before = std::mem::replace(&mut self.0.view.borrow_mut().size, size);
        if before != size {
            self.0.frame.request();
            self.0.client.set_pixels(size.width);
        }
    }

    /// Changes colours and fonts: `{fontFamily, fontSize, text, muted, grid, axis, completed, failed, kinds, other}`,
    /// with any CSS colour that a canvas accepts, and the size in CSS pixels. Missing or invalid members keep their
    /// defaults.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChartTheme")] theme: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        let surface = &self.0.surface;
        let theme = theme::read(theme, surface).map_err(js_error)?;
        self.0.view.borrow_mut().theme = theme;
        surface.remeasure();
        self.0.frame.request();
        Ok(())
    }

    /// Hides series: "completed", "failed", "kind:" and a name, or "other". Replaces the list set before.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, #[wasm_bindgen(unchecked_param_type = "string[]")] keys: &JsValue) -> Result<(), JsValue> {
        let _call = Call::begin();
        let keys = read_list(keys, "setHidden").map_err(js_error)?;
        self.0.view.borrow_mut().hidden = Rc::new(keys);
        self.0.frame.request();
        Ok(())
    }

    /// Shows a part of the time axis, in ms since the Unix epoch; all of it without arguments.
    #[wasm_bindgen(js_name = setZoom)]
    pub fn set_zoom(&self, from: Option<f64>, to: Option<f64>) {
        let _call = Call::begin();
        // Casts saturate and turn NaN into 0; the plot clamps.
        let zoom = from.zip(to).map(|(from, to)| (from as i64, to as i64));
        let before = std::mem::replace(&mut self.0.view.borrow_mut().zoom, zoom);
        if before != zoom {
            self.0.frame.request();
        }
    }

    /// Marks times on the time axis, in ms since the Unix epoch, ascending (others are left out). Replaces the list set
    /// before.
    #[wasm_bindgen(js_name = setMarkers)]
    pub fn set_markers(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Iterable<number>")] times: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        let times: Vec<f64> = read_list(times, "setMarkers").map_err(js_error)?;
        let mut markers = Vec::new();
        for ms in times {
            if !ms.is_nan() && markers.last().is_none_or(|last| *last <= ms as i64) {
                markers.push(ms as i64);
            }
        }
        self.0.view.borrow_mut().markers = Rc::new(markers);
        self.0.frame.request();
        Ok(())
    }

    /// Sets the total number of items per kind, which traces don't have: with it, items have a percentage and an ETA.
    /// Replaces the list set before.
    #[wasm_bindgen(js_name = setItemTotals)]
    pub fn set_item_totals(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ItemTotal[]")] totals: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        let totals: Vec<ItemTotal> = read_list(totals, "setItemTotals").map_err(js_error)?;
        let totals: Vec<_> = totals.into_iter().map(|ItemTotal { kind, total }| (kind, total)).collect();
        let changed = self.0.client.edit(|data| {
            let changed = data.item_totals != totals;
            data.item_totals = totals;
            changed
        });
        if changed {
            self.0.frame.request();
        }
        Ok(())
    }

    /// The axis as last painted: its end times in ms since the Unix epoch, and its ends in CSS pixels from the canvas's
    /// left edge. Undefined before the first frame.
    #[wasm_bindgen(unchecked_return_type = "ChartAxis | undefined")]
    pub fn axis(&self) -> JsValue {
        let _call = Call::begin();
        self.0.axis().map_or(JsValue::UNDEFINED, |axis| to_js(&axis))
    }

    /// The counts at `x` (CSS pixels from the canvas's left edge): those of the last bucket that ends there or before,
    /// or of the first if none does. Undefined outside the axis, and without data.
    #[wasm_bindgen(js_name = pointAt, unchecked_return_type = "ChartPoint | undefined")]
    pub fn point_at(&self, x: f64) -> JsValue {
        let _call = Call::begin();
        let point = self.0.index_at(x).and_then(|index| self.0.point(index));
        point.map_or(JsValue::UNDEFINED, |point| to_js(&point))
    }

    /// The counts of a bucket, by its index from 0 to the snapshot's `points` - 1.
    #[wasm_bindgen(unchecked_return_type = "ChartPoint | undefined")]
    pub fn point(&self, index: usize) -> JsValue {
        let _call = Call::begin();
        self.0.point(index).map_or(JsValue::UNDEFINED, |point| to_js(&point))
    }

    /// Paints now what would be painted before the next frame; needed for printing.
    pub fn flush(&self) {
        let _call = Call::begin();
        if self.0.frame.cancel() {
            self.0.paint();
        }
    }

    /// The current snapshot.
    #[wasm_bindgen(unchecked_return_type = "ChartSnapshot")]
    pub fn snapshot(&self) -> JsValue {
        let _call = Call::begin();
        to_js(&self.0.snapshot())
    }

    /// Called as `onchange(type, snapshot)`; for one response in this order: "poll" (any response or failure),
    /// "progress" (new data), "statuschange" (the job's status changed), "finish" (once per attempt, when its last data
    /// have arrived), "error".
    #[wasm_bindgen(getter, unchecked_return_type = "((type: JobEvent, snapshot: ChartSnapshot) => void) | undefined")]
    pub fn onchange(&self) -> JsValue {
        let _call = Call::begin();
        self.0.view.borrow().onchange.clone()
    }

    /// Sets the callback.
    #[wasm_bindgen(setter)]
    pub fn set_onchange(
        &self,
        #[wasm_bindgen(unchecked_param_type = "((type: JobEvent, snapshot: ChartSnapshot) => void) | undefined")]
        callback: JsValue,
    ) {
        let _call = Call::begin();
        self.0.view.borrow_mut().onchange = callback;
    }
}

impl Chart {
    fn configure(&self, options: &JsValue) -> Result<(), JsValue> {
        let read = || -> Result<_, Error> { Ok((JobOptions::read(options)?, ViewOptions::read(options)?)) };
        let (job, view) = read().map_err(js_error)?;
        self.view.borrow_mut().options = Rc::new(view);
        if self.client.configure(job) {
            self.forget_view();
        }
        self.redraw();
        Ok(())
    }

    /// Removes what belongs to the previous job.
    fn forget_view(&self) {
        let mut view = self.view.borrow_mut();
        (view.zoom, view.layout) = (None, None);
        view.markers = Rc::default();
    }

    /// Redraws before the next frame, after a change of the job's data or the view settings.
    fn redraw(&self) {
        let latest = self.client.read(|data| data.latest.clone());
        let mut view = self.view.borrow_mut();
        let select = |latest: Rc<LatestTraces>| KindSelection::new(&latest.traces.series, &view.options.kinds);
        view.selection = Rc::new(latest.map(select).unwrap_or_default());
        drop(view);
        self.frame.request();
    }

    fn snapshot(&self) -> JobSnapshot {
        let view = self.view.borrow();
        let (options, selection) = (view.options.clone(), view.selection.clone());
        drop(view);
        let mut snapshot = self.client.snapshot(&selection);
        let panels = self.client.read(|data| {
            let latest = data.latest.as_ref()?;
            Some(Panels::new(options.view, &latest.traces.series, data.files()))
        });
        snapshot.panels = Some(panels.unwrap_or_default().into());
        snapshot
    }
}

impl Observer for Weak<Chart> {
    fn redraw(&self) {
        if let Some(chart) = self.upgrade() {
            chart.redraw();
        }
    }

    fn announce(&self, events: &[JobEvent]) {
        if let Some(chart) = self.upgrade() {
            let callback = chart.view.borrow().onchange.clone();
            client::announce(&callback, events, || to_js(&chart.snapshot()));
        }
    }
}
