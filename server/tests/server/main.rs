//! The server as its clients see it: on a free port, over an SQLite file, with a real HTTP client.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod access_log;
mod conditional;
mod deleted;
mod entries;
mod errors;
mod fixtures;
mod process;
mod proxy;
mod resources;
mod row_cost;
mod simulator;
mod static_files;
mod support;
mod traces;
mod traces_properties;
