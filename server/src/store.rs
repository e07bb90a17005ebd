//! The SQLite file: opens it, and reads from it on blocking threads.

mod counts;
mod inputs;
mod jobs;
mod page;
mod progress;
mod traces;
mod version;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::sync::Semaphore;

pub use counts::counts;
pub use inputs::{InputFilter, Order, inputs};
pub use jobs::{JobHead, heads, job, with_progress};
pub use page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
pub use progress::{ProgressFilter, progress};
pub use traces::traces;
pub use version::{Version, version};

/// The `PRAGMA user_version` of `schema.sql`.
const SCHEMA_VERSION: i64 = 2;
/// Migrates a file of version 1 to this version.
const UPGRADE_FROM_1: &str = "DROP INDEX job_progress_input;
CREATE INDEX job_progress_input ON job_progress (job_id, input_id, created_at, id, kind);";
/// Maximum number of concurrent readers; further ones wait without a thread.
const MAX_READERS: usize = 8;
/// How long a connection waits for another one's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Errors of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An error of SQLite.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file was created by another version of this server, or by another program.
    #[error("the database has schema version {found}, but this server knows version {SCHEMA_VERSION}")]
    SchemaVersion {
        /// The file's `user_version`.
        found: i64,
    },
    /// A body could not be written as JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A reading thread panicked, or the runtime is shutting down.
    #[error("the reading task did not finish: {0}")]
    Task(String),
}

/// The database: a path and a pool of read-only connections.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Store {
    /// Opens the database at `path`; a missing or empty file gets the schema, one of an older version is
    /// migrated.
    ///
    /// # Errors
    /// When the file cannot be opened for writing, is no database, or has another schema version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        writer(path)?;
        Ok(Self { path: path.to_owned(), idle: Mutex::new(Vec::new()), permits: Arc::new(Semaphore::new(MAX_READERS)) })
    }

    /// Runs `query` on a blocking thread, in one read transaction: a consistent snapshot.
    ///
    /// # Errors
    /// Those of `query`, and when no connection can be opened.
    pub async fn read<T, E, Q>(self: &Arc<Self>, query: Q) -> Result<T, E>
    where
        Q: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|closed| StoreError::Task(closed.to_string()))?;
        let store = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            // The permit lives here, not in the caller: that may be dropped while the query still runs.
            let _permit = permit;
            let mut connection = store.reader()?;
            let transaction = connection.transaction().map_err(StoreError::from)?;
            let answer = query(&transaction);
            transaction.finish().map_err(StoreError::from)?;
            store.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            answer
        });
        task.await.map_err(|error| StoreError::Task(error.to_string()))?
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        if let Some(connection) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    }
}

/// A connection that may write to the database at `path`; a missing or empty file gets the schema, one of an older
/// version is migrated.
///
/// # Errors
/// When the file cannot be opened for writing, is no database, or has another schema version.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(32);

    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let is_empty = transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
    match (found, is_empty) {
        (SCHEMA_VERSION, _) => {}
        (0, true) => {
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        (1, _) => {
            transaction.execute_batch(UPGRADE_FROM_1)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        _ => return Err(StoreError::SchemaVersion { found }),
    }
    transaction.commit()?;

    // Readers don't wait for writers. A power failure may lose the newest commits, but never corrupts the file.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn schema(connection: &Connection) -> (i64, Vec<(String, Option<String>)>) {
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let parts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        (version, parts.collect::<Result<_, _>>().unwrap())
    }

    #[test]
    fn a_file_of_version_1_becomes_one_of_this_version() {
        let folder = tempfile::tempdir().unwrap();
        let new = writer(&folder.path().join("new.sqlite3")).unwrap();
        let path = folder.path().join("old.sqlite3");
        let old = writer(&path).unwrap();
        old.execute_batch(
            "DROP INDEX job_progress_input;
             CREATE INDEX job_progress_input ON job_progress (job_id, input_id, created_at, id);
             PRAGMA user_version = 1;",
        )
        .unwrap();
        assert_ne!(schema(&old), schema(&new));
        drop(old);
        assert_eq!(schema(&writer(&path).unwrap()), schema(&new));
    }
}
