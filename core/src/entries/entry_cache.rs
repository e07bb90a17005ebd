//! The entries that are kept, by rank: 0 is the oldest of the list.

use std::{mem, ops::Range};

use super::row::RowContent;
use crate::{response::entries::Entry, sanitize::Sanitizer};

/// Most entries that are kept.
pub const MAX_ENTRIES: usize = 3000;
/// Most bytes that they take, about.
pub const MAX_BYTES: usize = 8 << 20;

/// An entry, or what stands for one that can't be loaded.
#[derive(Debug, Clone)]
pub struct CachedEntry {
    /// What a list shows.
    pub row: RowContent,
    /// All of the entry as JSON; `None` if it is a placeholder, or the JSON was evicted.
    pub json: Option<Box<str>>,
    content: Content,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Entry,
    TooLarge,
    Duplicate,
}

impl CachedEntry {
    /// An entry.
    pub fn new(entry: &Entry, sanitize: Sanitizer) -> Self {
        Self { row: RowContent::new(entry, sanitize), json: Some(entry.json.as_str().into()), content: Content::Entry }
    }

    /// Stands for an entry that is too large for any page.
    pub fn too_large() -> Self {
        let row = RowContent::placeholder("This entry is too large to be shown");
        Self { row, json: None, content: Content::TooLarge }
    }

    /// Stands for an entry that is at another place, too.
    pub fn duplicate() -> Self {
        Self { row: RowContent::placeholder("Duplicate entry"), json: None, content: Content::Duplicate }
    }

    /// Whether this is an entry, not a placeholder.
    pub fn is_entry(&self) -> bool {
        self.content == Content::Entry
    }

    /// Whether this is the entry with that id and time (ms): a retry may give ids out again.
    pub fn is(&self, id: &str, time: Option<i64>) -> bool {
        // Times differ nearly always, and are compared faster than texts.
        self.row.time == time && self.row.id == id && self.is_entry()
    }

    /// Whether both are the same entry.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is(&other.row.id, other.row.time) && other.is_entry()
    }

    /// Bytes of memory that it takes, about.
    pub fn bytes(&self) -> usize {
        self.row.bytes() + self.json.as_ref().map_or(0, |json| json.len())
    }
}

/// An entry at its place.
#[derive(Debug)]
pub struct CacheSlot {
    /// Place in the list, from the oldest.
    pub rank: u64,
    /// The last revision of the list in which it is known to have been there; 0 if it may have moved since.
    pub verified_at: u32,
    /// What is there.
    pub entry: CachedEntry,
}

impl CacheSlot {
    /// Whether it is not known to have moved.
    pub fn is_fresh(&self) -> bool {
        self.verified_at > 0
    }
}

/// The slots, ordered by rank.
#[derive(Debug, Default)]
pub struct EntryCache {
    slots: Vec<CacheSlot>,
}

impl EntryCache {
    /// All slots, the oldest first.
    pub fn slots(&self) -> &[CacheSlot] {
        &self.slots
    }

    /// The slots of a range of ranks.
    pub fn range(&self, ranks: &Range<u64>) -> &[CacheSlot] {
        self.slots.get(self.index(ranks.start)..self.index(ranks.end)).unwrap_or_default()
    }

    /// The slot at a rank.
    pub fn get(&self, rank: u64) -> Option<&CacheSlot> {
        self.slots.get(self.index(rank)).filter(|slot| slot.rank == rank)
    }

    /// The slot of the entry with that id and time (ms).
    pub fn find(&self, id: &str, time: Option<i64>) -> Option<&CacheSlot> {
        self.slots.iter().find(|slot| slot.entry.is(id, time))
    }

    fn index(&self, rank: u64) -> usize {
        self.slots.partition_point(|slot| slot.rank < rank)
    }

    /// Ranks from the first one in `ranks` that is missing or stale, to the next one that is not.
    pub fn gap(&self, ranks: &Range<u64>) -> Option<Range<u64>> {
        let mut fresh = self.range(ranks).iter().filter(|slot| slot.is_fresh()).map(|slot| slot.rank);
        let mut start = ranks.start;
        let end = loop {
            match fresh.next() {
                Some(rank) if rank == start => start += 1,
                Some(rank) => break rank,
                None => break ranks.end,
            }
        };
        (start < end).then_some(start..end)
    }

