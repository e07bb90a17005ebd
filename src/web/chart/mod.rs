//! `JobProgressChart`: a canvas that shows a job, for pages and for the element.
//!
//! Here is what a page can call. Behind it: [`events`] hears and tells, [`state`] draws together what is known,
//! [`paint`] makes the frames.

mod events;
mod paint;
mod state;

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::HtmlCanvasElement;

use super::{
    feed::{Config, Held},
    fetch::Credentials,
    fields,
    frame::Frame,
    json,
    locale::IntlLocale,
    member::Member,
    options::Options,
    snapshot::{self, ErrorDetail},
    surface::Surface,
    theme,
    throw::throw,
};
use crate::{
    plot::{kinds::Chosen, layout::Layout, theme::Theme},
    response::{
        job::{self, Attempt, Job},
        traces,
    },
};

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
    /// Width and height in device pixels, and device pixels per CSS pixel.
    size: Cell<(u32, u32, f64)>,
    options: RefCell<Rc<Options>>,
    headers: RefCell<JsValue>,
    early: RefCell<JsValue>,
    theme: RefCell<Rc<Theme>>,
    locale: RefCell<Rc<IntlLocale>>,
    onchange: RefCell<Option<Function>>,
    feed: RefCell<Option<Member>>,
    visible: Cell<bool>,
    held: RefCell<Option<Rc<Held>>>,
    /// The kinds that are shown, and of which answer.
    chosen: RefCell<Option<(Rc<Held>, Rc<Chosen>)>>,
    hidden: RefCell<Rc<Vec<String>>>,
    zoom: Cell<Option<(i64, i64)>>,
    markers: RefCell<Rc<Vec<i64>>>,
    item_totals: RefCell<Vec<(String, u64)>>,
    job: RefCell<Option<Rc<Job>>>,
    /// Number of the job's files, as the server tells it.
    total: Cell<Option<u64>>,
    /// Whether there are new data and another status that no event has told yet.
    untold: Cell<(bool, bool)>,
    /// The end that `finish` was told for.
    finished: Cell<Option<Attempt>>,
    /// Whether there is anything on the canvas.
    drawn: Cell<bool>,
    layout: RefCell<Option<Layout>>,
    confirmed: Cell<Option<f64>>,
    /// When the data came that are shown, by the same clock as `confirmed`.
    fresh_at: Cell<Option<f64>>,
    answer: Cell<Option<&'static str>>,
    error: RefCell<Option<ErrorDetail>>,
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
        let surface = canvas.map(Surface::new).transpose().map_err(|error| throw(&error))?;
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
            size: Cell::new((0, 0, 1.0)),
            options: RefCell::default(),
            headers: RefCell::default(),
            early: RefCell::default(),
            theme: RefCell::default(),
            locale: RefCell::new(Rc::new(IntlLocale::new(None, None, Default::default()))),
            onchange: RefCell::default(),
            feed: RefCell::default(),
            visible: Cell::new(true),
            held: RefCell::default(),
            chosen: RefCell::default(),
            hidden: RefCell::default(),
            zoom: Cell::default(),
            markers: RefCell::default(),
            item_totals: RefCell::default(),
            job: RefCell::default(),
            total: Cell::default(),
            untold: Cell::default(),
            finished: Cell::default(),
            drawn: Cell::default(),
            layout: RefCell::default(),
            confirmed: Cell::default(),
            fresh_at: Cell::default(),
            answer: Cell::default(),
            error: RefCell::default(),
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
        let new = Rc::new(Options::read(options).map_err(|error| throw(&error))?);
        let get = |key: &str| js_sys::Reflect::get(options, &key.into()).unwrap_or_default();
        let headers = get("headers");
        chart.early.replace(get("early"));
        let old = chart.options.replace(new.clone());
        chart.chosen.take();
        let old_headers = chart.headers.replace(headers.clone());
        let words = IntlLocale::new(new.lang.as_deref(), new.time_zone.as_deref(), new.strings.clone());
        chart.locale.replace(Rc::new(words));
        if !old.same_job(&new) {
            chart.forget();
        }
        let request = |options: &Options| (options.routes(), options.credentials(), options.interval_ms().to_bits());
        let same_request = request(&old) == request(&new) && js_sys::Object::is(&old_headers, &headers);
        if !same_request {
            // Kept until the new one has begun: charts that change together go on sharing one.
            let left = chart.feed.take();
            if left.is_some() {
                self.start();
            }
        }
        chart.frame.request();
        Ok(())
    }

    /// Starts to poll, unless it does already. Without a `jobId` nothing is asked.
    pub fn start(&self) {
        let chart = &self.0;
        if chart.feed.borrow().is_some() {
            return;
        }
        let options = chart.options.borrow().clone();
        let feed = options.routes().map(|routes| {
            let early = RefCell::new(chart.early.take());
            let credentials = Credentials { headers: chart.headers.borrow().clone(), mode: options.credentials() };
            let (visible, (pixels, ..)) = (chart.visible.get(), chart.size.get());
            let chart = Rc::downgrade(chart);
            let config = Config { routes, credentials, early };
            Member::join(config, options.interval_ms(), visible, pixels, move |news, knowledge| {
                if let Some(chart) = chart.upgrade() {
                    chart.hear(news, knowledge);
                }
            })
        });
        if let Some(feed) = &feed {
            // What other charts of the job know already.
            chart.learn(&feed.knowledge());
        }
        chart.feed.replace(feed);
    }

    /// Stops polling and aborts what is under way; the picture stays.
    pub fn stop(&self) {
        drop(self.0.feed.take());
    }

    /// Asks now instead of later, also after an error that ended the polling; starts it if it was stopped.
    pub fn refresh(&self) {
        let running = match &*self.0.feed.borrow() {
            Some(feed) => {
                feed.refresh();
                true
            }
            None => false,
        };
        if !running {
            self.start();
        }
    }

    /// Whether the chart can be seen; nothing is asked while none of a job's charts can. It can at first.
    #[wasm_bindgen(js_name = setVisible)]
    pub fn set_visible(&self, visible: bool) {
        self.0.visible.set(visible);
        if let Some(feed) = &*self.0.feed.borrow() {
            feed.set_visible(visible);
        }
    }

    /// The bytes of a page of the job's progress entries (`GET /batch/jobs/{id}/progress`), by its query:
    /// "offset=0&limit=100". It is asked as everything about the job: one request at a time, while the chart can be seen,
    /// after a failure not before the back-off ends. Undefined if the chart is stopped before; rejects with an error of the
    /// documented codes, whose `retryInMs` is null if asking again is pointless.
    #[wasm_bindgen(unchecked_return_type = "Promise<Uint8Array | undefined>")]
    pub fn entries(&self, query: String) -> Promise {
        match &*self.0.feed.borrow() {
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
            chart.forget();
            chart.frame.request();
            return Ok(());
        }
        let body = json::bytes(&source);
        let traces = traces::decode(&body.to_vec()).map_err(|error| throw(&error))?;
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
        let job = if source.is_undefined() {
            None
        } else {
            Some(Rc::new(job::decode(&json::bytes(&source).to_vec()).map_err(|error| throw(&error))?))
        };
        chart.total.set(job.as_ref().and_then(|job| job.total()));
        chart.job.replace(job);
        chart.frame.request();
        chart.tell(&[(true, "statuschange")]);
        Ok(())
    }

    /// The last answer that was drawn, an object of the API's shape; undefined before the first.
    #[wasm_bindgen(unchecked_return_type = "Traces | undefined")]
    pub fn traces(&self) -> JsValue {
        let held = self.0.held.borrow().clone();
        held.map_or(JsValue::UNDEFINED, |held| json::value(&held.body))
    }

    /// The canvas is now so many CSS pixels large, at so many device pixels each.
    pub fn resize(&self, width: f64, height: f64, device_pixel_ratio: f64) {
        let ratio = if device_pixel_ratio > 0.0 { device_pixel_ratio } else { 1.0 };
        // A cast turns NaN into 0, and nothing is painted then.
        let device = |css: f64| (css * ratio).round().clamp(0.0, MAX_DEVICE_PIXELS) as u32;
        let size = (device(width), device(height), ratio);
        if self.0.size.replace(size) != size {
            self.0.frame.request();
            if let Some(feed) = &*self.0.feed.borrow() {
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
            self.0.theme.replace(Rc::new(theme::read(&theme, surface).map_err(|error| throw(&error))?));
            surface.remeasure();
            self.0.frame.request();
        }
        Ok(())
    }

    /// Switches series off: "completed", "failed", "kind:" and a name, or "other". Replaces what was off before.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, #[wasm_bindgen(unchecked_param_type = "string[]")] keys: &JsValue) {
        self.0.hidden.replace(Rc::new(fields::texts(keys).unwrap_or_default()));
        self.0.frame.request();
    }

    /// Shows a part of the time axis, in ms since the Unix epoch; all of it without arguments.
    #[wasm_bindgen(js_name = setZoom)]
    pub fn set_zoom(&self, from: Option<f64>, to: Option<f64>) {
        // Casts saturate and turn NaN into 0; the plot clamps.
        let zoom = from.zip(to).map(|(from, to)| (from as i64, to as i64));
        if self.0.zoom.replace(zoom) != zoom {
            self.0.frame.request();
        }
    }

    /// Marks moments on the time axis, in ms since the Unix epoch, rising (what does not rise is left out); replaces those of
    /// before.
    #[wasm_bindgen(js_name = setMarkers)]
    pub fn set_markers(&self, times: &[f64]) {
        let mut markers = Vec::with_capacity(times.len());
        for &ms in times {
            if !ms.is_nan() && markers.last().is_none_or(|last| *last <= ms as i64) {
                markers.push(ms as i64);
            }
        }
        self.0.markers.replace(Rc::new(markers));
        self.0.frame.request();
    }

    /// How many items there will be of each kind, where the traces can't tell: then items have a percentage and an ETA.
    /// Two lists of one length; replaces those of before.
    #[wasm_bindgen(js_name = setItemTotals)]
    pub fn set_item_totals(&self, #[wasm_bindgen(unchecked_param_type = "string[]")] kinds: &JsValue, totals: &[f64]) {
        let kinds = fields::texts(kinds).unwrap_or_default();
        let totals = kinds.into_iter().zip(totals.iter().map(|total| *total as u64)).collect();
        if self.0.item_totals.replace(totals) != *self.0.item_totals.borrow() {
            self.0.frame.request();
        }
    }

    /// The times at the ends of the axis as it was last painted, in ms since the Unix epoch, and its ends in CSS pixels
    /// from the canvas's left edge. Undefined before.
    #[wasm_bindgen(unchecked_return_type = "ChartAxis | undefined")]
    pub fn axis(&self) -> JsValue {
        let axis = self.0.axis();
        axis.map_or(JsValue::UNDEFINED, |axis| snapshot::to_js(&axis))
    }

    /// The counts under `x` (CSS pixels from the canvas's left edge): those of the last bucket that ended there or before.
    /// Undefined where there is no data.
    #[wasm_bindgen(js_name = pointAt, unchecked_return_type = "ChartPoint | undefined")]
    pub fn point_at(&self, x: f64) -> JsValue {
        self.0.point_at(x).map_or(JsValue::UNDEFINED, |point| snapshot::to_js(&point))
    }

    /// The counts of a bucket, by its place from 0 to the snapshot's `points` - 1.
    #[wasm_bindgen(unchecked_return_type = "ChartPoint | undefined")]
    pub fn point(&self, index: usize) -> JsValue {
        self.0.point(index).map_or(JsValue::UNDEFINED, |point| snapshot::to_js(&point))
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
        self.0.snapshot().to_js()
    }

    /// Called as `onchange(type, snapshot)`, for one answer in this order: "poll" (every answer), "progress" (new data),
    /// "statuschange" (the job's status is another), "finish" (once per attempt, when its last data are here), "error".
    #[wasm_bindgen(getter, unchecked_return_type = "((type: ChartEvent, snapshot: ChartSnapshot) => void) | undefined")]
    pub fn onchange(&self) -> Option<Function> {
        self.0.onchange.borrow().clone()
    }

    /// Sets the callback.
    #[wasm_bindgen(setter)]
    pub fn set_onchange(
        &self,
        #[wasm_bindgen(unchecked_param_type = "((type: ChartEvent, snapshot: ChartSnapshot) => void) | undefined")]
        callback: Option<Function>,
    ) {
        self.0.onchange.replace(callback);
    }
}

impl Chart {
    fn forget(&self) {
        self.held.take();
        self.chosen.take();
        self.zoom.take();
        self.markers.take();
        self.item_totals.take();
        self.job.take();
        self.total.take();
        self.untold.take();
        self.finished.take();
        self.layout.take();
        self.confirmed.take();
        self.fresh_at.take();
        self.answer.take();
        self.error.take();
    }
}
