//! `requestAnimationFrame`: any number of wishes to paint become one call before the next frame.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};

/// A callback before the next frame, cancelled on drop.
pub struct Frame {
    pending: Rc<Cell<Option<i32>>>,
    callback: Closure<dyn FnMut()>,
}

impl Frame {
    /// Wraps the callback; [`Frame::request`] schedules it.
    pub fn new(mut callback: impl FnMut() + 'static) -> Self {
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
        if self.pending.get().is_none()
            && let Some(window) = web_sys::window()
        {
            self.pending.set(window.request_animation_frame(self.callback.as_ref().unchecked_ref()).ok());
        }
    }

    /// Takes the wish back; whether there was one.
    pub fn cancel(&self) -> bool {
        let pending = self.pending.take();
        if let (Some(id), Some(window)) = (pending, web_sys::window()) {
            // Fails only for a handle that is none.
            window.cancel_animation_frame(id).unwrap_or_default();
        }
        pending.is_some()
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.cancel();
    }
}
