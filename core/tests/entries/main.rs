//! A list of entries that grows, moves and is deleted, seen through pages: properties over generated histories, and
//! what a hundred thousand entries cost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod cost;
mod export;
mod faulty_pages;
mod properties;
mod server;
mod viewer;
