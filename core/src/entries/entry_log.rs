//! What the user looks at of a job's entries: takes in pages, and says which to request next.

mod rows;
mod search;

use std::ops::Range;

use super::{
    attempt_tracker::AttemptTracker,
    entry_cache::{CacheSlot, CachedEntry, EntryCache},
    list_tracker::ListTracker,
    order_detector::{OrderDetector, SortOrder},
    page_failures::PageFailures,
    page_planner::{PagePlanner, PlannedPage, Purpose},
    page_size::PageSizeLimit,
    query::{Filter, MAX_LIMIT, PAGE},
    stats::EntryStats,
    time_search::TimeSearch,
};
use crate::{
    error::Error,
    response::{
        bad_response,
        entries::{self, Entry, Page},
    },
    sanitize::Sanitizer,
};

/// Most rows of a viewport.
const MAX_VIEWPORT: u64 = 1500;

/// The entries of a job, or those of a kind or an input. Rows are what was kept from before a retry that took entries
/// off the server, then the server's list; the oldest first.
#[derive(Debug)]
pub struct EntryLog {
    job_id: String,
    filter: Filter,
    page_size: PageSizeLimit,
    order: OrderDetector,
    list: ListTracker,
    cache: EntryCache,
    attempts: AttemptTracker,
    stats: EntryStats,
    failures: PageFailures,
    /// The page that was requested last, until its response is here.
    pending: Option<PlannedPage>,
    /// Rows that are in sight.
    viewport: Range<u64>,
    needs_refresh: bool,
    /// The rank whose JSON is kept for the user.
    detail: Option<u64>,
    /// The rank whose JSON must be requested.
    missing_detail: Option<u64>,
    search: Option<TimeSearch>,
    found_row: Option<u64>,
    /// Where the first page begins: behind entries that are too large for any page, so that the length is not known
    /// yet.
    first_offset: u64,
    /// The rank of the last entry that was too large for any page, unless the list has changed since.
    oversized_rank: Option<u64>,
}

impl EntryLog {
    /// Entries of a job, all or those of a kind and/or an input. Nothing is known yet.
    pub fn new(job_id: &str, kind: Option<&str>, input_id: Option<&str>) -> Self {
        Self {
            job_id: job_id.into(),
            filter: Filter::new(kind, input_id),
            page_size: PageSizeLimit::default(),
            order: OrderDetector::default(),
            list: ListTracker::default(),
            cache: EntryCache::default(),
            attempts: AttemptTracker::default(),
            stats: EntryStats::default(),
            failures: PageFailures::default(),
            pending: None,
            viewport: 0..0,
            needs_refresh: false,
            detail: None,
            missing_detail: None,
            search: None,
            found_row: None,
            first_offset: 0,
            oversized_rank: None,
        }
    }

    /// Sets which rows are in view, at most 1500: these are requested and kept. If they reach the end, new entries are
    /// loaded, else only counted.
    pub fn set_viewport(&mut self, first: u64, count: u64) {
        self.viewport = first..first.saturating_add(count.min(MAX_VIEWPORT));
    }

    /// Checks for new entries with the next query.
    pub fn refresh(&mut self) {
        self.needs_refresh = true;
        self.cache.invalidate_duplicates();
        self.reset_limits();
    }

    /// Tries again at once after a page that could not be used.
    pub fn retry(&mut self) {
        self.failures.retry();
        self.refresh();
    }

    /// Sets the job's attempt: how often it was retried, and when it was started (ms since the Unix epoch).
    pub fn set_attempt(&mut self, retry_count: u32, started_at: Option<i64>) {
        if self.attempts.update(retry_count, started_at) {
            self.refresh();
        }
    }

    fn reset_limits(&mut self) {
        self.failures.allow_more();
        self.list.reset_limits();
    }

