//! How long no page is requested after one that could not be used.

use crate::poll::backoff;

/// ms to wait after a page that could not be used; doubled with each such page in a row, up to the limit of the back-off.
const RETRY_MS: f64 = 5_000.0;
/// While the list changes, this many pages in a row may bring nothing of what was requested.
const MAX_EMPTY_PAGES: u32 = 30;

/// Counts pages that could not be used. Times are in ms of any steady clock.
#[derive(Debug, Default)]
pub struct PageFailures {
    /// When pages may be requested again.
    retry_at: Option<f64>,
    /// Pages in a row that could not be used.
    unusable_pages: u32,
    /// Pages in a row that brought nothing of what was requested.
    empty_pages: u32,
}

impl PageFailures {
    /// ms until pages may be requested again; `None` if they may.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        self.retry_at.map(|at| at - now).filter(|wait| *wait > 0.0)
    }

    /// The user wants to try again at once.
    pub fn retry(&mut self) {
        self.retry_at = None;
    }

    /// The list may have changed, or something else is looked for.
    pub fn reset_empty(&mut self) {
        self.empty_pages = 0;
    }

    /// A page could be used.
    pub fn record_usable(&mut self) {
        (self.retry_at, self.unusable_pages) = (None, 0);
    }

    /// A page could not be used.
    pub fn record_unusable(&mut self, now: f64) {
        self.retry_at = Some(now + backoff::ceiling(RETRY_MS, self.unusable_pages));
        self.unusable_pages = self.unusable_pages.saturating_add(1);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_until_a_page_can_be_used() {
        let mut failures = PageFailures::default();
        assert_eq!(failures.retry_in(0.0), None);
        let mut now = 100.0;
        for wait in [5_000.0, 10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0] {
            failures.record_unusable(now);
            assert_eq!((failures.retry_in(now), failures.retry_in(now + 1_000.0)), (Some(wait), Some(wait - 1_000.0)));
            now += wait;
            assert_eq!(failures.retry_in(now), None);
        }
        failures.record_usable();
        failures.record_unusable(now);
        assert_eq!(failures.retry_in(now), Some(5_000.0));
        failures.retry();
        assert_eq!(failures.retry_in(now), None);
        failures.record_unusable(now);
        assert_eq!(failures.retry_in(now), Some(10_000.0), "it is not the first");
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
