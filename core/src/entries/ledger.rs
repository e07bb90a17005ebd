//! The entries that are held, by rank: 0 is the oldest of the list.

use std::{mem, ops::Range};

use super::row::Row;
use crate::response::entries::Entry;

/// Most entries that are held.
pub const MAX_ENTRIES: usize = 3000;
/// Most bytes that they take, about.
pub const MAX_BYTES: usize = 8 << 20;

/// An entry, or what stands in for one that can't be had.
#[derive(Debug, Clone)]
pub struct Held {
    /// What a list shows.
    pub row: Row,
    /// All of the entry as JSON; `None` if there is none, or no room for it.
    pub json: Option<Box<str>>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entry,
    TooLarge,
    Repeated,
}

impl Held {
    /// Holds an entry.
    pub fn new(entry: &Entry) -> Self {
        Self { row: Row::of(entry), json: Some(entry.json.into()), kind: Kind::Entry }
    }

    /// In the place of an entry that no answer can carry.
    pub fn too_large() -> Self {
        Self { row: Row::instead("This entry is too large to be shown"), json: None, kind: Kind::TooLarge }
    }

    /// In the place of an entry that is at another place, too.
    pub fn repeated() -> Self {
        Self { row: Row::instead("The server gives an entry twice: here again"), json: None, kind: Kind::Repeated }
    }

    /// Whether this is an entry.
    pub fn is_entry(&self) -> bool {
        self.kind == Kind::Entry
    }

    /// Whether this is the entry with that id and time: a retry may give ids out again.
    pub fn is(&self, id: &str, time: Option<i64>) -> bool {
        // Times differ nearly always, and are compared faster than texts.
        self.row.time == time && self.row.id == id && self.is_entry()
    }

    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        self.row.bytes() + self.json.as_ref().map_or(0, |json| json.len())
    }
}

/// An entry at its place.
#[derive(Debug)]
pub struct Slot {
    /// Place in the list, from the oldest.
    pub rank: u64,
    /// The last state of the list in which it is known to have been there; 0 if it may have moved since.
    pub seen: u32,
    /// What is there.
    pub held: Held,
}

/// What is held; ordered by rank.
#[derive(Debug, Default)]
pub struct Ledger {
    slots: Vec<Slot>,
}

impl Ledger {
    /// All slots, the oldest first.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slots of a range of ranks.
    pub fn range(&self, ranks: &Range<u64>) -> &[Slot] {
        self.slots.get(self.index(ranks.start)..self.index(ranks.end)).unwrap_or_default()
    }

    /// The slot at a rank.
    pub fn get(&self, rank: u64) -> Option<&Slot> {
        self.slots.get(self.index(rank)).filter(|slot| slot.rank == rank)
    }

    /// The slot of the entry with that id and time.
    pub fn find(&self, id: &str, time: Option<i64>) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.held.is(id, time))
    }

    fn index(&self, rank: u64) -> usize {
        self.slots.partition_point(|slot| slot.rank < rank)
    }

    /// Ranks from the first one on that is missing in `ranks` or may have moved, to the next one that is not.
    pub fn gap(&self, ranks: &Range<u64>) -> Option<Range<u64>> {
        let mut known = self.range(ranks).iter().filter(|slot| slot.seen > 0).map(|slot| slot.rank);
        let mut start = ranks.start;
        let end = loop {
            match known.next() {
                Some(rank) if rank == start => start += 1,
                Some(rank) => break rank,
                None => break ranks.end,
            }
        };
        (start < end).then_some(start..end)
    }

    /// Whether a rank is held and has not moved since.
    pub fn is_sure(&self, rank: u64) -> bool {
        self.get(rank).is_some_and(|slot| slot.seen > 0)
    }

    /// Puts what came, from rank `first` on, in the place of what was there. An entry has one place: the new one.
    pub fn put(&mut self, first: u64, seen: u32, new: Vec<Held>) {
        let end = first + new.len() as u64;
        self.slots.retain(|slot| {
            let elsewhere = slot.held.is_entry() && new.iter().any(|new| new.is(&slot.held.row.id, slot.held.row.time));
            !elsewhere && !(first..end).contains(&slot.rank)
        });
        let behind = self.slots.split_off(self.index(first));
        self.slots.extend((first..).zip(new).map(|(rank, held)| Slot { rank, seen, held }));
        self.slots.extend(behind);
    }

    /// It was seen that the entry at `rank` is still where it was in state `since`; so are all before it that were there.
    /// What stands in for an entry behind it can't be recognised, and may have moved.
    pub fn confirm(&mut self, rank: u64, since: u32, seen: u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.seen < seen) {
            if slot.rank <= rank && slot.seen >= since {
                slot.seen = seen;
            } else if slot.rank > rank && !slot.held.is_entry() {
                slot.seen = 0;
            }
        }
    }

    /// All that is not known to be where it was in state `seen` may have moved. It stays in sight until it is replaced.
    pub fn doubt(&mut self, seen: u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.seen < seen) {
            slot.seen = 0;
        }
    }

    /// Lets go of what is at a rank.
    pub fn remove(&mut self, rank: u64) {
        self.slots.retain(|slot| slot.rank != rank);
    }

    /// Lets go of what is beyond the list's end.
    pub fn truncate(&mut self, total: u64) {
        self.slots.truncate(self.index(total));
    }

    /// Entries that seemed to be at two places may have been on the move.
    pub fn doubt_repeated(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| slot.held.kind == Kind::Repeated) {
            slot.seen = 0;
        }
    }

    /// Gives away the entries that may have moved, the oldest first.
    pub fn take_doubted(&mut self) -> Vec<Held> {
        let (doubted, sure) = mem::take(&mut self.slots).into_iter().partition(|slot| slot.seen == 0);
        self.slots = sure;
        let doubted: Vec<Slot> = doubted;
        doubted.into_iter().map(|slot| slot.held).filter(Held::is_entry).collect()
    }

    /// Keeps within the bounds: what is farthest from `looked` goes first; of what is looked at, and of `except`, only
    /// the JSON goes.
    pub fn shed(&mut self, looked: &Range<u64>, except: Option<u64>) {
        let (mut bytes, mut count) = (self.bytes(), self.slots.len());
        let (mut front, mut back) = (0, self.slots.len());
        while bytes > MAX_BYTES || count > MAX_ENTRIES {
            let before = self.slots.get(front).map_or(0, |slot| looked.start.saturating_sub(slot.rank));
            let last = self.slots.get(back.wrapping_sub(1));
            let behind = last.map_or(0, |slot| (slot.rank + 1).saturating_sub(looked.end));
            if before.max(behind) == 0 {
                break;
            }
            let at = if before >= behind {
                front += 1;
                front - 1
            } else {
                back -= 1;
                back
            };
            bytes -= self.slots.get(at).map_or(0, |slot| slot.held.bytes());
            count -= 1;
        }
        self.slots.truncate(back);
        self.slots.drain(..front);
        for slot in self.slots.iter_mut().rev().filter(|slot| Some(slot.rank) != except) {
            if bytes <= MAX_BYTES {
                break;
            }
            bytes -= slot.held.json.take().map_or(0, |json| json.len());
        }
    }

    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.held.bytes()).sum()
    }
}