    /// The query of the page to request at `now` (ms of any steady clock); `None` if nothing is missing, during
    /// [`EntryLog::retry_in`], or after many pages that each showed a list of another length. Its response is for
    /// [`EntryLog::handle_page`], its failure for [`EntryLog::handle_error`].
    pub fn next_query(&mut self, now: f64) -> Option<String> {
        if self.failures.retry_in(now).is_some() || self.failures.is_endless() {
            return None;
        }
        let planner = PagePlanner {
            list: &self.list,
            order: self.order.order(),
            cache: &self.cache,
            page_limit: self.page_size.get(),
            first_offset: self.first_offset,
            viewport: self.viewport_ranks(),
            follows_end: !self.viewport.is_empty() && self.viewport.end >= self.len(),
            detail: self.missing_detail,
            search: self.search.as_ref(),
            needs_refresh: self.needs_refresh,
        };
        let page = planner.next_page()?;
        let offset = page.offset(self.order.order(), self.list.total());
        let query = self.filter.query(offset, page.limit());
        self.pending = Some(page);
        Some(query)
    }

    /// The part of the viewport that is in the server's list, as far as that is shown.
    fn viewport_ranks(&self) -> Range<u64> {
        let earlier = self.attempts.earlier().len() as u64;
        let clip = |row: u64| row.saturating_sub(earlier).min(self.list.shown());
        clip(self.viewport.start)..clip(self.viewport.end)
    }

    /// Takes in the page that was requested last; `sanitize` makes its texts fit to be shown.
    ///
    /// # Errors
    /// [`Error::BadResponse`] or [`Error::TooLarge`]; then nothing is requested during [`EntryLog::retry_in`].
    pub fn handle_page(&mut self, now: f64, body: &[u8], sanitize: Sanitizer) -> Result<(), Error> {
        let result = self.take_in(body, sanitize);
        match result {
            Ok(()) => self.failures.record_usable(),
            Err(_) => self.failures.record_unusable(now),
        }
        result
    }

    /// ms until pages are requested again, after one that could not be used: 5 s, doubled with each in a row up to a
    /// minute.
    pub fn retry_in(&self, now: f64) -> Option<f64> {
        self.failures.retry_in(now)
    }

    fn take_in(&mut self, body: &[u8], sanitize: Sanitizer) -> Result<(), Error> {
        let requested = self.pending.take().ok_or_else(|| bad_response("no page was requested"))?;
        let requested_offset = requested.offset(self.order.order(), self.list.total());
        let Page { total, mut offset, limit, mut entries } = entries::decode(body, &self.job_id)?;
        let is_limited = self.page_size.record_page(requested.limit(), limit, body.len());
        // A list that is longer than it says is as long as it is.
        let total = if entries.is_empty() { total } else { total.max(offset + entries.len() as u64) };
        // A server that ignores the limit may send the whole list: only a page of it is taken in.
        if entries.len() as u64 > MAX_LIMIT {
            let before = requested_offset.saturating_sub(offset).min(entries.len() as u64);
            entries.drain(..before as usize);
            entries.truncate(MAX_LIMIT as usize);
            offset += before;
        }
        let has_flipped = self.order.observe(&entries);
        if has_flipped {
            // All cached entries have other ranks now.
            self.cache = EntryCache::default();
            self.restart_search();
        }
        let end = offset + entries.len() as u64;
        let first = match self.order.order() {
            SortOrder::NewestFirst => {
                entries.reverse();
                total.saturating_sub(end)
            }
            SortOrder::OldestFirst | SortOrder::Unsorted => offset,
        };
        let ranks = first..first + entries.len() as u64;
        if requested.purpose == Purpose::Verify && !ranks.contains(&(requested.ranks.end - 1)) {
            // It could not be verified, and must be loaded anew.
            self.cache.invalidate(self.list.revision());
        }
        let has_requested = self.has_requested(&requested, &ranks);
        let has_progress = has_flipped || is_limited || requested.ranks.start >= total || has_requested;
        let is_resized = self.compare(&requested, first, &entries, total);
        self.store(first, &entries, sanitize);
        self.complete(&requested, ranks, total);
        // The viewport is full after some such pages, however long the list gets. A single entry does not count: the
        // list may move with each page, so that it has to be loaded again and again.
        let fills_viewport = requested.purpose == Purpose::Gap && has_requested && entries.len() > 1;
        if !is_resized || !fills_viewport {
            self.failures.record_length(is_resized);
        }
        if has_progress {
            self.failures.record_progress();
        } else if !self.failures.record_empty(is_resized || requested.growth.start > 0) {
            return Err(bad_response("it has none of the entries that were requested"));
        }
        Ok(())
    }

