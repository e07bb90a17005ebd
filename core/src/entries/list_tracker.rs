//! How the server's list changes, seen through its pages.

use super::entry_cache::EntryCache;
use crate::response::entries::Entry;

/// Between two changes of the job, entries may be found at other places this often. After that, positions are no longer
/// checked.
const MAX_SHIFTS: u32 = 8;
/// Most entries that are requested again to see where new ones came in.
const MAX_OVERLAP: u64 = 64;
/// Between two changes of the job, the shown length grows this often without the entries up to its end. More often, rows
/// that are in sight would be left behind before they are here.
const MAX_GROWTHS: u32 = 2;

/// The list's length and revisions.
#[derive(Debug)]
pub struct ListTracker {
    total: Option<u64>,
    revision: u32,
    /// The list may be another one than that of the cached entries.
    is_replaced: bool,
    last_growth: u64,
    page_growth: u64,
    shifts: u32,
    overlap: u64,
    /// Number of entries to show.
    shown: u64,
    /// Pages since the last change of the job that showed a longer list without its end.
    growths: u32,
}

/// What a page showed of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// A cached entry was found at its place, and nothing before it has moved.
    pub is_confirmed: bool,
    /// Cached entries may have moved.
    pub has_shifted: bool,
}

impl Default for ListTracker {
    fn default() -> Self {
        Self {
            total: None,
            revision: 1,
            is_replaced: false,
            last_growth: 1,
            page_growth: 0,
            shifts: 0,
            overlap: 1,
            shown: 0,
            growths: 0,
        }
    }
}

impl ListTracker {
    /// Number of entries, once it is known.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Number of entries to show: fewer than there are while the list grows faster than its end can be loaded.
    pub fn shown(&self) -> u64 {
        self.shown
    }

    /// Grows with each change that the list is seen to have gone through; from 1 on.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether the list may be another one than that of the cached entries.
    pub fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// Clears `is_replaced` after the check.
    pub fn settle(&mut self) {
        self.is_replaced = false;
    }

    /// How many entries came in last.
    pub fn last_growth(&self) -> u64 {
        self.last_growth
    }

    /// How many entries came in between the last two pages.
    pub fn page_growth(&self) -> u64 {
        self.page_growth
    }

    /// How many cached entries are requested again to see where new ones came in.
    pub fn overlap(&self) -> u64 {
        self.overlap
    }

    /// Whether entries were found at other places so often that places are no longer checked.
    pub fn is_unstable(&self) -> bool {
        self.shifts >= MAX_SHIFTS
    }

    /// Has places checked, and the length shown, again.
    pub fn reset_limits(&mut self) {
        (self.shifts, self.growths) = (0, 0);
    }

    /// Has more of what is cached requested the next time, after new entries came in before its end.
    pub fn widen_overlap(&mut self) {
        self.overlap = (4 * self.overlap).min(MAX_OVERLAP);
    }

    /// Takes in the length that a page gives; `is_needed` if it must be shown, because the page has the entries up to
    /// there. Gives the one before.
    pub fn resize(&mut self, total: u64, is_needed: bool) -> Option<u64> {
        let old = self.total.replace(total);
        let is_growth = total > self.shown && !is_needed;
        if !is_growth || self.growths < MAX_GROWTHS {
            self.shown = total;
        }
        self.growths += u32::from(is_growth);
        self.revision += u32::from(old.is_some_and(|old| old != total));
        self.page_growth = old.map_or(0, |old| total.saturating_sub(old));
        if self.page_growth > 0 {
            self.last_growth = self.page_growth;
        }
        old
    }

    /// Compares the entries of a page, from rank `first` on, with the cache, and updates what is known of cached
    /// places: where an entry is found again, nothing has moved before it; where another one is, all may have moved.
    pub fn compare(&mut self, first: u64, entries: &[Entry], cache: &mut EntryCache, is_resized: bool) -> Comparison {
        // The last entry that is at its place: its rank, and when that was verified.
        let mut confirmed = None;
        // The lowest rank at which something has moved.
        let mut moved = None::<u64>;
        let mut is_familiar = false;
        for (rank, entry) in (first..).zip(entries) {
            let found = cache.find(&entry.id, entry.time());
            is_familiar |= found.is_some();
            let found = found.filter(|slot| slot.is_fresh());
            let there = cache.get(rank).filter(|slot| slot.is_fresh() && slot.entry.is_entry());
            if let Some(slot) = found.filter(|slot| slot.rank == rank) {
                if moved.is_none() {
                    confirmed = Some((rank, slot.verified_at));
                }
            } else if there.is_some() || found.is_some() {
                let lowest = found.map_or(rank, |slot| slot.rank.min(rank));
                moved = Some(moved.map_or(lowest, |moved| moved.min(lowest)));
            }
        }
        let confirmed = confirmed.filter(|(rank, _)| moved.is_none_or(|moved| *rank < moved));
        let has_shifted = moved.is_some() && !self.is_unstable();
        // A change of the length has counted already.
        self.revision += u32::from(has_shifted && !is_resized);
        if let Some((rank, since)) = confirmed {
            cache.confirm(rank, since, self.revision);
        }
        if has_shifted {
            self.shifts += 1;
            cache.invalidate(self.revision);
            self.is_replaced |= !is_familiar;
        }
        Comparison { is_confirmed: confirmed.is_some(), has_shifted }
    }

