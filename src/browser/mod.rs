//! Services of the browser; each is released on drop.

pub mod frame;
pub mod listener;
pub mod notify;
pub mod page;
pub mod task;
pub mod timer;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// ms of the page's monotonic clock.
    #[wasm_bindgen(js_namespace = performance)]
    pub fn now() -> f64;
}
