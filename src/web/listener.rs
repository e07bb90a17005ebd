//! An event listener, removed on drop.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventTarget;

/// A callback for one type of event of one target.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut()>,
}

impl Listener {
    /// Calls `callback` at each `event` until this is dropped.
    pub fn new(target: EventTarget, event: &'static str, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::new(callback);
        // Fails only for callbacks that are none.
        target.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref()).unwrap_or_default();
        Self { target, event, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        self.target.remove_event_listener_with_callback(self.event, callback).unwrap_or_default();
    }
}
