//! `JobProgressChart`: a canvas that shows a job, for pages and for the element.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::{Function, JSON, JsString, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::HtmlCanvasElement;

use super::{
    feed::{Config, Feed, News},
    frame::Frame,
    locale::IntlLocale,
    options::Options,
    snapshot::{self, ErrorDetail, KindCount, Snapshot},
    surface::Surface,
};
use crate::{
    error::Error,
    plot::{self, Picture, kinds, layout::Layout, theme::Theme},
    response::traces::{self, Traces},
    web::theme::ThemeOptions,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

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
    surface: Surface,
    frame: Frame,
    /// Width and height in device pixels, and device pixels per CSS pixel.
    size: Cell<(u32, u32, f64)>,
    options: RefCell<Rc<Options>>,
    headers: RefCell<JsValue>,
    theme: RefCell<Rc<Theme>>,
    locale: RefCell<Rc<IntlLocale>>,
    onchange: RefCell<Option<Function>>,
    feed: RefCell<Option<Feed>>,
    held: RefCell<Option<Rc<Held>>>,
    hidden: RefCell<Rc<Vec<String>>>,
    zoom: Cell<Option<(i64, i64)>>,
    layout: RefCell<Option<Layout>>,
    confirmed: Cell<Option<f64>>,
    answer: Cell<Option<&'static str>>,
    error: RefCell<Option<ErrorDetail>>,
}

/// The last good answer, decoded and as it came: text outside the wasm memory, parsed only if somebody asks.
struct Held {
    traces: Traces,
    text: JsString,
}

/// The time axis as it is painted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AxisDetail {
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
struct PointDetail {
    /// Its place among all points.
    index: usize,
    /// Bucket end in ms since the Unix epoch.
    time: f64,
    /// CSS pixels from the canvas's left edge; off the axis if it is zoomed away.
    x: f64,
    completed: f64,
    failed: f64,
    kinds: Vec<KindCount>,
}

