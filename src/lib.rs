//! A live chart of a batch job's cumulative progress: from a URL to pixels.
//!
//! The path of the data:
//! 1. [`client`] turns a page's options into URLs ([`client::routes`]) and subscribes to a [`feed`].
//! 2. [`feed`] polls a job for all its subscribers, in one async loop. `job_progress_core::poll` decides what to
//!    request and when.
//! 3. [`fetch`] sends a request and returns new bytes, "not modified", or an error.
//! 4. `job_progress_core::session` decodes the bytes and keeps the job's state.
//! 5. [`client`] turns the state into a snapshot and events.
//! 6. [`chart`] draws it before the next frame: `job_progress_core::plot` makes plotters calls, [`canvas`] is their
//!    drawing backend.
//!
//! [`locale`] formats numbers and times, [`sanitize`] makes texts of the server fit to be shown, [`theme`] reads
//! colours, [`browser`] wraps timers, events and frames. `job_progress_core` knows nothing of the browser;
//! `job_progress_interop` has what this crate and the log share with JS.
#![cfg(target_arch = "wasm32")]

mod browser;
mod canvas;
pub mod chart;
pub mod client;
mod feed;
mod fetch;
mod locale;
mod sanitize;
mod theme;

#[cfg(test)]
#[path = "../tests/wasm"]
mod tests {
    mod chart;
    mod network;
    mod types;

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
}
