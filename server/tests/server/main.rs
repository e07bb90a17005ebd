//! The server as its clients see it: a real one on a free port, over a real SQLite file, asked by a real HTTP client.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod access_log;
mod conditional;
mod deleted;
mod entries;
mod errors;
mod fixtures;
mod process;
mod resources;
mod row_cost;
mod simulator;
mod static_files;
mod support;
mod traces;
mod traces_properties;
