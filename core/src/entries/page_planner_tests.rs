use super::*;
use crate::{entries::entry_cache::CachedEntry, response::entries::Entry, sanitize::shorten};

/// The state of a log with a list of `total` entries, of which those of `cached` are here.
struct State {
    list: ListTracker,
    cache: EntryCache,
}

impl State {
    fn new(total: u64, cached: Range<u64>) -> Self {
        let mut state = Self { list: ListTracker::default(), cache: EntryCache::default() };
        state.list.resize(total, true);
        state.put(cached);
        state
    }

    fn put(&mut self, ranks: Range<u64>) {
        let entry = |rank| CachedEntry::new(&Entry::parse(&format!(r#"{{"id":{rank}}}"#)).unwrap(), &shorten);
        self.cache.put(ranks.start, self.list.revision(), ranks.map(entry).collect());
    }

    fn planner(&self) -> PagePlanner<'_> {
        PagePlanner {
            list: &self.list,
            order: SortOrder::OldestFirst,
            cache: &self.cache,
            page_limit: MAX_LIMIT,
            first_offset: 0,
            viewport: 0..0,
            follows_end: false,
            detail: None,
            search: None,
            needs_refresh: false,
        }
    }
}

fn plan(planner: &PagePlanner) -> Option<(Purpose, Range<u64>)> {
    planner.next_page().map(|page| (page.purpose, page.ranks))
}

#[test]
fn the_first_page_gives_the_length() {
    let state = State { list: ListTracker::default(), cache: EntryCache::default() };
    assert_eq!(plan(&state.planner()), Some((Purpose::Open, 0..100)));
    let planner = PagePlanner { first_offset: 3, page_limit: 20, ..state.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Open, 3..23)));
}

#[test]
fn the_most_urgent_page_comes_first() {
    let mut state = State::new(1000, 0..100);
    let search = TimeSearch::new(5);
    assert_eq!(plan(&state.planner()), None);
    let planner = PagePlanner { needs_refresh: true, ..state.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Tail, 99..100)), "one entry gives the length");
    let planner = PagePlanner { viewport: 500..510, ..planner };
    assert_eq!(plan(&planner), Some((Purpose::Gap, 500..600)));
    let planner = PagePlanner { search: Some(&search), ..planner };
    assert_eq!(plan(&planner), Some((Purpose::Search, 0..100)));
    let planner = PagePlanner { detail: Some(7), ..planner };
    assert_eq!(plan(&planner), Some((Purpose::Detail, 7..8)));
    state.list.mark_replaced(&mut state.cache);
    let planner = PagePlanner { detail: Some(7), search: Some(&search), ..state.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Origin, 0..1)));
    let planner = PagePlanner { order: SortOrder::Unsorted, ..planner };
    assert_eq!(plan(&planner), Some((Purpose::Origin, 0..100)));
}

#[test]
fn gaps_are_widened_to_a_page_with_one_known_entry() {
    let mut state = State::new(1000, 0..100);
    let plan_at = |state: &State, viewport: Range<u64>| plan(&PagePlanner { viewport, ..state.planner() });
    assert_eq!(plan_at(&state, 20..80), None);
    assert_eq!(plan_at(&state, 90..120), Some((Purpose::Gap, 99..200)));
    state.put(150..160);
    assert_eq!(plan_at(&state, 90..120), Some((Purpose::Gap, 99..150)));
    assert_eq!(plan_at(&state, 120..190), Some((Purpose::Gap, 99..150)));
    assert_eq!(plan_at(&state, 155..190), Some((Purpose::Gap, 159..200)));
    let small = PagePlanner { viewport: 90..120, page_limit: 10, ..state.planner() };
    assert_eq!(plan(&small), Some((Purpose::Gap, 99..109)));
    let end = PagePlanner { viewport: 990..1000, follows_end: true, ..state.planner() };
    assert_eq!(plan(&end), Some((Purpose::Gap, 900..1011)), "some may come in meanwhile");
    let newest_first = PagePlanner { order: SortOrder::NewestFirst, ..end };
    assert_eq!(plan(&newest_first), Some((Purpose::Gap, 900..1011)));
    state.list.resize(1100, true);
    let end = PagePlanner { viewport: 1090..1100, follows_end: true, ..state.planner() };
    assert_eq!(plan(&end), Some((Purpose::Gap, 1000..1507)), "as quickly as it grew before");
}

#[test]
fn after_a_change_the_last_entry_in_sight_is_verified() {
    let mut state = State::new(1000, 0..100);
    state.list.resize(1001, true);
    let planner = PagePlanner { viewport: 20..30, ..state.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Verify, 29..30)));
    let newest_first = PagePlanner { order: SortOrder::NewestFirst, ..planner };
    assert_eq!(plan(&newest_first), Some((Purpose::Verify, 29..30)));
    state.cache.confirm(29, 1, 2);
    assert_eq!(plan(&PagePlanner { viewport: 20..30, ..state.planner() }), None);
}

#[test]
fn at_the_end_a_page_of_new_entries_is_requested() {
    let state = State::new(100, 50..100);
    let planner = PagePlanner { viewport: 90..100, follows_end: true, needs_refresh: true, ..state.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Tail, 99..199)));
    let newest_first = PagePlanner { order: SortOrder::NewestFirst, ..planner };
    assert_eq!(plan(&newest_first), Some((Purpose::Tail, 99..111)), "some that may have come in, and the last known");
    let empty = State::new(0, 0..0);
    let planner = PagePlanner { follows_end: true, needs_refresh: true, ..empty.planner() };
    assert_eq!(plan(&planner), Some((Purpose::Tail, 0..100)));
}

#[test]
fn offsets_are_in_the_order_of_the_server() {
    let page = PlannedPage { purpose: Purpose::Gap, ranks: 10..30, growth: 0..0 };
    assert_eq!(page.limit(), 20);
    assert_eq!((page.offset(SortOrder::OldestFirst, Some(100)), page.offset(SortOrder::Unsorted, None)), (10, 10));
    assert_eq!(page.offset(SortOrder::NewestFirst, Some(100)), 70);
    assert_eq!(page.offset(SortOrder::NewestFirst, Some(25)), 0, "entries that are not here yet");
}

#[test]
fn with_the_newest_first_new_entries_until_the_response_are_expected() {
    let mut state = State::new(1000, 0..0);
    let page = |state: &State, page_limit| {
        let planner = PagePlanner { order: SortOrder::NewestFirst, viewport: 500..510, page_limit, ..state.planner() };
        planner.next_page().unwrap()
    };
    assert_eq!((page(&state, 1000).ranks, page(&state, 1000).growth), (500..600, 0..7));
    assert_eq!(page(&state, 100).limit(), 100, "it still is a page");
    state.list.resize(1020, true);
    assert_eq!(page(&state, 1000).growth, 0..40);
    state.list.resize(1220, true);
    let small = page(&state, 100);
    // The list grows by 200 again, or by up to 25 more or fewer.
    assert_eq!((small.ranks.clone(), small.growth.clone()), (500..550, 175..225));
    for growth in [175, 200, 225] {
        let first = 1220 + growth - small.offset(SortOrder::NewestFirst, Some(1220)) - small.limit();
        assert!((450..=500).contains(&first), "the page begins at rank {first}");
    }
    state.list.resize(1220, true);
    assert_eq!(page(&state, 100).growth, 0..7);
    assert_eq!(page(&state, 1).growth, 0..0);
}
