//! `proxy`: the real API behind this server's routes.

use std::path::Path;

use job_progress_server::http;
use job_progress_server::proxy::{Proxy, ProxyOptions};

use super::{CommandError, announce, listen, stop_signal};

pub async fn run(config: Option<&Path>, options: ProxyOptions) -> Result<(), CommandError> {
    let options = match config {
        Some(path) => options.over(ProxyOptions::read(path)?),
        None => options,
    };
    let address = options.listen();
    let proxy = Proxy::new(options.settings()?)?;
    let app = proxy.router()?;
    let listener = listen(address).await?;
    let stop = stop_signal()?;
    announce(&listener)?;
    http::serve(listener, app, stop).await;
    Ok(())
}
