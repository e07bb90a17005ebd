//! `JobClient`: follows a job. Each chart has one; a log uses one, its own or its chart's.

mod data;
mod options;
pub mod routes;
mod snapshot;

use std::{
    cell::{OnceCell, RefCell},
    rc::{Rc, Weak},
};

use job_progress_core::{error::Error, plot::kinds::KindSelection, session::Update};
use job_progress_interop::{Call, js_error, to_js};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

pub use self::{
    data::{JobData, JobEvent},
    options::JobOptions,
    snapshot::{JobSnapshot, KindCount},
};
use crate::{
    browser::page,
    feed::{FeedState, Subscription, Visibility},
    fetch::Prefetched,
    sanitize::sanitize,
};

/// After a change of what is requested, the first request waits for further changes for this many ms.
const CHANGE_DELAY: f64 = 100.0;

/// Follows a job without drawing it: snapshots, events, and progress entries.
///
/// ```js
/// import { load, JobClient } from "job-progress-chart/chart";
/// await load();
/// const client = new JobClient({ jobId: "job_2abc3def4ghi5jkl6mno7pqr" });
/// client.onchange = (type, snapshot) => console.log(type, snapshot.percent);
/// client.start();
/// ```
#[wasm_bindgen]
pub struct JobClient(Rc<Client>);

/// The part that `JobClient` and charts share.
pub struct Client {
    /// Never borrowed while code of the page is called, because that may call back.
    state: RefCell<State>,
    /// The chart, if this is a chart's client.
    observer: OnceCell<Box<dyn Observer>>,
}

/// Notified of a client's changes: a chart.
pub trait Observer {
    /// The client's data have changed in a way that the chart shows.
    fn redraw(&self);
    /// These events happened, in this order.
    fn announce(&self, events: &[JobEvent]);
}

#[derive(Default)]
struct State {
    options: JobOptions,
    subscription: Option<Rc<Subscription>>,
    prefetched: Option<Prefetched>,
    visibility: Visibility,
    /// Width in device pixels.
    pixels: u32,
    data: JobData,
    onchange: JsValue,
}

