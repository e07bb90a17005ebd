//! The only folder that knows the browser: fetch, timer, canvas, `Intl`, and the class that pages use.

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
pub mod listener;
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
pub mod timer;
#[cfg(feature = "chart")]
pub mod wishes;

/// Smaller and quicker than the standard library's.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// ms of the page's steady clock (`performance.now()`); 0 where there is no window.
#[cfg(feature = "chart")]
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
