//! Decides which page to request next. Pure: the state of the log in, a page out.

use std::ops::Range;

use super::{
    entry_cache::EntryCache,
    list_tracker::ListTracker,
    order_detector::SortOrder,
    query::{MAX_LIMIT, PAGE},
    time_search::TimeSearch,
};

/// While a request is under way, this many new entries may come in.
const SLACK: u64 = 7;

/// Why a page is requested, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To learn how many entries there are.
    Open,
    /// The oldest entry: to see whether the cached entries are still of this list.
    Origin,
    /// An entry whose JSON is not cached.
    Detail,
    /// To find the entry of a time.
    Search,
    /// Entries of the viewport that are missing.
    Gap,
    /// To see whether the entries of the viewport are still where they were.
    Verify,
    /// New entries.
    Tail,
}

/// A page to request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPage {
    /// What for.
    pub purpose: Purpose,
    /// Ranks of its entries; at least one.
    pub ranks: Range<u64>,
    /// How many new entries may come in before the response, at least and at most. With the newest first, each of them
    /// moves all others by a place: the page has these ranks in any case between the two.
    pub growth: Range<u64>,
}

impl PlannedPage {
    /// Number of entries to request.
    pub fn limit(&self) -> u64 {
        self.ranks.end - self.ranks.start + self.growth.end - self.growth.start
    }

    /// Where they begin in the server's order.
    pub fn offset(&self, order: SortOrder, total: Option<u64>) -> u64 {
        match order {
            SortOrder::NewestFirst => (total.unwrap_or_default() + self.growth.start).saturating_sub(self.ranks.end),
            SortOrder::OldestFirst | SortOrder::Unsorted => self.ranks.start,
        }
    }
}

/// What a plan depends on.
#[derive(Debug)]
pub struct PagePlanner<'a> {
    /// The server's list.
    pub list: &'a ListTracker,
    /// Its order.
    pub order: SortOrder,
    /// The entries that are here.
    pub cache: &'a EntryCache,
    /// The most entries to request at once; at least 1.
    pub page_limit: u64,
    /// Where the first page begins: behind entries that are too large for any page.
    pub first_offset: u64,
    /// Ranks that are in sight.
    pub viewport: Range<u64>,
    /// Whether the end of the list is in sight.
    pub follows_end: bool,
    /// The rank whose JSON is wanted.
    pub detail: Option<u64>,
    /// A search that has not ended.
    pub search: Option<&'a TimeSearch>,
    /// There may be new entries.
    pub needs_refresh: bool,
}

impl PagePlanner<'_> {
    /// The page to request now; `None` if nothing is missing.
    pub fn next_page(&self) -> Option<PlannedPage> {
        let (purpose, ranks) = self.most_urgent()?;
        // The end is requested with what may have come in.
        let is_end = purpose == Purpose::Tail && self.follows_end;
        let growth = if is_end { 0..0 } else { self.growth() };
        let count = ranks.end.saturating_sub(ranks.start).clamp(1, self.page_limit - (growth.end - growth.start));
        Some(PlannedPage { purpose, ranks: ranks.start..ranks.start + count, growth })
    }

    /// How many new entries may come in before the response, if they move the others: about as many as before the last
    /// one. At most half of a page is for the difference.
    fn growth(&self) -> Range<u64> {
        if self.order != SortOrder::NewestFirst {
            return 0..0;
        }
        let last = self.list.page_growth();
        let most = SLACK.max(2 * last).min(last + self.page_limit / 4);
        most.saturating_sub(self.page_limit / 2)..most
    }

    fn most_urgent(&self) -> Option<(Purpose, Range<u64>)> {
        let Some(total) = self.list.total() else {
            return Some((Purpose::Open, self.first_offset..self.first_offset + PAGE));
        };
        if self.list.is_replaced() {
            // Where there is no order, one entry says little.
            return Some((Purpose::Origin, 0..if self.order == SortOrder::Unsorted { PAGE } else { 1 }));
        }
        if let Some(rank) = self.detail {
            return Some((Purpose::Detail, rank..rank + 1));
        }
        if let Some(search) = self.search {
            return Some((Purpose::Search, search.next_probe(total)));
        }
        if let Some(gap) = self.cache.gap(&self.viewport) {
            return Some((Purpose::Gap, self.widen(gap, total)));
        }
        if let Some(rank) = self.last_unverified() {
            return Some((Purpose::Verify, rank..rank + 1));
        }
        self.needs_refresh.then(|| (Purpose::Tail, self.tail(total)))
    }

    /// The last entry in sight that was not verified since the list changed.
    fn last_unverified(&self) -> Option<u64> {
        let entries = self.cache.range(&self.viewport).iter().filter(|slot| slot.entry.is_entry());
        let mut unverified = entries.filter(|slot| slot.verified_at < self.list.revision());
        unverified.next_back().filter(|_| !self.list.is_unstable()).map(|slot| slot.rank)
    }

    /// Where new entries are: from the last one that is surely known, in sight if possible. A whole page if the end is
    /// in sight, else one entry, which gives the length.
    fn tail(&self, total: u64) -> Range<u64> {
        let in_sight = self.cache.range(&self.viewport).iter().rev().filter(|slot| slot.entry.is_entry());
        let mut known = in_sight.chain(self.cache.slots().iter().rev()).filter(|slot| slot.is_fresh());
        let known = known.next().map_or(total.saturating_sub(1), |slot| slot.rank);
        if !self.follows_end {
            return known..known + 1;
        }
        if total == 0 {
            return 0..PAGE;
        }
        let overlap = self.list.overlap();
        let start = (known + 1).saturating_sub(overlap);
        match self.order {
            // A whole page would be full of what is known.
            SortOrder::NewestFirst => start..start + (overlap + self.expected_growth()).min(PAGE),
            SortOrder::OldestFirst | SortOrder::Unsorted => start..start + PAGE,
        }
    }

    /// New entries that may come in until a response is here.
    fn expected_growth(&self) -> u64 {
        SLACK + 4 * self.list.last_growth()
    }

    /// A whole page around a gap, as far as it is missing, so that scrolling doesn't request a few entries at a time.
    /// With it one entry that is known, to see whether the list has moved.
    fn widen(&self, gap: Range<u64>, total: u64) -> Range<u64> {
        let (mut start, mut end) = (gap.start, gap.end.min(gap.start + MAX_LIMIT));
        let growth = self.growth();
        let page_limit = self.page_limit - (growth.end - growth.start);
        let page = PAGE.min(page_limit);
        let (low, high) = (start - start % page, end.next_multiple_of(page).min(total));
        while start > low && !self.cache.is_fresh(start - 1) {
            start -= 1;
        }
        while end < high && !self.cache.is_fresh(end) {
            end += 1;
        }
        if start > 0 && self.cache.is_fresh(start - 1) && page_limit > 1 {
            start -= 1;
        }
        // Otherwise, at the end of a list that grows quickly, each page would be a few entries behind.
        if end == total && self.follows_end {
            end += self.expected_growth();
            if self.order != SortOrder::NewestFirst {
                end = end.max(start + page);
            }
        }
        start..end.min(start + MAX_LIMIT)
    }
}

#[cfg(test)]
#[path = "page_planner_tests.rs"]
mod tests;