#[wasm_bindgen]
impl JobClient {
    /// Sends no request before `start()`.
    ///
    /// Options, all optional: `jobId`, `apiBase` ("/v0.5"), `buckets` (10 to 1000, 100), `interval` (s, 5), `total`
    /// (files), `credentials`, `headers` (an object, or a function that gives one or a promise of one).
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "JobOptions")] options: &JsValue,
    ) -> Result<JobClient, JsValue> {
        let _call = Call::begin();
        let client = Client::new();
        client.configure(JobOptions::read(options).map_err(js_error)?);
        Ok(Self(client))
    }

    /// Replaces the options. A request for another job, server or key is aborted and replaced; the data of another job
    /// are cleared.
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "JobOptions | undefined")] options: &JsValue,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        self.0.configure(JobOptions::read(options).map_err(js_error)?);
        Ok(())
    }

    /// Starts polling; does nothing if it is already polling. Without a `jobId` nothing is requested.
    pub fn start(&self) {
        let _call = Call::begin();
        self.0.start();
    }

    /// Stops polling and aborts the request in flight; the data stay.
    pub fn stop(&self) {
        let _call = Call::begin();
        self.0.stop();
    }

    /// Polls now, even after an error that ended the polling; starts polling if it was stopped.
    pub fn refresh(&self) {
        let _call = Call::begin();
        self.0.refresh();
    }

    /// Sets whether the user can see the data (true at first). Nothing is requested while no subscriber is visible, or
    /// the page is hidden; a subscriber in another window than the script's (`inOtherWindow`, false) ignores that.
    #[wasm_bindgen(js_name = setVisible)]
    pub fn set_visible(&self, visible: bool, #[wasm_bindgen(js_name = inOtherWindow)] in_other_window: Option<bool>) {
        let _call = Call::begin();
        self.0.set_visible(visible, in_other_window.unwrap_or(false));
    }

    /// The bytes of a page of the job's progress entries (`GET /batch/jobs/{id}/progress`), by its query, such as
    /// "offset=0&limit=100". It uses the job's request queue, headers and back-off. Undefined if the client is stopped
    /// before; rejects with an error of the documented codes, whose `retryInMs` is null if a retry is pointless.
    #[wasm_bindgen(unchecked_return_type = "Promise<Uint8Array | undefined>")]
    pub fn entries(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] query: &JsValue,
    ) -> Result<Promise, JsValue> {
        let _call = Call::begin();
        let query = query.as_string().ok_or_else(|| js_error(Error::Option("entries must get a string".into())))?;
        Ok(match self.0.subscription() {
            Some(subscription) => subscription.entries(&query),
            None => Promise::resolve(&JsValue::UNDEFINED).unchecked_into(),
        })
    }

    /// A text of the server, fit to be shown: with “…” in place of what the page sent in the headers of the last
    /// request, and of what is behind `max` UTF-16 code units. The texts of snapshots and errors are so already, but
    /// not the bytes of `entries`.
    pub fn sanitize(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
        max: usize,
    ) -> Result<String, JsValue> {
        let _call = Call::begin();
        let text = text.as_string().ok_or_else(|| js_error(Error::Option("sanitize must get a string".into())))?;
        let secrets = self.0.subscription().and_then(|subscription| subscription.secrets());
        Ok(sanitize(&text, max, secrets.as_ref()))
    }

    /// Takes over a request for the traces that the page sent while the wasm was loading; call it before `start()`.
    #[wasm_bindgen(js_name = usePrefetched, skip_typescript)]
    pub fn use_prefetched(&self, prefetched: &JsValue) {
        let _call = Call::begin();
        self.0.use_prefetched(Prefetched::read(prefetched));
    }

    /// The current snapshot.
    #[wasm_bindgen(unchecked_return_type = "JobSnapshot")]
    pub fn snapshot(&self) -> JsValue {
        let _call = Call::begin();
        to_js(&self.0.snapshot_of_all_kinds())
    }

    /// Called as `onchange(type, snapshot)`; for one response in this order: "poll" (any response or failure),
    /// "progress" (new data), "statuschange" (the job's status changed), "finish" (once per attempt, when its last data
    /// have arrived), "error".
    #[wasm_bindgen(getter, unchecked_return_type = "((type: JobEvent, snapshot: JobSnapshot) => void) | undefined")]
    pub fn onchange(&self) -> JsValue {
        let _call = Call::begin();
        self.0.state.borrow().onchange.clone()
    }

    /// Sets the callback.
    #[wasm_bindgen(setter)]
    pub fn set_onchange(
        &self,
        #[wasm_bindgen(unchecked_param_type = "((type: JobEvent, snapshot: JobSnapshot) => void) | undefined")]
        callback: JsValue,
    ) {
        let _call = Call::begin();
        self.0.state.borrow_mut().onchange = callback;
    }
}

impl From<Rc<Client>> for JobClient {
    fn from(client: Rc<Client>) -> Self {
        Self(client)
    }
}

impl Client {
    /// Does not follow a job yet.
    pub fn new() -> Rc<Self> {
        Rc::new(Self { state: RefCell::default(), observer: OnceCell::new() })
    }

    /// Sets the observer, once and for all.
    pub fn set_observer(&self, observer: impl Observer + 'static) {
        self.observer.get_or_init(|| Box::new(observer));
    }

    /// Replaces the options; returns whether they are about another job.
    pub fn configure(self: &Rc<Self>, options: JobOptions) -> bool {
        let mut state = self.state.borrow_mut();
        let same_request = state.options.same_request(&options);
        let other_job = !state.options.same_job(&options);
        if other_job {
            state.data.forget();
        }
        state.data.has_job_id = options.has_job();
        state.data.total = options.total;
        state.options = options;
        // Kept until the new subscription exists, so that clients that change together keep sharing a feed.
        let left = if same_request { None } else { state.subscription.take() };
        drop(state);
        if left.is_some() {
            self.start_after(CHANGE_DELAY);
        }
        other_job
    }

    /// Starts polling; does nothing if it is already polling.
    pub fn start(self: &Rc<Self>) {
        self.start_after(0.0);
    }

