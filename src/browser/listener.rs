//! Event listeners on the window, removed on drop.

use wasm_bindgen::{closure::Closure, prelude::wasm_bindgen};

use job_progress_interop::Call;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener)]
    fn add_event_listener(event: &str, callback: &Closure<dyn Fn()>);

    #[wasm_bindgen(js_name = removeEventListener)]
    fn remove_event_listener(event: &str, callback: &Closure<dyn Fn()>);
}

/// A listener for some events of the window; `visibilitychange` bubbles there.
pub struct EventListener {
    events: &'static [&'static str],
    callback: Closure<dyn Fn()>,
}

impl EventListener {
    /// Calls `callback` at each of the events.
    pub fn new(events: &'static [&'static str], callback: impl Fn() + 'static) -> Self {
        let callback = Closure::new(move || {
            let _call = Call::begin();
            callback();
        });
        for event in events {
            add_event_listener(event, &callback);
        }
        Self { events, callback }
    }
}

impl Drop for EventListener {
    fn drop(&mut self) {
        for event in self.events {
            remove_event_listener(event, &self.callback);
        }
    }
}
