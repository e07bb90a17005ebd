//! `requestAnimationFrame`, one for all charts of a page: requests to paint are collected and run before the next frame.
//!
//! Each frame in which anything changes costs the browser all canvases of the page, so with many charts frames are at least
//! [`PAUSE_MS`] apart, and none takes much longer than [`BUDGET_MS`].

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Function;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{now, page::report_error, timer::Timer};
use job_progress_interop::Call;

/// More charts than this are many.
const MANY: usize = 16;
/// Between two frames of many charts.
const PAUSE_MS: f64 = 100.0;
/// What does not fit into this time is left for the next frame: with its layout and raster a frame stays under 50 ms. Shorter
/// budgets make more frames, and 100 charts cost a fifth more at 10 ms.
const BUDGET_MS: f64 = 25.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(callback: &JsValue);
}

thread_local! {
    static SCHEDULER: Scheduler = Scheduler::default();
}

type Callback = Rc<dyn Fn()>;

#[derive(Default)]
struct Scheduler {
    /// Number of [`Frame`]s that there are.
    frames: Cell<usize>,
    queue: RefCell<Vec<(Rc<Cell<bool>>, Callback)>>,
    scheduled: Cell<bool>,
    last: Cell<Option<f64>>,
    pause: RefCell<Option<Timer>>,
}

impl Scheduler {
    fn has_many(&self) -> bool {
        self.frames.get() > MANY
    }
}

/// A callback before the next frame in which charts paint; cancelled on drop.
pub struct Frame {
    pending: Rc<Cell<bool>>,
    callback: Callback,
}

impl Frame {
    /// Wraps the callback; [`Frame::request`] schedules it.
    pub fn new(callback: impl Fn() + 'static) -> Self {
        SCHEDULER.with(|scheduler| scheduler.frames.set(scheduler.frames.get() + 1));
        Self { pending: Rc::default(), callback: Rc::new(callback) }
    }

    /// Runs the callback before the next frame, once, however often this is called.
    pub fn request(&self) {
        if !self.pending.replace(true) {
            enqueue(self.pending.clone(), self.callback.clone());
        }
    }

    /// Takes the request back; whether there was one.
    pub fn cancel(&self) -> bool {
        self.pending.take()
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.cancel();
        SCHEDULER.with(|scheduler| scheduler.frames.set(scheduler.frames.get() - 1));
    }
}

/// Runs a callback once, before the next frame in which charts paint: DOM that changes with a chart changes in its frame.
#[wasm_bindgen(js_name = requestFrame, skip_typescript)]
pub fn request_frame(callback: Function) {
    let run = move || {
        if let Err(error) = callback.call0(&JsValue::UNDEFINED) {
            report_error(&error);
        }
    };
    enqueue(Rc::new(Cell::new(true)), Rc::new(run));
}

fn enqueue(pending: Rc<Cell<bool>>, callback: Callback) {
    SCHEDULER.with(|scheduler| {
        scheduler.queue.borrow_mut().push((pending, callback));
        if scheduler.scheduled.replace(true) {
            return;
        }
        let since = scheduler.last.get().map_or(PAUSE_MS, |last| now() - last);
        if scheduler.has_many() && since < PAUSE_MS {
            scheduler.pause.replace(Some(Timer::new(PAUSE_MS - since, schedule)));
        } else {
            schedule();
        }
    });
}

fn schedule() {
    let callback = Closure::once_into_js(|| {
        let _call = Call::begin();
        run();
    });
    request_animation_frame(&callback);
}

fn run() {
    let start = now();
    let (many, mut queue) = SCHEDULER.with(|scheduler| {
        scheduler.last.set(Some(start));
        scheduler.pause.take();
        (scheduler.has_many(), scheduler.queue.take())
    });
    let mut done = 0;
    for (pending, callback) in &queue {
        done += 1;
        if pending.take() {
            callback();
        }
        if many && now() - start >= BUDGET_MS {
            break;
        }
    }
    SCHEDULER.with(|scheduler| {
        // What was requested meanwhile comes after what is left.
        queue.drain(..done);
        queue.append(&mut scheduler.queue.take());
        scheduler.scheduled.set(!queue.is_empty());
        if !queue.is_empty() {
            schedule();
        }
        scheduler.queue.replace(queue);
    });
}