    /// Marks all as possibly replaced: the list has become shorter, and nothing proves that the rest is where it was.
    pub fn mark_replaced(&mut self, cache: &mut EntryCache) {
        cache.invalidate(self.revision);
        self.is_replaced = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entries::entry_cache::CachedEntry, sanitize::shorten};

    struct List {
        tracker: ListTracker,
        cache: EntryCache,
    }

    impl List {
        fn new(ids: &[u64]) -> Self {
            let mut list = Self { tracker: ListTracker::default(), cache: EntryCache::default() };
            let json = page(ids);
            let entries = json.iter().map(|json| CachedEntry::new(&Entry::parse(json).unwrap(), &shorten)).collect();
            list.cache.put(0, 1, entries);
            list.tracker.resize(ids.len() as u64, true);
            list
        }

        fn compare(&mut self, first: u64, ids: &[u64], total: u64) -> Comparison {
            let old = self.tracker.resize(total, true);
            let json = page(ids);
            let entries: Vec<_> = json.iter().map(|json| Entry::parse(json).unwrap()).collect();
            self.tracker.compare(first, &entries, &mut self.cache, old != Some(total))
        }

        /// Ranks that are not known to have moved.
        fn fresh(&self) -> Vec<u64> {
            self.cache.slots().iter().filter(|slot| slot.is_fresh()).map(|slot| slot.rank).collect()
        }
    }

    fn page(ids: &[u64]) -> Vec<String> {
        ids.iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect()
    }

    #[test]
    fn an_entry_at_its_place_confirms_all_before_it() {
        let mut list = List::new(&[10, 11, 12, 13]);
        let comparison = list.compare(2, &[12], 6);
        assert_eq!(comparison, Comparison { is_confirmed: true, has_shifted: false });
        assert_eq!((list.tracker.revision(), list.tracker.last_growth()), (2, 2));
        assert_eq!(list.cache.slots().iter().map(|slot| slot.verified_at).collect::<Vec<_>>(), [2, 2, 2, 1]);
    }

    #[test]
    fn another_entry_at_a_place_makes_all_behind_it_stale() {
        let mut list = List::new(&[10, 11, 12, 13]);
        let comparison = list.compare(1, &[11, 99, 12], 5);
        assert_eq!(comparison, Comparison { is_confirmed: true, has_shifted: true });
        assert_eq!((list.fresh(), list.tracker.is_replaced()), (vec![0, 1], false));
    }

    #[test]
    fn a_page_without_a_known_entry_may_be_of_another_list() {
        let mut list = List::new(&[10, 11, 12, 13]);
        assert!(list.compare(0, &[98, 99], 4).has_shifted);
        assert!(list.fresh().is_empty() && list.tracker.is_replaced());
        list.tracker.settle();
        assert!(!list.tracker.is_replaced());
    }

    #[test]
    fn a_list_that_always_moves_is_taken_as_it_comes() {
        let mut list = List::new(&[10, 11, 12, 13]);
        for _ in 0..MAX_SHIFTS {
            assert!(list.compare(0, &[11, 10], 4).has_shifted);
            let json = page(&[10, 11]);
            let entries = json.iter().map(|json| CachedEntry::new(&Entry::parse(json).unwrap(), &shorten)).collect();
            list.cache.put(0, list.tracker.revision(), entries);
        }
        assert!(list.tracker.is_unstable() && !list.compare(0, &[11, 10], 4).has_shifted);
        list.tracker.reset_limits();
        assert!(list.compare(0, &[11, 10], 4).has_shifted);
    }

    #[test]
    fn a_length_that_grows_again_and_again_is_shown_with_its_end() {
        let mut tracker = ListTracker::default();
        let mut shown = |total, is_needed| {
            tracker.resize(total, is_needed);
            tracker.shown()
        };
        assert_eq!([10, 20, 30, 40].map(|total| shown(total, false)), [10, 20, 20, 20]);
        assert_eq!((shown(50, true), shown(60, false), shown(45, false)), (50, 50, 45));
        tracker.reset_limits();
        tracker.resize(60, false);
        assert_eq!((tracker.shown(), tracker.total()), (60, Some(60)));
    }

    #[test]
    fn the_overlap_is_bounded() {
        let mut tracker = ListTracker::default();
        assert_eq!(tracker.overlap(), 1);
        (0..9).for_each(|_| tracker.widen_overlap());
        assert_eq!(tracker.overlap(), MAX_OVERLAP);
    }
}