    /// Whether a page of these ranks has anything of what was requested.
    fn has_requested(&self, requested: &PlannedPage, ranks: &Range<u64>) -> bool {
        let mut wanted = requested.ranks.clone().filter(|rank| ranks.contains(rank));
        match requested.purpose {
            Purpose::Gap => wanted.any(|rank| !self.cache.is_fresh(rank)),
            Purpose::Search | Purpose::Origin | Purpose::Detail => wanted.next().is_some(),
            Purpose::Open | Purpose::Verify | Purpose::Tail => true,
        }
    }

    /// Updates what is known of the list and of cached places. Gives whether the list has another length.
    fn compare(&mut self, requested: &PlannedPage, first: u64, entries: &[Entry], total: u64) -> bool {
        // A search may end at any row.
        let old = self.list.resize(total, first + entries.len() as u64 == total || self.search.is_some());
        let is_resized = old.is_some_and(|old| old != total);
        if let Some(rank) = self.oversized_rank.take()
            && is_resized
            && self.order.order() == SortOrder::NewestFirst
        {
            self.cache.remove(rank);
        }
        let comparison = self.list.compare(first, entries, &mut self.cache, is_resized);
        if comparison.has_shifted {
            if requested.purpose == Purpose::Tail && !comparison.is_confirmed {
                self.list.widen_overlap();
            }
            self.restart_search();
        }
        if old.is_some_and(|old| total < old) && !comparison.is_confirmed {
            self.list.mark_replaced(&mut self.cache);
        }
        if self.list.is_replaced() && (total == 0 || (first == 0 && !entries.is_empty())) {
            self.list.settle();
            if self.attempts.settle(entries, &mut self.cache) {
                self.stats.reset_totals();
            }
        }
        if !self.list.is_replaced() {
            self.cache.truncate(total);
        }
        is_resized
    }

    /// Caches entries from rank `first` on, each entry once.
    fn store(&mut self, first: u64, entries: &[Entry], sanitize: Sanitizer) {
        let ranks = first..first + entries.len() as u64;
        let mut new: Vec<CachedEntry> = Vec::with_capacity(entries.len());
        for entry in entries {
            self.stats.add(entry, sanitize);
            let time = entry.time();
            let is_elsewhere = |slot: &CacheSlot| slot.is_fresh() && !ranks.contains(&slot.rank);
            let is_duplicate = self.cache.find(&entry.id, time).is_some_and(is_elsewhere)
                || new.iter().any(|new| new.is(&entry.id, time));
            new.push(if is_duplicate { CachedEntry::duplicate() } else { CachedEntry::new(entry, sanitize) });
        }
        self.attempts.forget(&new);
        self.cache.put(first, self.list.revision(), new);
        self.cache.evict(&self.viewport_ranks(), self.detail);
    }

    /// What was requested is done, unless it needs another page.
    fn complete(&mut self, requested: &PlannedPage, ranks: Range<u64>, total: u64) {
        match requested.purpose {
            Purpose::Tail => self.needs_refresh = false,
            // The user may look at another entry by now.
            Purpose::Detail => {
                self.missing_detail.take_if(|rank| requested.ranks.contains(rank));
            }
            _ => {}
        }
        if let Some(search) = &mut self.search {
            for slot in self.cache.range(&ranks) {
                search.update_from(slot.rank, slot.entry.row.time);
            }
            if requested.purpose == Purpose::Search {
                search.record_probe(ranks, total);
            }
        }
        self.end_search();
    }

    /// The request of the last page failed with this error code. Gives whether to request again at once: fewer entries,
    /// or without one that is too large.
    pub fn handle_error(&mut self, code: &str) -> bool {
        let Some(requested) = self.pending.take() else { return false };
        if self.page_size.record_error(requested.limit(), code) {
            return true;
        }
        if code != "too-large" {
            return false;
        }
        // A single entry.
        let rank = requested.ranks.start;
        let Some(total) = self.list.total() else {
            self.first_offset += 1;
            return self.first_offset < PAGE;
        };
        self.cache.put(rank, self.list.revision(), vec![CachedEntry::too_large()]);
        self.oversized_rank = Some(rank);
        self.page_size.record_skipped();
        if requested.purpose == Purpose::Origin {
            self.list.settle();
        }
        self.complete(&requested, rank..rank + 1, total);
        true
    }
}