#[wasm_bindgen]
impl JobProgressChart {
    /// A chart on `canvas`, which should be empty and without a context of another kind. Asks nothing before `start()`.
    ///
    /// Options, all optional: `jobId`, `apiBase` ("/v0.5"), `buckets` (10 to 1000, 100), `interval` (s, 5), `view`
    /// ("auto", "files", "items", "both"), `kinds` (names), `total` (files), `lang`, `timeZone`, `credentials`,
    /// `headers` (an object, or a function that gives one or a promise of one) and `strings` ({files, items, other}).
    #[wasm_bindgen(constructor)]
    pub fn new(
        canvas: HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "ChartOptions | undefined")] options: &JsValue,
    ) -> Result<JobProgressChart, JsValue> {
        let surface = Surface::new(canvas).map_err(|error| throw(&error))?;
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
            theme: RefCell::default(),
            locale: RefCell::new(Rc::new(IntlLocale::new(None, None, Default::default()))),
            onchange: RefCell::default(),
            feed: RefCell::default(),
            held: RefCell::default(),
            hidden: RefCell::default(),
            zoom: Cell::default(),
            layout: RefCell::default(),
            confirmed: Cell::default(),
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
        let headers = js_sys::Reflect::get(options, &"headers".into()).unwrap_or_default();
        let old = chart.options.replace(new.clone());
        let old_headers = chart.headers.replace(headers.clone());
        let words = IntlLocale::new(new.lang.as_deref(), new.time_zone.as_deref(), new.strings.clone());
        chart.locale.replace(Rc::new(words));
        if !old.same_job(&new) {
            chart.forget();
        }
        let same_request = old.same_request(&new) && js_sys::Object::is(&old_headers, &headers);
        if !same_request && chart.feed.take().is_some() {
            self.start();
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
        let feed = options.traces_url().zip(options.job_id.clone()).map(|(url, job_id)| {
            let config = Config {
                job_id,
                url,
                interval: options.interval_ms(),
                headers: chart.headers.borrow().clone(),
                credentials: options.credentials(),
            };
            let chart = Rc::downgrade(chart);
            Feed::start(config, move |news| {
                if let Some(chart) = chart.upgrade() {
                    chart.hear(news);
                }
            })
        });
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

    /// Draws an answer of the traces route, an object or its JSON bytes, without fetching.
    #[wasm_bindgen(js_name = setTraces)]
    pub fn set_traces(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Traces | Uint8Array")] source: JsValue,
    ) -> Result<(), JsValue> {
        let chart = &self.0;
        let body = match source.dyn_ref::<Uint8Array>() {
            Some(bytes) => bytes.to_vec(),
            // As text, so that objects go through the one decoder that is also the fast one.
            None => JSON::stringify(&source).map(String::from).unwrap_or_default().into_bytes(),
        };
        let traces = traces::decode(&body).map_err(|error| throw(&error))?;
        chart.hold(traces, &body);
        chart.tell("progress");
        Ok(())
    }

    /// The last answer that was drawn, an object of the API's shape; undefined before the first.
    #[wasm_bindgen(unchecked_return_type = "Traces | undefined")]
    pub fn traces(&self) -> JsValue {
        let held = self.0.held.borrow().clone();
        match held {
            // It was valid JSON when it was decoded.
            Some(held) => JSON::parse(&String::from(&held.text)).unwrap_or_default(),
            None => JsValue::UNDEFINED,
        }
    }

    /// The canvas is now so many CSS pixels large, at so many device pixels each.
    pub fn resize(&self, width: f64, height: f64, device_pixel_ratio: f64) {
        let ratio = if device_pixel_ratio > 0.0 { device_pixel_ratio } else { 1.0 };
        // A cast turns NaN into 0, and nothing is painted then.
        let device = |css: f64| (css * ratio).round().clamp(0.0, MAX_DEVICE_PIXELS) as u32;
        let size = (device(width), device(height), ratio);
        if self.0.size.replace(size) != size {
            self.0.frame.request();
        }
    }

    /// Changes colours and fonts: `{fontFamily, fontSize, text, muted, grid, axis, completed, failed, kinds, other}`,
    /// colours as any CSS colour that a canvas takes, the size in CSS pixels. What is missing or unreadable keeps its default.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChartTheme")] theme: JsValue,
    ) -> Result<(), JsValue> {
        let options: ThemeOptions = serde_wasm_bindgen::from_value(theme)
            .map_err(|error| throw(&Error::Engine(format!("the theme is wrong: {error}"))))?;
        let theme = options.theme(&self.0.surface);
        self.0.theme.replace(Rc::new(theme));
        self.0.surface.remeasure();
        self.0.frame.request();
        Ok(())
    }

    /// Switches series off: "completed", "failed", "kind:" and a name, or "other". Replaces what was off before.
    #[wasm_bindgen(js_name = setHidden)]
    pub fn set_hidden(&self, keys: Vec<String>) {
        self.0.hidden.replace(Rc::new(keys));
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

    /// The times at the ends of the axis as it was last painted, in ms since the Unix epoch, and its ends in CSS pixels
    /// from the canvas's left edge. Undefined before.
    #[wasm_bindgen(unchecked_return_type = "ChartAxis | undefined")]
    pub fn axis(&self) -> JsValue {
        let ratio = self.0.size.get().2;
        let axis = self.0.layout.borrow().as_ref().map(|layout| AxisDetail {
            from: layout.domain.shown.0 as f64,
            to: layout.domain.shown.1 as f64,
            full_from: layout.domain.full.0 as f64,
            full_to: layout.domain.full.1 as f64,
            left: f64::from(layout.x.0) / ratio,
            right: f64::from(layout.x.1) / ratio,
        });
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
        self.0.paint();
    }

    /// What is known now.
    #[wasm_bindgen(unchecked_return_type = "ChartSnapshot")]
    pub fn snapshot(&self) -> JsValue {
        self.0.snapshot().to_js()
    }

    /// Called as `onchange(type, snapshot)` with the type "progress" (new data), "poll" (every answer) or "error".
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

fn throw(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    // Setting a property of a fresh object can't fail.
    js_sys::Reflect::set(&thrown, &"code".into(), &error.code().into()).unwrap_or_default();
    thrown.into()
}

impl Chart {
    fn forget(&self) {
        self.held.take();
        self.zoom.take();
        self.layout.take();
        self.confirmed.take();
        self.answer.take();
        self.error.take();
    }

    fn hold(&self, traces: Traces, body: &[u8]) {
        let text = String::from_utf8_lossy(body).as_ref().into();
        self.held.replace(Some(Rc::new(Held { traces, text })));
        self.error.take();
        self.frame.request();
    }

    fn hear(&self, news: News) {
        match news {
            News::Fresh(traces, body) => {
                self.answered("fresh");
                self.hold(traces, &body);
                self.tell("poll");
                self.tell("progress");
            }
            News::NotModified => {
                self.answered("not-modified");
                self.error.take();
                self.tell("poll");
            }
            News::Failed(error, retry) => {
                self.answer.set(Some("failed"));
                self.error.replace(Some(ErrorDetail::new(&error, retry)));
                self.tell("poll");
                self.tell("error");
            }
        }
    }

    fn answered(&self, answer: &'static str) {
        self.answer.set(Some(answer));
        self.confirmed.set(Some(js_sys::Date::now()));
    }

    fn tell(&self, event: &str) {
        let callback = self.onchange.borrow().clone();
        if let Some(callback) = callback {
            // What the page's callback throws is the page's; the browser reports it there, not here.
            let thrown = callback.call2(&JsValue::UNDEFINED, &event.into(), &self.snapshot().to_js()).err();
            if let Some(thrown) = thrown {
                wasm_bindgen_futures::spawn_local(async move { wasm_bindgen::throw_val(thrown) });
            }
        }
    }

    fn snapshot(&self) -> Snapshot {
        let options = self.options.borrow().clone();
        let held = self.held.borrow().clone();
        let error = self.error.borrow().clone();
        let mut snapshot = Snapshot {
            phase: match &held {
                Some(held) if held.traces.series.is_empty() => "empty",
                Some(_) => "live",
                None if error.is_some() => "error",
                None if options.traces_url().is_none() => "idle",
                None => "loading",
            },
            updated_at: self.confirmed.get(),
            answer: self.answer.get(),
            error,
            ..Snapshot::default()
        };
        if let Some(held) = &held {
            snapshot.count(&held.traces, &options.kinds, options.total);
        }
        snapshot
    }

    fn paint(&self) {
        let (width, height, pixel_ratio) = self.size.get();
        if width == 0 || height == 0 {
            return;
        }
        self.surface.clear(width, height);
        let held = self.held.borrow().clone();
        let Some(held) = held else { return };
        let options = self.options.borrow().clone();
        let theme = self.theme.borrow().clone();
        let locale = self.locale.borrow().clone();
        let hidden = self.hidden.borrow().clone();
        let picture = Picture {
            series: &held.traces.series,
            view: options.view,
            kinds: &options.kinds,
            hidden: &hidden,
            total: options.total,
            eta: None,
            live: false,
            zoom: self.zoom.get(),
            time_axis: options.time_axis,
            pixel_ratio,
        };
        match plot::draw(&self.surface, &picture, &theme, &*locale) {
            Ok(layout) => {
                self.layout.replace(layout);
            }
            Err(error) => {
                self.error.replace(Some(ErrorDetail::new(&Error::Engine(error.to_string()), None)));
                self.tell("error");
            }
        }
    }

    fn point_at(&self, x: f64) -> Option<PointDetail> {
        let held = self.held.borrow().clone()?;
        let ms = self.layout.borrow().as_ref()?.time_at(x * self.size.get().2)?;
        let after = held.traces.series.times.partition_point(|time| *time <= ms);
        self.point(after.saturating_sub(1))
    }

    fn point(&self, at: usize) -> Option<PointDetail> {
        let held = self.held.borrow().clone()?;
        let series = &held.traces.series;
        let time = *series.times.get(at)?;
        let value = |column: &[u64]| column.get(at).copied().unwrap_or(0) as f64;
        let shown = kinds::shown(series, &self.options.borrow().kinds)
            .iter()
            .map(|kind| KindCount::new(kind, Some(at)))
            .collect();
        Some(PointDetail {
            index: at,
            time: time as f64,
            x: self.layout.borrow().as_ref()?.x_of(time) / self.size.get().2,
            completed: value(&series.completed),
            failed: value(&series.failed),
            kinds: shown,
        })
    }
}
