//! Writes planned events when they are due: one thread, one connection, small transactions.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::plan::{Event, Plan, SECOND, plan};
use super::scenario::Scenario;
use super::writer;
use crate::store::{self, StoreError};
use crate::timestamp::Timestamp;

/// The most events of one job in one transaction, so that no other writer waits long.
const BATCH: usize = 1000;
/// Events that are due within this time are written together.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);
/// How long to wait after a failed transaction.
const WAIT_AFTER_ERROR: Duration = Duration::from_secs(1);
/// Between a job's end and its next run, in µs of real time.
const PAUSE: i64 = 30 * SECOND;

/// What to simulate, and how fast.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The jobs.
    pub scenarios: Vec<&'static Scenario>,
    /// Seconds of job time per second; above 0.
    pub speed: f64,
    /// Seed of the random numbers: another one gives the same jobs other events.
    pub seed: u64,
    /// The jobs' age at the start, in seconds of job time.
    pub head_start: u32,
    /// Whether a job starts again half a minute after its end.
    pub repeat: bool,
}

/// A running simulator. Dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Replaces the scenarios' jobs in the database by new ones, writes all events that are due by now, and starts a
    /// thread for the later ones.
    ///
    /// # Errors
    /// When the database cannot be opened or written.
    pub fn start(db: &Path, settings: Settings) -> Result<Self, StoreError> {
        let mut connection = store::writer(db)?;
        let now = Timestamp::now();
        let began = now.plus_micros(-real_micros(i64::from(settings.head_start) * SECOND, settings.speed));
        let runs = settings.scenarios.iter().map(|scenario| Run::begin(&mut connection, scenario, &settings, 0, began));
        let mut runs = runs.collect::<Result<Vec<_>, _>>()?;
        while runs.iter().any(|run| run.due_at(false).is_some_and(|due| due <= now)) {
            advance(&mut connection, &settings, &mut runs, now)?;
        }
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || drive(&mut connection, &settings, runs, &stopped))
            .map_err(|error| StoreError::Task(error.to_string()))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    /// Stops between two transactions. Events that are not yet written are lost.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The thread ends when its channel is closed.
        self.stop.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the simulator panicked");
        }
    }
}

/// One run of one scenario.
struct Run {
    scenario: &'static Scenario,
    number: u64,
    began: Timestamp,
    speed: f64,
    events: Vec<Event>,
    written: usize,
}

impl Run {
    fn begin(
        connection: &mut Connection,
        scenario: &'static Scenario,
        settings: &Settings,
        number: u64,
        began: Timestamp,
    ) -> Result<Self, StoreError> {
        let Plan { inputs, events } = plan(scenario, settings.seed.wrapping_add(number));
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        writer::begin(&transaction, scenario, &inputs, began)?;
        transaction.commit()?;
        Ok(Self { scenario, number, began, speed: settings.speed, events, written: 0 })
    }

    /// The real time of a time in the job.
    fn real_time(&self, at: i64) -> Timestamp {
        self.began.plus_micros(real_micros(at, self.speed))
    }

    /// When the next event is due; after the last one, the start of the next run, if there is one.
    fn due_at(&self, repeat: bool) -> Option<Timestamp> {
        match self.events.get(self.written) {
            Some(event) => Some(self.real_time(event.at)),
            None if repeat => self.events.last().map(|last| self.real_time(last.at).plus_micros(PAUSE)),
            None => None,
        }
    }

    /// Writes the events that are due at `now`, at most one batch; returns their number. If the job was deleted, its
    /// events are skipped.
    fn write_due(&self, connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
        if !writer::exists(connection, self.scenario)? {
            return Ok(self.events.len() - self.written);
        }
        let mut count = 0;
        for event in self.events.iter().skip(self.written).take(BATCH) {
            let at = self.real_time(event.at);
            if at > now {
                break;
            }
            writer::write(connection, self.scenario, at, &event.kind)?;
            count += 1;
        }
        Ok(count)
    }
}

/// Converts µs of job time to µs of real time.
fn real_micros(job_micros: i64, speed: f64) -> i64 {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // exact to a µs for 285 years
    let micros = (job_micros as f64 / speed) as i64;
    micros
}

fn drive(connection: &mut Connection, settings: &Settings, mut runs: Vec<Run>, stopped: &Receiver<()>) {
    loop {
        let now = Timestamp::now();
        let wait = match advance(connection, settings, &mut runs, now) {
            Ok(()) => match runs.iter().filter_map(|run| run.due_at(settings.repeat)).min() {
                Some(due) => {
                    let micros = due.micros().saturating_sub(Timestamp::now().micros());
                    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
                }
                None => Duration::MAX,
            },
            Err(error) => {
                tracing::error!(%error, "the simulator cannot write");
                WAIT_AFTER_ERROR
            }
        };
        if stopped.recv_timeout(wait.max(SHORTEST_WAIT)) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Writes one batch of each run, in one transaction, and restarts the runs that are to be repeated.
fn advance(
    connection: &mut Connection,
    settings: &Settings,
    runs: &mut [Run],
    now: Timestamp,
) -> Result<(), StoreError> {
    if runs.iter().any(|run| run.written < run.events.len() && run.due_at(false).is_some_and(|due| due <= now)) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let counts: Vec<_> = runs.iter().map(|run| run.write_due(&transaction, now)).collect::<Result<_, _>>()?;
        transaction.commit()?;
        // Only after the commit: events that were rolled back must be written again.
        for (run, count) in runs.iter_mut().zip(counts) {
            run.written += count;
        }
    }
    for run in runs {
        if settings.repeat && run.written == run.events.len() && run.due_at(true).is_some_and(|due| due <= now) {
            *run = Run::begin(connection, run.scenario, settings, run.number.wrapping_add(1), Timestamp::now())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::simulator::SCENARIOS;

    /// Runs the first scenario until no event is due within an hour; returns its run.
    fn an_hour_of(repeat: bool) -> Run {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = store::writer(&folder.path().join("jobs.sqlite3")).unwrap();
        let settings =
            Settings { scenarios: SCENARIOS.iter().take(1).collect(), speed: 1e6, seed: 1, head_start: 0, repeat };
        let mut runs = vec![Run::begin(&mut connection, &SCENARIOS[0], &settings, 0, Timestamp::now()).unwrap()];
        let now = Timestamp::now().plus_micros(3600 * SECOND);
        while runs[0].number == 0 && runs[0].due_at(repeat).is_some_and(|due| due <= now) {
            advance(&mut connection, &settings, &mut runs, now).unwrap();
        }
        runs.remove(0)
    }

    #[test]
    fn a_run_is_repeated_only_if_asked_for() {
        let run = an_hour_of(false);
        assert_eq!((run.number, run.written, run.due_at(false)), (0, run.events.len(), None));
        let end = run.real_time(run.events.last().unwrap().at);
        assert_eq!(run.due_at(true), Some(end.plus_micros(30 * SECOND)));

        let again = an_hour_of(true);
        assert_eq!((again.number, again.written), (1, 0));
        assert_ne!(again.events, run.events, "with a course of its own");
    }
}
