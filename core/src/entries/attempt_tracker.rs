//! The job's attempts: which entries are from before its last retry.

use super::entry_cache::{CacheSlot, CachedEntry, EntryCache};
use crate::response::entries::Entry;

/// Most entries that are kept from before a retry.
const MAX_EARLIER: usize = 1000;
/// Most bytes that these take, about.
const MAX_EARLIER_BYTES: usize = 4 << 20;

/// What is known of the job's attempts, and the entries that a retry took off the server.
#[derive(Debug, Default)]
pub struct AttemptTracker {
    retry_count: Option<u32>,
    /// When the job was started, in ms since the Unix epoch.
    started_at: Option<i64>,
    /// The job was retried, and the list has not been seen to be another since.
    is_retry_pending: bool,
    earlier: Vec<CachedEntry>,
}

impl AttemptTracker {
    /// Takes in where the job stands: how often it was retried, and when it was started (ms since the Unix epoch).
    /// Gives whether it was retried since the last time.
    pub fn update(&mut self, retry_count: u32, started_at: Option<i64>) -> bool {
        let is_retry = self.retry_count.replace(retry_count).is_some_and(|known| known < retry_count);
        self.is_retry_pending |= is_retry;
        self.started_at = started_at;
        is_retry
    }

    /// Entries that a retry took off the server, the oldest first.
    pub fn earlier(&self) -> &[CachedEntry] {
        &self.earlier
    }

    /// Whether an entry of the server's list is from before the last retry.
    pub fn is_before_retry(&self, time: Option<i64>) -> bool {
        let is_retried = self.retry_count.is_some_and(|count| count > 0);
        is_retried && time.zip(self.started_at).is_some_and(|(time, started_at)| time < started_at)
    }

    /// Decides, given the start of the list, whether the stale entries of the cache were taken off the server by a
    /// retry, or have only moved: all entries of another attempt are newer. In the first case they are moved here from
    /// the cache. Gives whether that is so.
    pub fn settle(&mut self, start: &[Entry], cache: &mut EntryCache) -> bool {
        let stale = cache.slots().iter().filter(|slot: &&CacheSlot| !slot.is_fresh());
        let newest = stale.filter_map(|slot| slot.entry.row.time).max();
        let is_other_attempt = start.iter().all(|entry| {
            let is_newer = entry.time().zip(newest).map_or(self.is_retry_pending, |(time, newest)| time >= newest);
            is_newer && cache.find(&entry.id, entry.time()).is_none()
        });
        if is_other_attempt {
            self.is_retry_pending = false;
            self.earlier.extend(cache.take_stale());
            self.evict();
        }
        is_other_attempt
    }

    /// Forgets entries that are on the server after all.
    pub fn forget(&mut self, entries: &[CachedEntry]) {
        self.earlier.retain(|earlier| !entries.iter().any(|entry| entry.is_same(earlier)));
    }

    /// Keeps the newest, within the bounds.
    fn evict(&mut self) {
        let mut bytes = 0;
        let kept = self.earlier.iter().rev().take(MAX_EARLIER).take_while(|entry| {
            bytes += entry.bytes();
            bytes <= MAX_EARLIER_BYTES
        });
        self.earlier.drain(..self.earlier.len() - kept.count());
    }

    /// Bytes of memory that the earlier entries take, about.
    pub fn bytes(&self) -> usize {
        self.earlier.iter().map(CachedEntry::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize::shorten;

    fn json(id: u64, second: u64) -> String {
        format!(r#"{{"id":{id},"created_at":"2026-04-14T10:{:02}:{:02}Z"}}"#, second / 60, second % 60)
    }

    /// A cache with entries 0.. of one second each, all stale.
    fn stale(count: u64) -> EntryCache {
        let mut cache = EntryCache::default();
        let json: Vec<_> = (0..count).map(|id| json(id, id)).collect();
        cache.put(0, 1, json.iter().map(|json| CachedEntry::new(&Entry::parse(json).unwrap(), &shorten)).collect());
        cache.invalidate(2);
        cache
    }

    #[test]
    fn newer_entries_at_the_start_are_another_attempt() {
        let (mut attempts, mut cache) = (AttemptTracker::default(), stale(3));
        let start = json(0, 3);
        assert!(attempts.settle(&[Entry::parse(&start).unwrap()], &mut cache), "though the id is given out again");
        assert_eq!((attempts.earlier().len(), cache.slots().len()), (3, 0));
        let back = attempts.earlier()[1].clone();
        attempts.forget(&[back]);
        assert_eq!(attempts.earlier().iter().map(|entry| entry.row.id.as_str()).collect::<Vec<_>>(), ["0", "2"]);
    }

    #[test]
    fn a_known_or_older_entry_at_the_start_is_the_same_attempt() {
        for (id, second) in [(1, 1), (7, 0)] {
            let (mut attempts, mut cache) = (AttemptTracker::default(), stale(3));
            let start = json(id, second);
            assert!(!attempts.settle(&[Entry::parse(&start).unwrap()], &mut cache));
            assert_eq!((attempts.earlier().len(), cache.slots().len()), (0, 3));
        }
    }

    #[test]
    fn without_times_the_number_of_retries_decides() {
        let start = r#"{"id":"x"}"#;
        let mut attempts = AttemptTracker::default();
        assert!(!attempts.settle(&[Entry::parse(start).unwrap()], &mut stale(3)));
        assert!(!attempts.update(0, None) && attempts.update(1, None) && !attempts.update(1, None));
        assert!(attempts.settle(&[Entry::parse(start).unwrap()], &mut stale(3)));
        assert!(!attempts.settle(&[Entry::parse(start).unwrap()], &mut stale(3)), "once for each retry");
    }

    #[test]
    fn the_newest_are_kept() {
        let (mut attempts, mut cache) = (AttemptTracker::default(), stale(1500));
        assert!(attempts.settle(&[], &mut cache));
        assert_eq!((attempts.earlier().len(), attempts.earlier()[0].row.id.as_str()), (1000, "500"));
        assert!(attempts.bytes() < MAX_EARLIER_BYTES);
    }

    #[test]
    fn entries_before_the_start_of_a_retry_are_marked() {
        let mut attempts = AttemptTracker::default();
        attempts.update(0, Some(10));
        assert!(!attempts.is_before_retry(Some(9)), "the first attempt");
        attempts.update(1, Some(10));
        assert_eq!([Some(9), Some(10), None].map(|time| attempts.is_before_retry(time)), [true, false, false]);
        attempts.update(1, None);
        assert!(!attempts.is_before_retry(Some(9)));
    }
}
