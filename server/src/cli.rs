//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use job_progress_server::simulator::{SCENARIOS, Scenario};
use job_progress_server::static_files::Mount;

/// Serves the read side of the batch API (/v0.5) from a SQLite file.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
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

    /// Makes another course of the same jobs
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

impl Arguments {
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
