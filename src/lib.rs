//! A live chart of a batch job's cumulative progress: from a URL to pixels.
//!
//! The way of the data:
//! 1. [`client`] takes a page's options and makes URLs of them ([`client::routes`]); it subscribes to a [`feed`].
//! 2. [`feed`] polls a job for all who follow it, in one async loop. `job_progress_core::poll` says what to ask and when.
//! 3. [`fetch`] sends a request: fresh bytes, not modified, refused or lost.
//! 4. `job_progress_core::session` decodes the bytes and keeps what is known of the job.
//! 5. [`client`] turns that into a snapshot and events.
//! 6. [`chart`] draws it before the next frame: `job_progress_core::plot` makes calls of plotters, [`canvas`] is the canvas
//!    under them.
//!
//! This crate is the only place that knows the browser; [`browser`] has its services.
#![cfg(target_arch = "wasm32")]

mod browser;
mod canvas;
pub mod chart;
pub mod client;
mod feed;
mod fetch;
mod locale;

mod theme;

#[cfg(test)]
#[path = "../tests/wasm"]
mod tests {
    mod chart;
    mod network;
    mod types;

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
}
