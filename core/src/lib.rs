//! What a chart of a batch job knows and decides, with no word of the browser: everything here is tested natively.
//!
//! - [`response`] decodes bytes and checks every number and time, once; [`json`] is the parser.
//! - [`poll`] says what to ask, with which validator, and when next. No I/O, no clock.
//! - [`session`] combines both for one job: what is known of it, and how responses change that.
//! - [`series`], [`phase`] and [`forecast`] say what it means.
//! - [`plot`] turns series, theme and size into calls of plotters.
//! - [`entries`] loads and caches a job's progress entries, as far as the user looks at them.
//! - [`csv`] writes traces and entries for spreadsheets.
//! - [`sanitize`] has what is done to texts of the server before they are shown.
//! - [`error`] names all that can go wrong.

pub mod csv;
pub mod entries;
pub mod error;
pub mod forecast;
pub mod json;
pub mod phase;
pub mod plot;
pub mod poll;
pub mod response;
pub mod sanitize;
pub mod series;
pub mod session;
