//! `requestAnimationFrame`: any number of wishes to paint become one call before the next frame.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request(callback: &Closure<dyn Fn()>) -> i32;

    #[wasm_bindgen(js_name = cancelAnimationFrame)]
    fn cancel(id: i32);
}

/// A callback before the next frame, cancelled on drop.
pub struct Frame {
    pending: Rc<Cell<Option<i32>>>,
    callback: Closure<dyn Fn()>,
}

impl Frame {
    /// Wraps the callback; [`Frame::request`] schedules it.
    pub fn new(callback: impl Fn() + 'static) -> Self {
        let pending = Rc::new(Cell::new(None));
        let fired = pending.clone();
        let callback = Closure::new(move || {
            fired.set(None);
            callback();
        });
        Self { pending, callback }
    }

    /// Runs the callback before the next frame, once, however often this is called.
    pub fn request(&self) {
        if self.pending.get().is_none() {
            self.pending.set(Some(request(&self.callback)));
        }
    }

    /// Takes the wish back; whether there was one.
    pub fn cancel(&self) -> bool {
        let pending = self.pending.take();
        if let Some(id) = pending {
            cancel(id);
        }
        pending.is_some()
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.cancel();
    }
}
