use super::*;
use crate::sanitize::shorten;

fn entry(id: u64, bytes: usize) -> CachedEntry {
    let json = format!(r#"{{"id":{id},"payload":"{}"}}"#, "x".repeat(bytes));
    CachedEntry::new(&Entry::parse(&json).unwrap(), &shorten)
}

fn cache(ids: Range<u64>) -> EntryCache {
    let mut cache = EntryCache::default();
    cache.put(ids.start, 1, ids.map(|id| entry(id, 0)).collect());
    cache
}

fn ranks(cache: &EntryCache) -> Vec<u64> {
    cache.slots().iter().map(|slot| slot.rank).collect()
}

#[test]
fn an_entry_has_one_place() {
    let mut cache = cache(0..5);
    cache.put(3, 2, vec![entry(1, 0), entry(9, 0)]);
    let slots: Vec<_> =
        cache.slots().iter().map(|slot| (slot.rank, slot.entry.row.id.clone(), slot.verified_at)).collect();
    let expected = [(0, "0", 1), (2, "2", 1), (3, "1", 2), (4, "9", 2)];
    assert_eq!(slots, expected.map(|(rank, id, revision)| (rank, id.to_owned(), revision)));
    assert_eq!((cache.find("1", None).unwrap().rank, cache.find("1", Some(5)).is_none()), (3, true));
}

#[test]
fn gaps_are_what_is_missing_or_stale() {
    let mut cache = cache(10..20);
    assert_eq!((cache.gap(&(10..20)), cache.gap(&(12..25)), cache.gap(&(5..15))), (None, Some(20..25), Some(5..10)));
    cache.invalidate(2);
    assert_eq!(cache.gap(&(12..15)), Some(12..15));
    cache.put(13, 2, vec![entry(13, 0)]);
    assert_eq!((cache.gap(&(12..15)), cache.is_fresh(13), cache.is_fresh(14)), (Some(12..13), true, false));
}

#[test]
fn confirmation_reaches_back_but_not_to_placeholders_behind() {
    let mut cache = cache(0..4);
    cache.put(3, 1, vec![CachedEntry::too_large()]);
    cache.confirm(1, 1, 2);
    assert_eq!(cache.slots().iter().map(|slot| slot.verified_at).collect::<Vec<_>>(), [2, 2, 1, 0]);
}

#[test]
fn stale_entries_are_given_away_without_placeholders() {
    let mut cache = cache(0..3);
    cache.put(3, 1, vec![CachedEntry::duplicate()]);
    cache.invalidate(2);
    cache.put(1, 2, vec![entry(1, 0)]);
    let stale: Vec<_> = cache.take_stale().into_iter().map(|entry| entry.row.id).collect();
    assert_eq!((stale, ranks(&cache)), (vec!["0".to_owned(), "2".to_owned()], vec![1]));
}

#[test]
fn what_is_farthest_from_the_viewport_is_evicted_first() {
    let mut cache = cache(0..MAX_ENTRIES as u64 + 100);
    cache.evict(&(50..60), None);
    assert_eq!(ranks(&cache), (0..MAX_ENTRIES as u64).collect::<Vec<_>>());
    cache.put(MAX_ENTRIES as u64, 1, (9000..9100).map(|id| entry(id, 0)).collect());
    cache.evict(&(2900..3000), None);
    assert_eq!(ranks(&cache), (100..MAX_ENTRIES as u64 + 100).collect::<Vec<_>>());
    cache.truncate(101);
    cache.remove(50);
    assert_eq!(ranks(&cache), [100]);
}

#[test]
fn entries_in_sight_lose_only_their_json() {
    let mut cache = EntryCache::default();
    cache.put(0, 1, (0..20).map(|id| entry(id, 1 << 20)).collect());
    cache.evict(&(0..10), Some(9));
    assert_eq!(ranks(&cache), (0..10).collect::<Vec<_>>());
    let with_json: Vec<_> =
        cache.slots().iter().filter(|slot| slot.entry.json.is_some()).map(|slot| slot.rank).collect();
    assert_eq!(with_json, [0, 1, 2, 3, 4, 5, 9]);
    assert!(cache.bytes() <= MAX_BYTES);
}
