//! The only folder that knows the browser: fetch, timer, canvas, `Intl`, and the class that pages use.

pub mod chart;
pub mod feed;
pub mod fetch;
pub mod fields;
pub mod frame;
pub mod listener;
pub mod locale;
pub mod member;
pub mod options;
pub mod place;
pub mod registry;
pub mod snapshot;
pub mod surface;
pub mod theme;
pub mod timer;

/// Smaller and quicker than the standard library's.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// ms of the page's steady clock (`performance.now()`); 0 where there is no window.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
