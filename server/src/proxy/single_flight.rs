//! One task for all that wait for the same resource. It goes on when those who wait for it leave.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::cache::{CacheKey, Entry};

/// A task that runs, or has just ended.
#[derive(Clone, Debug)]
pub struct PendingFetch {
    /// When it started.
    pub started: Instant,
    entry: watch::Receiver<Option<Entry>>,
}

impl PendingFetch {
    /// Waits for the result; none if the task has panicked.
    pub async fn entry(&mut self) -> Option<Entry> {
        self.entry.wait_for(Option::is_some).await.ok()?.clone()
    }
}

/// The tasks that run.
#[derive(Debug, Default)]
pub struct SingleFlight(Mutex<HashMap<CacheKey, PendingFetch>>);

/// Removes a task from the list when it ends, even by a panic.
struct Running {
    single_flight: Arc<SingleFlight>,
    key: CacheKey,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.single_flight.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl SingleFlight {
    /// The task for `key` that runs already, or the one that `begin` makes. `begin` is called while no other can begin,
    /// so it can look whether one has just ended, and return its result instead.
    pub fn join<F>(
        self: &Arc<Self>,
        key: &CacheKey,
        begin: impl FnOnce() -> Result<F, Entry>,
    ) -> Result<PendingFetch, Entry>
    where
        F: Future<Output = Entry> + Send + 'static,
    {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match running.entry(key.clone()) {
            Slot::Occupied(task) => Ok(task.get().clone()),
            Slot::Vacant(slot) => {
                let task = begin()?;
                let (sender, entry) = watch::channel(None);
                let pending = PendingFetch { started: Instant::now(), entry };
                slot.insert(pending.clone());
                let guard = Running { single_flight: Arc::clone(self), key: key.clone() };
                tokio::spawn(async move {
                    let entry = task.await;
                    drop(guard);
                    sender.send_replace(Some(entry));
                });
                Ok(pending)
            }
        }
    }
}
