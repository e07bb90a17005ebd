//! A live chart of a batch job's cumulative progress: from a URL to pixels.
//!
//! The data path, in order, and the rooms it goes through:
//! 1. [`poll`] says what to ask now, with which validator, and when next. No I/O, no clock.
//! 2. `web::fetch` asks by the browser's fetch: fresh bytes, not modified, refused or lost.
//! 3. [`response`] decodes the bytes and checks every number and time, once; [`watch`] keeps what is known of the job.
//! 4. [`series`] is the progress in it: columns of times and cumulative counts. [`phase`] is all of it in one word.
//! 5. [`forecast`] makes a rate of it, and when the job will be through; [`outlook`] is what a chart says of that.
//! 6. [`plot`] turns series, theme and size into calls of plotters.
//! 7. `web::surface` is the canvas under plotters; `web::chart` the class that pages use; `web::feed` drives it all, one
//!    for all charts of a job: a plain step, called when something has happened. Nothing here is async.
//!
//! What JS says in fewer bytes is a plain module beside the files in `web` that decide: `web/network.js` sends and reads,
//! `web/fetch.rs` judges. They become `pkg/web/`, and are few: each is a request of its own where nothing bundles.
//!
//! Beside it, in a wasm of its own: [`entries`] keeps the books of a job's progress entries, and `web::log` is what a list calls;
//! the asking goes through the chart's feed.
//!
//! Everything outside `web` compiles and is tested natively. [`error`] names all that can go wrong.

pub mod entries;
pub mod error;
pub mod forecast;
pub mod outlook;
pub mod phase;
#[cfg(feature = "chart")]
pub mod plot;
pub mod poll;
pub mod response;
pub mod series;
mod text;
pub mod watch;
#[cfg(target_arch = "wasm32")]
pub mod web;
