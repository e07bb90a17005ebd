//! A proxy that lets pages use the real API: it adds the key, lets only the chart's routes through, caches responses,
//! and merges identical requests.
//!
//! The path of a request: [`service`] → [`hosts`] and [`viewers`] decide who may see what → [`resource`] parses what is
//! requested → [`relay`] takes the response from the [`cache`], or requests it, once for all that wait
//! ([`single_flight`]): past the [`circuit_breaker`], which stops requests while the API fails or wants a pause, to the
//! [`upstream`] with the [`credential`] → [`api_response`] becomes 304 or 200, with its `Age`.
//!
//! All state can be lost: after a restart, or in a second proxy, the first viewers' requests fetch everything anew.

mod api_client;
pub(crate) mod api_response;
mod cache;
mod circuit_breaker;
mod credential;
pub(crate) mod failure;
mod hosts;
mod job_list;
mod metrics;
pub mod options;
mod relay;
mod request_log;
pub(crate) mod resource;
mod service;
mod single_flight;
mod upstream;
mod viewers;

pub use api_client::ApiClient;
pub use options::{ProxyError, ProxyOptions, Settings};
pub use service::Proxy;
