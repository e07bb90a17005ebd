//! The only folder that knows the browser: fetch, timers, canvas, `Intl`, and the class that pages use.

#[cfg(feature = "chart")]
pub mod chart;
#[cfg(feature = "chart")]
pub mod feed;
#[cfg(feature = "chart")]
pub mod fetch;
#[cfg(feature = "chart")]
pub mod fields;
#[cfg(feature = "chart")]
pub mod frame;
#[cfg(feature = "chart")]
pub mod json;
#[cfg(feature = "chart")]
pub mod locale;
#[cfg(feature = "log")]
pub mod log;
#[cfg(feature = "chart")]
pub mod member;
#[cfg(feature = "chart")]
pub mod options;
#[cfg(feature = "chart")]
pub mod page;
#[cfg(feature = "chart")]
pub mod registry;
#[cfg(feature = "chart")]
pub mod snapshot;
#[cfg(feature = "chart")]
pub mod surface;
#[cfg(feature = "chart")]
pub mod theme;
pub mod throw;
#[cfg(feature = "chart")]
pub mod value;
#[cfg(feature = "chart")]
pub mod wishes;

/// Smaller and quicker than the standard library's.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(feature = "chart")]
#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    /// ms of the page's steady clock.
    #[wasm_bindgen(js_namespace = performance)]
    pub fn now() -> f64;
}
