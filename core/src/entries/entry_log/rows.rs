//! What is here: rows, times and details.

use std::ops::Range;

use super::{EntryLog, MAX_VIEWPORT};
use crate::{
    entries::{detail::EntryDetail, entry_cache::CachedEntry, row::EntryRow, stats::EntryStats},
    sanitize::Sanitizer,
};

impl EntryLog {
    /// Whether the number of rows is known.
    pub fn is_length_known(&self) -> bool {
        self.list.total().is_some()
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.attempts.earlier().len() as u64 + self.list.shown()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rank of a row in the server's list; `None` if the row is from before a retry.
    fn rank(&self, row: u64) -> Option<u64> {
        row.checked_sub(self.attempts.earlier().len() as u64)
    }

    /// The entry of a row, if it is here, and whether it is of an earlier attempt.
    pub fn entry(&self, row: u64) -> Option<(&CachedEntry, bool)> {
        let total = self.list.total()?;
        let Some(rank) = self.rank(row) else {
            let entry = self.attempts.earlier().get(usize::try_from(row).ok()?)?;
            return Some((entry, true));
        };
        let entry = &self.cache.get(rank).filter(|_| rank < total)?.entry;
        Some((entry, self.attempts.is_before_retry(entry.row.time)))
    }

    /// The rows of a range, as far as there are that many; `None` for those that are not here (yet).
    pub fn rows(&self, first: u64, count: u64) -> Vec<Option<EntryRow<'_>>> {
        let row = |row| {
            let (entry, earlier) = self.entry(row)?;
            Some(EntryRow { row: row as f64, content: &entry.row, earlier })
        };
        self.existing(first, count).map(row).collect()
    }

    /// Times of rows in ms since the Unix epoch, as far as there are that many; NaN where a time is not known.
    pub fn times(&self, first: u64, count: u64) -> Vec<f64> {
        let time = |row| self.entry(row).and_then(|(entry, _)| entry.row.time).map_or(f64::NAN, |time| time as f64);
        self.existing(first, count).map(time).collect()
    }

    fn existing(&self, first: u64, count: u64) -> Range<u64> {
        first..first.saturating_add(count.min(MAX_VIEWPORT)).min(self.len())
    }

    /// All there is to say of a row. If its JSON was evicted, that is requested again, and the detail is here later.
    pub fn detail(&mut self, row: u64, sanitize: Sanitizer) -> Option<EntryDetail> {
        self.missing_detail = None;
        let rank = self.rank(row);
        let (entry, _) = self.entry(row)?;
        if let Some(json) = &entry.json {
            let detail = EntryDetail::new(json, sanitize);
            self.detail = rank;
            return Some(detail);
        }
        if !entry.is_entry() {
            return Some(EntryDetail::placeholder(&entry.row.message));
        }
        self.detail = Some(rank?);
        self.missing_detail = self.detail;
        None
    }

    /// Kinds, inputs and totals of the entries so far.
    pub fn stats(&self) -> &EntryStats {
        &self.stats
    }

    /// Bytes of memory that entries take, about.
    pub fn bytes(&self) -> usize {
        self.cache.bytes() + self.attempts.bytes()
    }
}
