//! When pages that bring nothing are no longer requested.

use crate::poll::backoff;

/// ms to wait after a page that could not be used; doubled with each such page in a row, up to the limit of the back-off.
const RETRY_MS: f64 = 5_000.0;
/// While the list changes, this many pages in a row may bring nothing of what was requested.
const MAX_EMPTY_PAGES: u32 = 30;

/// Counts pages that could not be used.
#[derive(Debug, Default)]
pub struct PageFailures {
    is_suspended: bool,
    /// Pages in a row that could not be used.
    unusable_pages: u32,
    /// Pages in a row that brought nothing of what was requested.
    empty_pages: u32,
}

impl PageFailures {
    /// Whether nothing is to be requested until something changes.
    pub fn is_suspended(&self) -> bool {
        self.is_suspended
    }

    /// Something has changed, or the user wants to try again.
    pub fn resume(&mut self) {
        (self.is_suspended, self.empty_pages) = (false, 0);
    }

    /// The user looks elsewhere.
    pub fn resume_elsewhere(&mut self) {
        self.is_suspended = false;
    }

    /// A page could be used.
    pub fn record_usable(&mut self) {
        (self.is_suspended, self.unusable_pages) = (false, 0);
    }

    /// A page brought something of what was requested.
    pub fn record_progress(&mut self) {
        self.empty_pages = 0;
    }

    /// A page brought nothing of what was requested; gives whether that may be because the list has changed.
    pub fn record_empty(&mut self, list_changed: bool) -> bool {
        self.empty_pages += 1;
        list_changed && self.empty_pages < MAX_EMPTY_PAGES
    }

    /// A page could not be used.
    pub fn record_unusable(&mut self) {
        self.is_suspended = true;
        self.unusable_pages = self.unusable_pages.saturating_add(1);
    }

    /// ms to wait before trying again, counted from the page that could not be used; `None` if the last one could.
    pub fn retry_in_ms(&self) -> Option<f64> {
        let retries = self.unusable_pages.checked_sub(1)?;
        self.is_suspended.then(|| backoff::ceiling(RETRY_MS, retries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_until_a_page_can_be_used() {
        let mut failures = PageFailures::default();
        assert_eq!(failures.retry_in_ms(), None);
        let waits: Vec<_> = (0..6)
            .map(|_| {
                failures.record_unusable();
                assert!(failures.is_suspended());
                let wait = failures.retry_in_ms();
                failures.resume();
                assert!(!failures.is_suspended() && failures.retry_in_ms().is_none());
                wait.unwrap()
            })
            .collect();
        assert_eq!(waits, [5_000.0, 10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0]);
        failures.record_usable();
        failures.record_unusable();
        assert_eq!(failures.retry_in_ms(), Some(5_000.0));
    }

    #[test]
    fn empty_pages_are_excused_a_while_by_a_change() {
        let mut failures = PageFailures::default();
        assert!(!failures.record_empty(false));
        assert_eq!((0..100).take_while(|_| failures.record_empty(true)).count(), 28);
        failures.record_progress();
        assert!(failures.record_empty(true));
    }
}
