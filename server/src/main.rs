//! The command line: which subcommand runs, and how its messages are written.

mod cli;
mod commands;

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tokio::runtime::Runtime;
use tracing_appender::non_blocking;

use crate::cli::{Arguments, Command};
use crate::commands::{CommandError, proxy, record, replay, serve};

/// How long threads may take to end that are blocked, for example by a file on a network drive that is gone.
const BLOCKED_THREADS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A thread of its own writes them: a stderr that takes nothing, or is closed, holds up and ends no request.
    let (writer, _flush_at_the_end) = non_blocking(io::stderr());
    let messages =
        tracing_subscriber::fmt().with_max_level(arguments.log_level).with_writer(writer).log_internal_errors(false);
    if io::stderr().is_terminal() {
        messages.init();
    } else {
        messages.json().flatten_event(true).init();
    }
    let result = Runtime::new().map_err(CommandError::from).and_then(|runtime| {
        let result = runtime.block_on(run(arguments.command));
        runtime.shutdown_timeout(BLOCKED_THREADS);
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Serve(options) => serve::run(options).await,
        Command::Proxy { config, options } => proxy::run(config.as_deref(), options).await,
        Command::Record(options) => record::run(options).await,
        Command::Replay(options) => replay::run(options).await,
    }
}