    fn start_after(self: &Rc<Self>, delay: f64) {
        let prefetched = self.state.borrow_mut().prefetched.take();
        let mut state = self.state.borrow_mut();
        if state.subscription.is_some() {
            return;
        }
        let (config, interval) = (state.options.feed_config(), state.options.interval_ms());
        let (visibility, pixels) = (state.visibility, state.pixels);
        state.data.is_polled = config.is_some();
        drop(state);
        let Some(config) = config else { return };
        let client = Rc::downgrade(self);
        let subscription = Subscription::new(config, delay, interval, visibility, pixels, move |update, feed| {
            if let Some(client) = Weak::upgrade(&client) {
                client.handle(update, feed);
            }
        });
        if let Some(prefetched) = prefetched {
            subscription.offer(prefetched);
        }
        // Data that other subscribers have loaded already.
        let redraw = self.state.borrow_mut().data.update(&subscription.state());
        self.state.borrow_mut().subscription = Some(Rc::new(subscription));
        self.notify(redraw, &[]);
    }

    /// Stops polling; the data stay.
    pub fn stop(&self) {
        let mut state = self.state.borrow_mut();
        state.data.is_polled = false;
        let left = (state.subscription.take(), state.prefetched.take());
        drop(state);
        drop(left);
    }

    /// Polls now; starts polling if it was stopped.
    pub fn refresh(self: &Rc<Self>) {
        match self.subscription() {
            Some(subscription) => subscription.refresh(),
            None => self.start(),
        }
    }

    /// Sets whether it is visible, and whether its window is another than the script's.
    pub fn set_visible(&self, visible: bool, in_other_window: bool) {
        let visibility = Visibility { visible, in_other_window };
        self.state.borrow_mut().visibility = visibility;
        if let Some(subscription) = self.subscription() {
            subscription.set_visibility(visibility);
        }
    }

    /// Sets its width in device pixels.
    pub fn set_pixels(&self, pixels: u32) {
        self.state.borrow_mut().pixels = pixels;
        if let Some(subscription) = self.subscription() {
            subscription.set_pixels(pixels);
        }
    }

    /// Sets a request that the page has sent, for the next start.
    pub fn use_prefetched(&self, prefetched: Option<Prefetched>) {
        let before = std::mem::replace(&mut self.state.borrow_mut().prefetched, prefetched);
        drop(before);
    }

    /// Its subscription to a feed; `None` while it is stopped, or has no job.
    pub fn subscription(&self) -> Option<Rc<Subscription>> {
        self.state.borrow().subscription.clone()
    }

    /// Reads the data. The callback must not call JS.
    pub fn read<T>(&self, read: impl FnOnce(&JobData) -> T) -> T {
        read(&self.state.borrow().data)
    }

    /// Changes the data by hand. The callback must not call JS.
    pub fn edit<T>(&self, edit: impl FnOnce(&mut JobData) -> T) -> T {
        edit(&mut self.state.borrow_mut().data)
    }

    /// Clears the job's data.
    pub fn forget(&self) {
        self.edit(JobData::forget);
    }

    /// The current snapshot, with the selected kinds of its series.
    pub fn snapshot(&self, selection: &KindSelection) -> JobSnapshot {
        let stale = self.subscription().is_some_and(|subscription| subscription.is_stale());
        self.read(|data| JobSnapshot::new(data, selection, stale))
    }

    fn snapshot_of_all_kinds(&self) -> JobSnapshot {
        let latest = self.read(|data| data.latest.clone());
        let selection = latest.map(|latest| KindSelection::new(&latest.traces.series, &[])).unwrap_or_default();
        self.snapshot(&selection)
    }

    /// Notifies the chart and the page of changes; `redraw`: whether the chart would look different.
    pub fn notify(&self, redraw: bool, events: &[JobEvent]) {
        if let Some(observer) = self.observer.get() {
            if redraw {
                observer.redraw();
            }
            observer.announce(events);
        }
        let callback = self.state.borrow().onchange.clone();
        announce(&callback, events, || to_js(&self.snapshot_of_all_kinds()));
    }

    fn handle(&self, update: Update, feed: &FeedState) {
        let mut state = self.state.borrow_mut();
        let redraw = state.data.update(feed);
        let events = state.data.events(feed, update == Update::Failed);
        drop(state);
        self.notify(redraw, &events);
    }
}

/// Calls the page's callback for each event, with one snapshot for all of them.
pub fn announce(callback: &JsValue, events: &[JobEvent], snapshot: impl FnOnce() -> JsValue) {
    let Some(callback) = callback.dyn_ref() else { return };
    if events.is_empty() {
        return;
    }
    let snapshot = snapshot();
    for event in events {
        page::call(callback, event.name(), &snapshot);
    }
}
