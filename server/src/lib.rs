//! The read side of the batch API over SQLite, and a simulator that writes jobs for it to read.
//!
//! The path of a request: [`app`] routes it → [`routes`] read its parameters and its `If-None-Match` → [`store`] takes a
//! read-only connection on a blocking thread, and one transaction → the job's version (three seeks) and [`validator`]
//! decide whether the client's copy is current: 304, no row read → else [`store`] reads the rows, [`traces`] turns
//! them into points, [`response`] has the types of the body → one line in the [`access_log`].
//!
//! The [`simulator`] plans whole jobs in advance and writes their rows when they are due. The read side
//! does not depend on it: both share only the rows.

pub mod access_log;
pub mod app;
pub mod error;
pub mod response;
pub mod routes;
pub mod simulator;
pub mod static_files;
pub mod status;
pub mod store;
pub mod timestamp;
pub mod traces;
pub mod validator;
