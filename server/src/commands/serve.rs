//! `serve`: store, simulator, HTTP.

use std::sync::Arc;

use job_progress_server::access_log::AccessLog;
use job_progress_server::app::app;
use job_progress_server::http;
use job_progress_server::simulator::{self, Simulator};
use job_progress_server::store::Store;

use super::{CommandError, announce, listen, stop_signal};
use crate::cli::ServeOptions;

pub async fn run(options: ServeOptions) -> Result<(), CommandError> {
    // Before the simulator: a second server on a port in use must not replace the first one's jobs.
    let listener = listen(options.listen).await?;

    let store = Store::open(&options.db).map_err(|cause| CommandError::Database { path: options.db.clone(), cause })?;
    let log = match &options.access_log {
        Some(path) => {
            let log = AccessLog::open(path).map_err(|cause| CommandError::AccessLog { path: path.clone(), cause })?;
            Some(Arc::new(log))
        }
        None => None,
    };
    let app = app(Arc::new(store), &options.mounts, log)?;
    let simulator = if options.simulate {
        let settings = simulator::Settings {
            scenarios: options.chosen_scenarios(),
            speed: options.speed,
            seed: options.seed,
            head_start: options.head_start,
            repeat: options.repeat,
        };
        Some(Simulator::start(&options.db, settings).map_err(CommandError::Simulator)?)
    } else {
        None
    };

    let stop = stop_signal()?;
    announce(&listener)?;
    http::serve(listener, app, stop).await;
    if let Some(simulator) = simulator {
        simulator.stop();
    }
    Ok(())
}
