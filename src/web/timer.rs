//! `setTimeout`, cleared on drop.

use wasm_bindgen::{JsCast, closure::Closure};

/// A callback that will run once, unless this is dropped before.
pub struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `callback` in `ms`. `None` outside a window.
    pub fn new(ms: f64, callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(callback);
        let id = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), ms.ceil() as i32)
            .ok()?;
        Some(Self { id, _callback: callback })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
