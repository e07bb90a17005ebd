//! `record`: a job's responses into a file.

use std::time::Duration;

use job_progress_server::proxy::ApiClient;
use job_progress_server::recording::recorder::{Recording, record};

use super::{CommandError, stop_signal};
use crate::cli::RecordOptions;

pub async fn run(options: RecordOptions) -> Result<(), CommandError> {
    let client = ApiClient::new(&options.upstream, options.key_file.as_deref())?;
    let interval = Duration::from_secs(options.interval);
    let recording = Recording { job: options.job, interval, buckets: options.buckets };
    println!("recording into {} until the job ends, or until ctrl-c", options.out.display());
    tokio::select! {
        result = record(&client, &recording, &options.out) => result?,
        () = stop_signal()? => {}
    }
    Ok(())
}
