//! What each subcommand does, until ctrl-c, SIGTERM or SIGHUP.

pub mod proxy;
pub mod record;
pub mod replay;
pub mod serve;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use job_progress_server::proxy::ProxyError;
use job_progress_server::recording::RecordingError;
use job_progress_server::static_files::MountError;
use job_progress_server::store::StoreError;
use tokio::net::TcpListener;
use tokio::signal;

/// Why a subcommand does not start, or stops.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error("cannot open the database '{path}': {cause}")]
    Database { path: PathBuf, cause: StoreError },
    #[error("cannot open the access log '{path}': {cause}")]
    AccessLog { path: PathBuf, cause: io::Error },
    #[error("cannot start the simulator: {0}")]
    Simulator(StoreError),
    #[error(transparent)]
    Mount(#[from] MountError),
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    #[error(transparent)]
    Recording(#[from] RecordingError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Takes the address.
async fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    TcpListener::bind(address).await.map_err(|cause| CommandError::Listen { address, cause })
}

/// Tells whoever started the program where it listens.
fn announce(listener: &TcpListener) -> io::Result<()> {
    let mut stdout = io::stdout();
    writeln!(stdout, "listening on http://{}", listener.local_addr()?)?;
    stdout.flush()
}

/// Resolves at ctrl-c, SIGTERM or SIGHUP.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal as receive};
    let [mut terminate, mut hang_up] = [receive(SignalKind::terminate())?, receive(SignalKind::hangup())?];
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
            _ = signal::ctrl_c() => {}
        }
    })
}

/// Resolves at ctrl-c.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = signal::ctrl_c().await;
    })
}
