//! `setTimeout`, cleared on drop.

use std::{future::poll_fn, rc::Rc};

use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::notify::Notify;
use job_progress_interop::Call;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Closure<dyn Fn()>, ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// A callback that runs once, unless it is dropped before.
pub struct Timer {
    id: JsValue,
    _callback: Closure<dyn Fn()>,
}

impl Timer {
    /// Runs `callback` after `ms`.
    pub fn new(ms: f64, callback: impl Fn() + 'static) -> Self {
        let callback: Closure<dyn Fn()> = Closure::new(move || {
            let _call = Call::begin();
            callback();
        });
        // Rounded up, because browsers truncate: a timer must not fire early.
        Self { id: set_timeout(&callback, ms.ceil()), _callback: callback }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// Waits for `ms`.
pub async fn sleep(ms: f64) {
    let elapsed = Rc::new(Notify::default());
    let _timer = Timer::new(ms, {
        let elapsed = elapsed.clone();
        move || elapsed.notify()
    });
    poll_fn(|context| elapsed.poll(context)).await;
}
