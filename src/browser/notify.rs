//! A flag that one task waits for.

use std::{
    cell::Cell,
    task::{Context, Poll, Waker},
};

/// Wakes the task that waits for it. A notification that comes before the wait is kept; several count as one.
#[derive(Default)]
pub struct Notify {
    notified: Cell<bool>,
    waiting: Cell<Option<Waker>>,
}

impl Notify {
    /// Wakes the waiting task, or the next one to wait.
    pub fn notify(&self) {
        self.notified.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    /// Waits for a notification, and consumes it.
    pub fn poll(&self, context: &Context) -> Poll<()> {
        if self.notified.take() {
            return Poll::Ready(());
        }
        self.waiting.replace(Some(context.waker().clone()));
        Poll::Pending
    }
}