    /// Whether the slot at a rank is there and not known to have moved.
    pub fn is_fresh(&self, rank: u64) -> bool {
        self.get(rank).is_some_and(CacheSlot::is_fresh)
    }

    /// Puts entries at the ranks from `first` on, in place of what was there. An entry has one place: the new one.
    pub fn put(&mut self, first: u64, revision: u32, entries: Vec<CachedEntry>) {
        let end = first + entries.len() as u64;
        self.slots.retain(|slot| {
            let is_elsewhere = entries.iter().any(|new| new.is_same(&slot.entry));
            !is_elsewhere && !(first..end).contains(&slot.rank)
        });
        let behind = self.slots.split_off(self.index(first));
        let slots = (first..).zip(entries).map(|(rank, entry)| CacheSlot { rank, verified_at: revision, entry });
        self.slots.extend(slots);
        self.slots.extend(behind);
    }

    /// The entry at `rank` was found at the same place as in revision `since`: so are all before it that were there
    /// then. Placeholders behind it can't be recognised, and may have moved.
    pub fn confirm(&mut self, rank: u64, since: u32, revision: u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.verified_at < revision) {
            if slot.rank <= rank && slot.verified_at >= since {
                slot.verified_at = revision;
            } else if slot.rank > rank && !slot.entry.is_entry() {
                slot.verified_at = 0;
            }
        }
    }

    /// All that was not verified in `revision` may have moved. It stays until it is replaced.
    pub fn invalidate(&mut self, revision: u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.verified_at < revision) {
            slot.verified_at = 0;
        }
    }

    /// Entries that seemed to be at two places may have been on the move.
    pub fn invalidate_duplicates(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| slot.entry.content == Content::Duplicate) {
            slot.verified_at = 0;
        }
    }

    /// Removes what is at a rank.
    pub fn remove(&mut self, rank: u64) {
        self.slots.retain(|slot| slot.rank != rank);
    }

    /// Removes what is beyond the end of the list.
    pub fn truncate(&mut self, total: u64) {
        self.slots.truncate(self.index(total));
    }

    /// Removes all slots that may have moved, and gives their entries, the oldest first.
    pub fn take_stale(&mut self) -> Vec<CachedEntry> {
        let (fresh, stale): (Vec<_>, Vec<_>) = mem::take(&mut self.slots).into_iter().partition(CacheSlot::is_fresh);
        self.slots = fresh;
        stale.into_iter().map(|slot| slot.entry).filter(CachedEntry::is_entry).collect()
    }

    /// Keeps within the bounds. What is farthest from `viewport` (ranks) goes first; of what is in it only the JSON
    /// goes, but never that of rank `except`.
    pub fn evict(&mut self, viewport: &Range<u64>, except: Option<u64>) {
        let (mut bytes, mut count) = (self.bytes(), self.slots.len());
        let (mut front, mut back) = (0, self.slots.len());
        while bytes > MAX_BYTES || count > MAX_ENTRIES {
            let first = self.slots.get(front);
            let last = back.checked_sub(1).and_then(|last| self.slots.get(last));
            let before = first.map_or(0, |slot| viewport.start.saturating_sub(slot.rank));
            let behind = last.map_or(0, |slot| (slot.rank + 1).saturating_sub(viewport.end));
            if before.max(behind) == 0 {
                break;
            }
            let farthest = if before >= behind {
                front += 1;
                first
            } else {
                back -= 1;
                last
            };
            bytes -= farthest.map_or(0, |slot| slot.entry.bytes());
            count -= 1;
        }
        self.slots.truncate(back);
        self.slots.drain(..front);
        for slot in self.slots.iter_mut().rev().filter(|slot| Some(slot.rank) != except) {
            if bytes <= MAX_BYTES {
                break;
            }
            bytes -= slot.entry.json.take().map_or(0, |json| json.len());
        }
    }

    /// Bytes of memory that the entries take, about.
    pub fn bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.entry.bytes()).sum()
    }
}

#[cfg(test)]
#[path = "entry_cache_tests.rs"]
mod tests;
