//! The library's exports to JS, as a wasm.

pub use job_progress_chart::*;
