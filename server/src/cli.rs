//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, value_parser};
use job_progress_server::proxy::ProxyOptions;
use job_progress_server::simulator::{SCENARIOS, Scenario};
use job_progress_server::static_files::Mount;
use job_progress_server::traces::{DEFAULT_BUCKETS, MAX_BUCKETS, MIN_BUCKETS};

/// Serves the read side of the batch API (/v0.5), or passes it on.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// Which messages are written to stderr: error, warn, info or debug. As text in a terminal, else as lines of JSON
    #[arg(long, global = true, value_name = "LEVEL", default_value = "info")]
    pub log_level: tracing::Level,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the jobs in a SQLite file
    Serve(ServeOptions),
    /// Forwards requests to the real API: adds the key, caches responses, and merges identical requests
    Proxy {
        /// A TOML file with the options below, by their names without the dashes at the beginning
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,

        #[command(flatten)]
        options: ProxyOptions,
    },
    /// Writes the API's responses about a job into a file, with their times, until the job has ended
    Record(RecordOptions),
    /// Serves a recording as if the job ran now
    Replay(ReplayOptions),
}

/// The options of `record`.
#[derive(Args, Debug)]
pub struct RecordOptions {
    /// The job's id
    #[arg(long, value_name = "ID")]
    pub job: String,

    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Base URL of the API, for example https://api.u1.archetypeai.app/v0.5
    #[arg(long, value_name = "URL")]
    pub upstream: String,

    /// A file with the API key; without it the key is taken from the environment variable ATAI_API_KEY
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,

    /// Between two polls
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = value_parser!(u64).range(1..=3600))]
    pub interval: u64,

    /// Points of the traces
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_BUCKETS,
          value_parser = value_parser!(u32).range(i64::from(MIN_BUCKETS)..=i64::from(MAX_BUCKETS)))]
    pub buckets: u32,
}

/// The options of `replay`.
#[derive(Args, Debug)]
pub struct ReplayOptions {
    /// The recording
    pub file: PathBuf,

    /// How many seconds of the recording pass in one second
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,

    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Serves the files of DIR below /PREFIX; repeatable
    #[arg(long = "mount", value_name = "/PREFIX=DIR")]
    pub mounts: Vec<Mount>,
}

/// The options of `serve`.
#[derive(Args, Debug)]
pub struct ServeOptions {
    /// The SQLite file; created if it is missing
    #[arg(long, value_name = "FILE", default_value = "job-progress.sqlite3")]
    pub db: PathBuf,

    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Serves the files of DIR below /PREFIX; repeatable
    #[arg(long = "mount", value_name = "/PREFIX=DIR")]
    pub mounts: Vec<Mount>,

    /// Appends one JSON line per API request to FILE; "-" is stdout
    #[arg(long, value_name = "FILE")]
    pub access_log: Option<PathBuf>,

    /// Writes simulated jobs into the database while serving; replaces those of an earlier run
    #[arg(long)]
    pub simulate: bool,

    /// How many seconds of a simulated job pass in one second
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed, requires = "simulate")]
    pub speed: f64,

    /// Seed of the simulator's random numbers
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "simulate")]
    pub seed: u64,

    /// How much of their lives the jobs have behind them at the start, in seconds of a simulated job
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "simulate")]
    pub head_start: u32,

    /// A job to simulate; repeatable; all if there is none
    #[arg(long = "scenario", value_name = "NAME", value_parser = names(), requires = "simulate")]
    pub scenarios: Vec<String>,

    /// Starts a simulated job again half a minute after its end
    #[arg(long = "loop", requires = "simulate")]
    pub repeat: bool,
}

impl ServeOptions {
    /// The scenarios chosen, in the order of the catalogue.
    pub fn chosen_scenarios(&self) -> Vec<&'static Scenario> {
        let chosen =
            |scenario: &&Scenario| self.scenarios.is_empty() || self.scenarios.iter().any(|name| name == scenario.name);
        SCENARIOS.iter().filter(chosen).collect()
    }
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(SCENARIOS.iter().map(|scenario| scenario.name))
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err("must be a number above 0".to_owned()),
    }
}
