//! `JobProgressChart`: a canvas that shows a job, for pages and for the element.
//!
//! Here is what a page can call. Behind it: [`events`] hears and tells, [`state`] draws together what is known,
//! [`paint`] makes the frames.

mod events;
mod paint;
mod state;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::HtmlCanvasElement;

use self::state::{Known, State};
use super::{
    canvas::Surface, feed::Config, fetch::Credentials, fields, frame::Frame, json, member::Member, options::Options, theme,
};
use job_progress_interop::js_error;
use job_progress_core::response::{job, traces};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

/// Bitmaps larger than this in one direction are refused by some browsers.
const MAX_DEVICE_PIXELS: f64 = 16_384.0;

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
    surface: Option<Surface>,
    frame: Frame,
    /// Never borrowed while JS is called: that may call back.
    state: RefCell<State>,
}

#[wasm_bindgen]
impl JobProgressChart {
    /// A chart on `canvas`, which should be empty and without a context of another kind; without a canvas it knows the job
    /// and draws nothing. Asks nothing before `start()`.
    ///
    /// Options, all optional: `jobId`, `apiBase` ("/v0.5"), `buckets` (10 to 1000, 100), `interval` (s, 5), `view`
    /// ("auto", "files", "items", "both"), `kinds` (names), `total` (files), `lang`, `timeZone`, `credentials`,
    /// `headers` (an object, or a function that gives one or a promise of one) and `strings` ({files, items, other}).
    #[wasm_bindgen(constructor)]
    pub fn new(
        canvas: Option<HtmlCanvasElement>,
        #[wasm_bindgen(unchecked_param_type = "ChartOptions | undefined")] options: &JsValue,
    ) -> Result<JobProgressChart, JsValue> {
        let surface = canvas.map(Surface::new).transpose().map_err(|error| js_error(&error))?;
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
            state: RefCell::new(State { size: (0, 0, 1.0), visible: true, ..State::default() }),
        });
        let chart = Self(chart);
        chart.configure(options)?;
        Ok(chart)
    }

    /// Replaces the options. What is under way for another job, server or key is aborted and asked anew; the picture of
    /// another job goes.
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChartOptions | undefined")] options: &JsValue,
    ) -> Result<(), JsValue> {
        let chart = &self.0;
        let new = Options::read(options).map_err(|error| js_error(&error))?;
        let old = chart.state.borrow().options.clone();
        let (same_job, same_request) = (old.same_job(&new), old.same_request(&new));
        let mut state = chart.state.borrow_mut();
        state.early = new.early.clone();
        state.options = new;
        if !same_job {
            state.known = Known::default();
        }
        state.choose();
        // Kept until the new one has begun: charts that change together go on sharing one.
        let left = if same_request { None } else { state.feed.take() };
        drop(state);
        if left.is_some() {
            self.start();
        }
        chart.frame.request();
        Ok(())
    }

    /// Starts to poll, unless it does already. Without a `jobId` nothing is asked.
    pub fn start(&self) {
        let chart = &self.0;
        let mut state = chart.state.borrow_mut();
        if state.feed.is_some() {
            return;
        }
        let options = state.options.clone();
        let credentials = Credentials { headers: options.headers.clone(), mode: options.credentials() };
        let (visible, pixels) = (state.visible, state.size.0);
        let early = RefCell::new(std::mem::take(&mut state.early));
        drop(state);
        let Some(routes) = options.routes() else { return };
        let hearer = Rc::downgrade(chart);
        let config = Config { routes, credentials, early };
        let feed = Member::join(config, options.interval_ms(), visible, pixels, move |news, knowledge| {
            if let Some(chart) = hearer.upgrade() {
                chart.hear(news, knowledge);
            }
        });
        // What other charts of the job know already.
        chart.learn(&feed.knowledge());
        chart.state.borrow_mut().feed = Some(Rc::new(feed));
    }

    /// Stops polling and aborts what is under way; the picture stays.
    pub fn stop(&self) {
        let left = self.0.state.borrow_mut().feed.take();
        drop(left);
    }

    /// Asks now instead of later, also after an error that ended the polling; starts it if it was stopped.
    pub fn refresh(&self) {
        match self.0.feed() {
            Some(feed) => feed.refresh(),
            None => self.start(),
        }
    }

    /// Whether the chart can be seen; nothing is asked while none of a job's charts can. It can at first.
    #[wasm_bindgen(js_name = setVisible)]
    pub fn set_visible(&self, visible: bool) {
        self.0.state.borrow_mut().visible = visible;
        if let Some(feed) = self.0.feed() {
            feed.set_visible(visible);
        }
    }

    /// The bytes of a page of the job's progress entries (`GET /batch/jobs/{id}/progress`), by its query:
    /// "offset=0&limit=100". It is asked as everything about the job: one request at a time, while the chart can be seen,
    /// after a failure not before the back-off ends. Undefined if the chart is stopped before; rejects with an error of the
    /// documented codes, whose `retryInMs` is null if asking again is pointless.
    #[wasm_bindgen(unchecked_return_type = "Promise<Uint8Array | undefined>")]
    pub fn entries(&self, query: String) -> Promise {
        match self.0.feed() {
            Some(feed) => feed.entries(&query),
            None => Promise::resolve(&JsValue::UNDEFINED),
        }
    }

    /// Draws an answer of the traces route, an object or its JSON bytes, without fetching. Undefined forgets all that is
    /// known.
    #[wasm_bindgen(js_name = setTraces)]
    pub fn set_traces(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Traces | Uint8Array | undefined")] source: JsValue,
    ) -> Result<(), JsValue> {
        let chart = &self.0;
        if source.is_undefined() {
            chart.state.borrow_mut().known = Known::default();
            chart.frame.request();
            return Ok(());
        }
        let body = json::bytes(&source);
        let traces = traces::decode(&body.to_vec()).map_err(|error| js_error(&error))?;
        chart.hold(traces, body);
        chart.tell(&[(true, "progress")]);
        Ok(())
    }

    /// Shows what an answer of the job route says, an object or its JSON bytes, beside traces that are set by hand;
    /// undefined takes it back.
    #[wasm_bindgen(js_name = setJob)]
    pub fn set_job(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Job | Uint8Array | undefined")] source: JsValue,
    ) -> Result<(), JsValue> {
        let chart = &self.0;
        let job =
            if source.is_undefined() { None } else { Some(Rc::new(job::decode(&json::bytes(&source).to_vec()).map_err(|error| js_error(&error))?)) };
        let mut state = chart.state.borrow_mut();
        state.known.total = job.as_ref().and_then(|job| job.total());
        state.known.job = job;
        drop(state);
        chart.frame.request();
        chart.tell(&[(true, "statuschange")]);
        Ok(())
    }

    /// The last answer that was drawn, an object of the API's shape; undefined before the first.
    #[wasm_bindgen(unchecked_return_type = "Traces | undefined")]
    pub fn traces(&self) -> JsValue {
        let held = self.0.state.borrow().known.held.clone();
        held.map_or(JsValue::UNDEFINED, |held| json::value(&held.body))
    }

    /// The canvas is now so many CSS pixels large, at so many device pixels each.
    pub fn resize(&self, width: f64, height: f64, device_pixel_ratio: f64) {
        let ratio = if device_pixel_ratio > 0.0 { device_pixel_ratio } else { 1.0 };
        // A cast turns NaN into 0, and nothing is painted then.
        let device = |css: f64| (css * ratio).round().clamp(0.0, MAX_DEVICE_PIXELS) as u32;
        let size = (device(width), device(height), ratio);
        let mut state = self.0.state.borrow_mut();
        if state.size != size {
            state.size = size;
            let feed = state.feed.clone();
            drop(state);
            self.0.frame.request();
            if let Some(feed) = feed {
                feed.set_pixels(size.0);
            }
        }
    }

    /// Changes colours and fonts: `{fontFamily, fontSize, text, muted, grid, axis, completed, failed, kinds, other}`,
    /// colours as any CSS colour that a canvas takes, the size in CSS pixels. What is missing or unreadable keeps its default.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChartTheme")] theme: JsValue,
    ) -> Result<(), JsValue> {
        if let Some(surface) = &self.0.surface {
            let theme = theme::read(&theme, surface).map_err(|error| js_error(&error))?;
            self.0.state.borrow_mut().theme = theme;
            surface.remeasure();
            self.0.frame.request();
        }
        Ok(())
    }

    /// Switches series off: "completed", "failed", "kind:" and a name, or "other". Replaces what was off before.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, #[wasm_bindgen(unchecked_param_type = "string[]")] keys: &JsValue) {
        self.0.state.borrow_mut().hidden = Rc::new(fields::texts(keys));
        self.0.frame.request();
    }

    /// Shows a part of the time axis, in ms since the Unix epoch; all of it without arguments.
    #[wasm_bindgen(js_name = setZoom)]
    pub fn set_zoom(&self, from: Option<f64>, to: Option<f64>) {
        // Casts saturate and turn NaN into 0; the plot clamps.
        let zoom = from.zip(to).map(|(from, to)| (from as i64, to as i64));
        let before = std::mem::replace(&mut self.0.state.borrow_mut().known.zoom, zoom);
        if before != zoom {
            self.0.frame.request();
        }
    }

    /// Marks moments on the time axis, in ms since the Unix epoch, rising (what does not rise is left out); replaces those of
    /// before.
    #[wasm_bindgen(js_name = setMarkers)]
    pub fn set_markers(&self, #[wasm_bindgen(unchecked_param_type = "Float64Array | number[]")] times: &JsValue) {
        let mut markers = Vec::new();
        for ms in fields::numbers(times) {
            if !ms.is_nan() && markers.last().is_none_or(|last| *last <= ms as i64) {
                markers.push(ms as i64);
            }
        }
        self.0.state.borrow_mut().known.markers = Rc::new(markers);
        self.0.frame.request();
    }

    /// How many items there will be of each kind, where the traces can't tell: then items have a percentage and an ETA.
    /// Two lists of one length; replaces those of before.
    #[wasm_bindgen(js_name = setItemTotals)]
    pub fn set_item_totals(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string[]")] kinds: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array | number[]")] totals: &JsValue,
    ) {
        let mut named = Vec::new();
        for (kind, total) in fields::texts(kinds).into_iter().zip(fields::numbers(totals)) {
            named.push((kind, total as u64));
        }
        let mut state = self.0.state.borrow_mut();
        if state.known.item_totals != named {
            state.known.item_totals = named;
            drop(state);
            self.0.frame.request();
        }
    }

    /// The times at the ends of the axis as it was last painted, in ms since the Unix epoch, and its ends in CSS pixels
    /// from the canvas's left edge. Undefined before.
    #[wasm_bindgen(unchecked_return_type = "ChartAxis | undefined")]
    pub fn axis(&self) -> JsValue {
        let axis = self.0.state.borrow().axis();
        axis.map_or(JsValue::UNDEFINED, |axis| axis.to_js())
    }

    /// The counts under `x` (CSS pixels from the canvas's left edge): those of the last bucket that ended there or before.
    /// Undefined where there is no data.
    #[wasm_bindgen(js_name = pointAt, unchecked_return_type = "ChartPoint | undefined")]
    pub fn point_at(&self, x: f64) -> JsValue {
        let at = self.0.state.borrow().place_at(x);
        at.map_or(JsValue::UNDEFINED, |at| self.point(at))
    }

    /// The counts of a bucket, by its place from 0 to the snapshot's `points` - 1.
    #[wasm_bindgen(unchecked_return_type = "ChartPoint | undefined")]
    pub fn point(&self, index: usize) -> JsValue {
        let point = self.0.state.borrow().point(index);
        point.map_or(JsValue::UNDEFINED, |point| point.to_js())
    }

    /// Paints now what would be painted before the next frame, as printing needs.
    pub fn flush(&self) {
        if self.0.frame.cancel() {
            self.0.paint();
        }
    }

    /// What is known now.
    #[wasm_bindgen(unchecked_return_type = "ChartSnapshot")]
    pub fn snapshot(&self) -> JsValue {
        self.0.snapshot()
    }

    /// Called as `onchange(type, snapshot)`, for one answer in this order: "poll" (every answer), "progress" (new data),
    /// "statuschange" (the job's status is another), "finish" (once per attempt, when its last data are here), "error".
    #[wasm_bindgen(getter, unchecked_return_type = "((type: ChartEvent, snapshot: ChartSnapshot) => void) | undefined")]
    pub fn onchange(&self) -> JsValue {
        self.0.state.borrow().onchange.clone()
    }

    /// Sets the callback.
    #[wasm_bindgen(setter)]
    pub fn set_onchange(
        &self,
        #[wasm_bindgen(unchecked_param_type = "((type: ChartEvent, snapshot: ChartSnapshot) => void) | undefined")]
        callback: JsValue,
    ) {
        self.0.state.borrow_mut().onchange = callback;
    }
}

impl Chart {
    fn feed(&self) -> Option<Rc<Member>> {
        self.state.borrow().feed.clone()
    }

    /// What is known now, for JS.
    fn snapshot(&self) -> JsValue {
        let stale = self.feed().is_some_and(|feed| feed.is_stale());
        let now = js_sys::Date::now();
        let snapshot = self.state.borrow().snapshot(now, stale);
        snapshot.to_js()
    }
}
