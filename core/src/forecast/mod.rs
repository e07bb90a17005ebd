//! How fast a job goes now, and when it will be done. The method, its formulas and how well it does are in
//! `docs/forecast.md`.

mod counter;
mod job;

pub use self::{
    counter::{CounterForecast, Eta, forecast_counter},
    job::JobForecast,
};
