//! `replay`: a recording by the API's routes.

use job_progress_server::http;
use job_progress_server::recording::player::Player;

use super::{CommandError, announce, listen, stop_signal};
use crate::cli::ReplayOptions;

pub async fn run(options: ReplayOptions) -> Result<(), CommandError> {
    let listener = listen(options.listen).await?;
    let app = Player::open(&options.file, options.speed)?.router(&options.mounts)?;
    let stop = stop_signal()?;
    announce(&listener)?;
    http::serve(listener, app, stop).await;
    Ok(())
}
