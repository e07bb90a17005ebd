//! What a chart of a batch job knows and decides, with no word of the browser: everything here is tested natively.
//!
//! - [`response`] decodes bytes and checks every number and time, once.
//! - [`poll`] says what to ask, with which validator, and when next. No I/O, no clock.
//! - [`watch`] is both for one job: what is known of it, and how answers change that.
//! - [`series`], [`phase`], [`forecast`] and [`outlook`] say what it means.
//! - [`plot`] turns series, theme and size into calls of plotters.
//! - [`entries`] keeps the books of a job's progress entries.
//! - [`error`] names all that can go wrong.

pub mod csv;
pub mod entries;
pub mod error;
pub mod forecast;
pub mod json;
pub mod outlook;
pub mod phase;
pub mod plot;
pub mod poll;
pub mod response;
pub mod series;
pub mod text;
pub mod watch;
