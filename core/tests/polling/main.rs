//! Polling in virtual time: properties over generated histories, and a week of one job in seconds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod history;
mod properties;
mod server;
mod subject;
mod week;
