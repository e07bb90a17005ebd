//! When no page is requested: for a while after one that could not be used, and when pages come to no end.

use crate::poll::backoff;

/// ms to wait after a page that could not be used; doubled with each such page in a row, up to the limit of the
/// back-off.
const RETRY_MS: f64 = 5_000.0;
/// While the list changes, this many pages in a row may bring nothing of what was requested.
const MAX_EMPTY_PAGES: u32 = 30;
/// This many pages in a row may each show the list with another length. More say that its end can't be reached.
const MAX_RESIZED_PAGES: u32 = 30;
/// How many more there may be each time that the list may have changed, or something else is looked for.
const RESIZED_PAGES_PER_REFRESH: u32 = 5;

/// Counts pages that could not be used, or came to no end. Times are in ms of any steady clock.
#[derive(Debug, Default)]
pub struct PageFailures {
    /// When pages may be requested again.
    retry_at: Option<f64>,
    /// Pages in a row that could not be used.
    unusable_pages: u32,
    /// Pages in a row that brought nothing of what was requested.
    empty_pages: u32,
    /// Pages in a row that showed the list with another length.
    resized_pages: u32,
}

impl PageFailures {
    /// ms until pages may be requested again; `None` if they may.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        self.retry_at.map(|at| at - now).filter(|wait| *wait > 0.0)
    }

    /// Whether the list changes with each page, so that no more are requested until [`PageFailures::allow_more`].
    pub fn is_endless(&self) -> bool {
        self.resized_pages >= MAX_RESIZED_PAGES
    }

    /// The user wants to try again at once.
    pub fn retry(&mut self) {
        (self.retry_at, self.resized_pages) = (None, 0);
    }

    /// A page showed the length of the list.
    pub fn record_length(&mut self, is_resized: bool) {
        self.resized_pages = if is_resized { self.resized_pages + 1 } else { 0 };
    }

    /// The list may have changed, or something else is looked for.
    pub fn allow_more(&mut self) {
        self.empty_pages = 0;
        self.resized_pages = self.resized_pages.saturating_sub(RESIZED_PAGES_PER_REFRESH);
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
    fn a_list_whose_length_changes_with_each_page_gets_a_few_more_at_a_time() {
        let mut failures = PageFailures::default();
        let until_endless = |failures: &mut PageFailures| {
            let mut pages = 0;
            while !failures.is_endless() {
                failures.record_length(true);
                pages += 1;
            }
            pages
        };
        assert_eq!(until_endless(&mut failures), 30);
        failures.allow_more();
        assert_eq!(until_endless(&mut failures), 5);
        failures.allow_more();
        failures.record_length(false);
        assert_eq!(until_endless(&mut failures), 30);
        failures.retry();
        assert!(!failures.is_endless());
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
