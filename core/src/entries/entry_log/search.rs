//! The search for the row of a time.

use super::EntryLog;
use crate::entries::{entry_cache::CachedEntry, order_detector::SortOrder, time_search::TimeSearch};

impl EntryLog {
    /// Searches for the last row at or before a time (ms since the Unix epoch); else for the first.
    pub fn find_time(&mut self, ms: i64) {
        let mut search = TimeSearch::new(ms);
        for slot in self.cache.slots().iter().filter(|slot| slot.verified_at == self.list.revision()) {
            search.update_from(slot.rank, slot.entry.row.time);
        }
        self.found_row = None;
        self.search = Some(search);
        self.reset_limits();
        self.end_search();
    }

    /// The row that was searched for last, once it is found.
    pub fn found_row(&self) -> Option<u64> {
        self.found_row
    }

    /// Cached entries have moved: what the search has learned from them is void.
    pub(super) fn restart_search(&mut self) {
        if let Some(search) = &mut self.search {
            search.restart();
        }
    }

    /// Ends the search if it has found its row.
    pub(super) fn end_search(&mut self) {
        let (Some(search), Some(total)) = (&self.search, self.list.total()) else { return };
        let is_before = |entry: &CachedEntry| entry.row.time.is_some_and(|time| time <= search.ms());
        let rank = match self.order.order() {
            // Times say nothing of places: only what is cached can be searched.
            SortOrder::Unsorted => {
                let before = self.cache.slots().iter().filter(|slot| is_before(&slot.entry));
                Some(before.max_by_key(|slot| slot.entry.row.time).map_or(0, |slot| slot.rank))
            }
            SortOrder::OldestFirst | SortOrder::NewestFirst => search.found(total),
        };
        let Some(rank) = rank else { return };
        let earlier = self.attempts.earlier();
        self.found_row = if search.is_before_all() && !earlier.is_empty() {
            Some(earlier.iter().rposition(is_before).unwrap_or(0) as u64)
        } else {
            (rank < total).then_some(earlier.len() as u64 + rank.min(self.list.shown().saturating_sub(1)))
        };
        self.search = None;
    }
}
