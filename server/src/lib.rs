//! Three services; [`http`] has the connections of all of them.
//!
//! **The API over SQLite.** The path of a request: [`app`] routes it → [`routes`] read its parameters and its
//! `If-None-Match` → [`store`] takes a read-only connection on a blocking thread, and one transaction → the job's
//! version (three seeks) and [`validator`] decide whether the client's copy is current: 304, no row read → else
//! [`store`] reads the rows, [`traces`] turns them into points, [`response`] has the types of the body → one line in
//! the [`access_log`]. The [`simulator`] plans whole jobs in advance and writes their rows when they are due; both
//! sides share only the rows.
//!
//! **[`proxy`]** lets pages use the real API: it adds the key and caches responses. The path of a request: the host and
//! the viewer are checked → route, job and query are read → the cache has a fresh response, or one is requested for all
//! that wait.
//!
//! **[`recording`]** records a job and replays it. The path of a response: the recorder requests it with the proxy's
//! client → a line in the file → the player reads it at the start, moves its times, and serves it when it is due.

pub mod access_log;
pub mod app;
pub mod error;
pub mod http;
pub mod proxy;
pub mod recording;
pub mod response;
pub mod routes;
pub mod simulator;
pub mod static_files;
pub mod status;
pub mod store;
pub mod timestamp;
pub mod traces;
pub mod validator;
