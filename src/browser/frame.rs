//! `requestAnimationFrame`, one for all charts of a page: requests to paint are collected and run before the next
//! frame.
//!
//! In each frame in which anything changes, the browser composites all canvases of the page. So with many charts,
//! batches of requests are at least [`PAUSE_MS`] apart. A batch takes as many frames in a row as it needs, none of
//! which takes much longer than [`BUDGET_MS`].

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Function;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{now, page::report_error, timer::Timer};
use job_progress_interop::Call;

/// With more charts than this, frames are throttled.
const MANY: usize = 16;
/// Time from the last frame of a batch of many charts to the next batch.
const PAUSE_MS: f64 = 100.0;
/// Callbacks that do not fit into this time are left for the next frame, so that a frame with its layout and raster
/// stays under 50 ms. A shorter budget makes more frames: at 10 ms, 100 charts cost a fifth more.
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
    /// Number of existing [`Frame`]s.
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

    /// Cancels the request; returns whether there was one.
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

/// Runs a callback once, before the next frame in which charts paint, so that the DOM around a chart changes in the
/// same frame.
#[wasm_bindgen(js_name = requestFrame, skip_typescript)]
pub fn request_frame(callback: Function) {
    let _call = Call::begin();
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
        // Callbacks requested meanwhile come after those that are left.
        queue.drain(..done);
        queue.append(&mut scheduler.queue.take());
        scheduler.scheduled.set(!queue.is_empty());
        if !queue.is_empty() {
            schedule();
        }
        scheduler.queue.replace(queue);
    });
}
