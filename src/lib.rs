//! A live chart of a batch job's cumulative progress: the only place that knows the browser.
#![cfg(target_arch = "wasm32")]

mod canvas;
pub mod chart;
mod feed;
mod fetch;
mod fields;
mod frame;
mod json;
mod locale;
mod member;
mod options;
mod page;
mod registry;
mod snapshot;
mod theme;
mod value;
mod wishes;

#[cfg(test)]
#[path = "../tests/wasm/chart.rs"]
mod chart_tests;

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    /// ms of the page's steady clock.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}
