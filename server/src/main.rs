//! Command line → store, simulator, HTTP; until ctrl-c or SIGTERM.

mod cli;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use job_progress_server::access_log::AccessLog;
use job_progress_server::app::app;
use job_progress_server::simulator::{self, Simulator};
use job_progress_server::static_files::MountError;
use job_progress_server::store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::signal;

use crate::cli::Arguments;

/// Why the server does not start, or stops.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error("cannot open the database '{path}': {cause}")]
    Database { path: PathBuf, cause: StoreError },
    #[error("cannot open the access log '{path}': {cause}")]
    AccessLog { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Mount(#[from] MountError),
    #[error("cannot start the simulator: {0}")]
    Simulator(StoreError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), StartError> {
    // Before the simulator: a second server on a port in use must not replace the first one's jobs.
    let listen_error = |cause| StartError::Listen { address: arguments.listen, cause };
    let listener = TcpListener::bind(arguments.listen).await.map_err(listen_error)?;

    let store =
        Store::open(&arguments.db).map_err(|cause| StartError::Database { path: arguments.db.clone(), cause })?;
    let log = match &arguments.access_log {
        Some(path) => {
            let log = AccessLog::open(path).map_err(|cause| StartError::AccessLog { path: path.clone(), cause })?;
            Some(Arc::new(log))
        }
        None => None,
    };
    let app = app(Arc::new(store), &arguments.mounts, log)?;
    let simulator = if arguments.simulate {
        let settings = simulator::Settings {
            scenarios: arguments.chosen_scenarios(),
            speed: arguments.speed,
            seed: arguments.seed,
            head_start: arguments.head_start,
            repeat: arguments.repeat,
        };
        Some(Simulator::start(&arguments.db, settings).map_err(StartError::Simulator)?)
    } else {
        None
    };

    let mut stdout = io::stdout();
    writeln!(stdout, "listening on http://{}", listener.local_addr()?)?;
    stdout.flush()?;
    axum::serve(listener, app).with_graceful_shutdown(stop_signal()?).await?;
    if let Some(simulator) = simulator {
        simulator.stop();
    }
    Ok(())
}

/// Resolves at ctrl-c or SIGTERM.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = terminated => {}
            _ = signal::ctrl_c() => {}
        }
    })
}
