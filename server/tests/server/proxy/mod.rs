//! The proxy between a real HTTP client and an API that answers by script.

mod access;
mod caching;
mod faults;
mod raw;
mod recordings;
mod secrets;
mod support;
