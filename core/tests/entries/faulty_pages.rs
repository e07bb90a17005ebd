//! Pages as no server should send them, and what a log makes of them.

use std::cell::Cell;

use job_progress_core::{entries::entry_log::EntryLog, sanitize::shorten};

use super::{
    server::{JOB, Order, Served, Server, body},
    viewer::Viewer,
};

/// A log of 1,000 entries with the first 50 in its viewport.
fn opened() -> (Server, Viewer) {
    let (mut server, mut viewer) = (Server::new(Order::OldestFirst, 1000), Viewer::new());
    viewer.log.set_attempt(0, None);
    viewer.log.set_viewport(0, 50);
    viewer.settle(&mut server, |_| {});
    (server, viewer)
}

fn code(log: &mut EntryLog, body: &[u8]) -> &'static str {
    log.handle_page(0.0, body, &shorten).map_or_else(|error| error.code(), |()| "fine")
}

#[test]
fn an_unusable_page_is_requested_again_after_a_while_or_by_the_user() {
    let server = Server::new(Order::OldestFirst, 1000);
    let page: Vec<_> = server.items.iter().take(10).collect();
    let moved = body(1000, 700, 100, &page);
    let empty = body(1000, 500, 100, &[]);
    for bad in [b"<html>".as_slice(), b"{}", b"", &moved, &empty] {
        let (_, Viewer { mut log }) = opened();
        log.set_viewport(500, 50);
        assert_eq!(log.next_query(0.0).unwrap(), "offset=500&limit=100");
        assert_eq!(code(&mut log, bad), "bad-response");
        for change in
            [|log: &mut EntryLog| log.set_viewport(700, 50), EntryLog::refresh, |log: &mut EntryLog| log.find_time(5)]
        {
            change(&mut log);
            assert_eq!((log.next_query(4_999.0), log.retry_in(4_999.0)), (None, Some(1.0)));
        }
        log.set_viewport(500, 50);
        assert!(log.retry_in(5_000.0).is_none() && log.next_query(5_000.0).is_some());
        assert_eq!(code(&mut log, bad), "bad-response");
        assert_eq!((log.next_query(0.0), log.retry_in(0.0)), (None, Some(10_000.0)));
        log.retry();
        assert!(log.retry_in(0.0).is_none() && log.next_query(0.0).is_some());
    }
    assert_eq!(code(&mut opened().1.log, &moved), "bad-response", "no page was requested");
}

#[test]
fn a_server_that_always_sends_the_same_page_gets_few_requests() {
    for total in [0, 3, 1000] {
        for max in [1, 1000] {
            let (mut server, mut viewer) = opened();
            server.max_limit = max;
            let page: Vec<_> = server.items.iter().take(3).collect();
            let same = body(total, 0, 1, &page);
            viewer.log.set_viewport(500, 60);
            viewer.log.refresh();
            let requests = (0..100).take_while(|_| {
                viewer.log.next_query(0.0).is_some_and(|_| viewer.log.handle_page(0.0, &same, &shorten).is_ok())
            });
            assert!(requests.count() < 20);
        }
    }
}

#[test]
fn a_server_that_always_sends_the_whole_list_costs_a_page() {
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let (server, mut log) = (Server::new(order, 5000), EntryLog::new(JOB, None, None));
        let whole = body(5000, 0, 5000, &server.list());
        for first in [0, 2500, 4900] {
            log.set_viewport(first, 100);
            let texts = Cell::new(0);
            let count = |text: &str, max: usize| {
                texts.set(texts.get() + 1);
                shorten(text, max)
            };
            while log.next_query(0.0).is_some() {
                texts.set(0);
                log.handle_page(0.0, &whole, &count).unwrap();
                assert!(texts.get() <= 20_000, "{}", texts.get());
            }
            assert!(log.rows(first, 100).iter().all(Option::is_some), "{order:?}, {first}");
            assert_eq!(log.len(), 5000);
        }
    }
}

#[test]
fn a_duplicate_entry_is_shown_once() {
    let (mut server, mut viewer) = opened();
    for at in [130, 131, 560, 561] {
        server.items[at] = server.items[100].clone();
    }
    viewer.log.set_viewport(90, 500);
    let requests = viewer.settle(&mut server, |_| {});
    assert!(requests < 40, "{requests}");
    let ids = viewer.ids(90, 500);
    assert_eq!(ids.iter().filter(|id| id.is_empty()).count(), 4);
}

#[test]
fn large_entries_are_requested_by_fewer_and_too_large_ones_have_a_placeholder() {
    let (mut server, mut viewer) = opened();
    server.max_bytes = 100_000;
    server.items[540].size = 200_000;
    viewer.log.set_viewport(500, 100);
    let requests = viewer.settle(&mut server, |_| {});
    assert!(requests < 25, "{requests}");
    let (entry, _) = viewer.log.entry(540).unwrap();
    assert!(!entry.is_entry() && entry.row.message.contains("too large"));
    assert!(viewer.ids(500, 100).iter().filter(|id| id.is_empty()).count() == 1);
    assert!(viewer.log.detail(540, &shorten).unwrap().message.contains("too large"));

    let mut first = Server::new(Order::OldestFirst, 5);
    first.max_bytes = 100_000;
    first.items[0].size = 200_000;
    let mut viewer = Viewer::new();
    viewer.log.set_viewport(0, 50);
    viewer.settle(&mut first, |_| {});
    assert_eq!(viewer.ids(0, 5), ["", "501", "502", "503", "504"], "even the first of all");
}

/// A log whose memory is full, and two rows in its viewport whose JSON was evicted.
fn full() -> (Server, Viewer, [u64; 2]) {
    let (mut server, mut viewer) = opened();
    server.max_bytes = 16 << 20;
    for item in &mut server.items {
        item.size = 200_000;
    }
    viewer.log.set_viewport(100, 50);
    viewer.settle(&mut server, |_| {});
    let without = (100..150).filter(|row| viewer.log.entry(*row).unwrap().0.json.is_none());
    let rows: Vec<_> = without.take(2).collect();
    (server, viewer, [rows[0], rows[1]])
}

#[test]
fn a_detail_that_does_not_come_is_requested_again_after_a_while() {
    for is_elsewhere in [false, true] {
        let (server, mut viewer, [row, _]) = full();
        let first: Vec<_> = server.items.iter().take(1).collect();
        let bad = if is_elsewhere { body(1000, 0, 1, &first) } else { body(1000, row as usize, 1, &[]) };
        let query = format!("offset={row}&limit=1");
        assert!(viewer.log.detail(row, &shorten).is_none());
        assert_eq!(viewer.log.next_query(0.0).as_ref(), Some(&query));
        assert_eq!(code(&mut viewer.log, &bad), "bad-response");
        assert!(viewer.log.detail(row, &shorten).is_none(), "the user still looks at it");
        assert_eq!((viewer.log.next_query(0.0), viewer.log.retry_in(0.0)), (None, Some(5_000.0)));
        assert_eq!(viewer.log.next_query(5_000.0), Some(query));
    }
}

#[test]
fn the_detail_that_was_wanted_last_is_requested() {
    let (mut server, mut viewer, [first, second]) = full();
    assert!(viewer.log.detail(first, &shorten).is_none());
    let query = viewer.log.next_query(0.0).unwrap();
    assert!(viewer.log.detail(second, &shorten).is_none());
    let Served::Page(page) = server.serve(&query) else { panic!("{query}") };
    viewer.log.handle_page(0.0, &page, &shorten).unwrap();
    assert_eq!(viewer.log.next_query(0.0).unwrap(), format!("offset={second}&limit=1"));
    viewer.settle(&mut server, |_| {});
    assert!(viewer.log.detail(second, &shorten).is_some());

    let here = (100..150).find(|row| viewer.log.entry(*row).unwrap().0.json.is_some()).unwrap();
    assert!(viewer.log.detail(first, &shorten).is_none());
    assert!(viewer.log.detail(here, &shorten).is_some());
    assert_eq!(viewer.settle(&mut server, |_| {}), 0, "nobody looks at it any more");
}

#[test]
fn memory_is_bounded_and_evicted_json_is_requested_for_its_detail() {
    let (mut server, mut viewer) = opened();
    server.max_bytes = 16 << 20;
    for item in &mut server.items {
        item.size = 200_000;
    }
    for first in (100..400).step_by(50) {
        viewer.log.set_viewport(first, 50);
        viewer.settle(&mut server, |_| {});
        assert!(viewer.log.bytes() < 9 << 20, "{}", viewer.log.bytes());
        assert!(viewer.ids(first, 50).iter().all(|id| !id.is_empty()));
    }
    assert!(viewer.log.entry(110).is_none(), "what is far away is let go");
    let without = (350..400).find(|row| viewer.log.entry(*row).unwrap().0.json.is_none()).unwrap();
    assert_eq!(viewer.log.detail(without, &shorten), None);
    assert_eq!(viewer.settle(&mut server, |_| {}), 1);
    assert!(viewer.log.detail(without, &shorten).unwrap().json.len() > 200_000);
    assert!(viewer.log.bytes() < 9 << 20);
}

#[test]
fn entries_from_before_a_retry_stay_and_are_marked() {
    // The old entries are taken off.
    let (mut server, mut viewer) = opened();
    let old = viewer.ids(0, 50);
    server.wipe(20);
    viewer.log.set_attempt(1, None);
    viewer.settle(&mut server, |_| {});
    assert_eq!(viewer.log.len(), 120, "a page was cached");
    assert_eq!(viewer.ids(0, 50), old);
    assert!(viewer.log.entry(0).unwrap().1, "it is marked");
    viewer.log.set_viewport(90, 50);
    viewer.settle(&mut server, |_| {});
    assert_eq!(viewer.ids(100, 1), [server.items[0].id.to_string()]);
    assert!(!viewer.log.entry(100).unwrap().1);

    // They stay.
    let (mut server, mut viewer) = opened();
    server.append(5);
    viewer.log.set_attempt(1, Some(server.items[30].time));
    viewer.settle(&mut server, |_| {});
    assert_eq!(viewer.log.len(), 1005);
    assert_eq!([0, 29, 30, 49].map(|row| viewer.log.entry(row).unwrap().1), [true, true, false, false]);
}

#[test]
fn an_empty_list_fills() {
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let (mut server, mut viewer) = (Server::new(order, 0), Viewer::new());
        viewer.log.set_viewport(0, 50);
        viewer.settle(&mut server, |_| {});
        assert!(viewer.log.is_length_known() && viewer.log.is_empty());
        for count in 1..=8 {
            server.append(1);
            viewer.log.refresh();
            viewer.settle(&mut server, |_| {});
            let ids: Vec<_> = server.items.iter().map(|item| item.id.to_string()).collect();
            assert_eq!(viewer.ids(0, 50), ids, "{order:?} {count}");
        }
    }
}

#[test]
fn filters_are_sent_and_other_jobs_refused() {
    let mut log = EntryLog::new(JOB, Some("a&b"), Some("inp 1"));
    assert_eq!(log.next_query(0.0).unwrap(), "offset=0&limit=100&kind=a%26b&input_id=inp%201");
    let other = String::from_utf8(body(0, 0, 100, &[])).unwrap().replace(JOB, "job_2");
    assert_eq!(code(&mut log, other.as_bytes()), "bad-response");
}

#[test]
fn a_list_with_other_entries_each_time_is_taken_as_it_comes() {
    let (mut server, mut viewer) = opened();
    viewer.log.set_viewport(0, 500);
    let requests = viewer.settle(&mut server, |server| {
        for item in &mut server.items {
            item.id += 10_000;
        }
    });
    assert!(requests < 40, "{requests}");
    assert!(viewer.ids(0, 500).iter().all(|id| !id.is_empty()));
}

#[test]
fn an_entry_that_seemed_to_be_of_an_earlier_attempt_is_there_once() {
    let (mut server, mut viewer) = opened();
    let mut back = server.clone();
    server.wipe(20);
    viewer.log.set_attempt(1, None);
    viewer.settle(&mut server, |_| {});
    assert_eq!(viewer.log.len(), 120);
    viewer.log.set_viewport(100, 100);
    viewer.log.refresh();
    viewer.settle(&mut back, |_| {});
    assert_eq!(viewer.log.len(), 1000, "nothing is of an earlier attempt");
}

#[test]
fn a_page_behind_the_end_says_nothing_of_the_start() {
    let (mut server, mut viewer) = (Server::new(Order::NewestFirst, 900), Viewer::new());
    viewer.log.set_viewport(300, 50);
    viewer.settle(&mut server, |_| {});
    server.items.drain(..300);
    viewer.log.refresh();
    let mut requests = 0;
    viewer.settle(&mut server, |server| {
        requests += 1;
        if requests == 2 {
            server.items.drain(..3);
        }
    });
    assert_eq!(viewer.log.len(), 597, "nothing is of an earlier attempt");
}

/// Looks at the end of the list, as a user who follows it; gives the number of requests until nothing more is
/// requested.
fn follow(viewer: &mut Viewer, server: &mut Server, change: impl Fn(&mut Server)) -> usize {
    let requests = |(): ()| {
        let first = viewer.log.len().saturating_sub(20);
        viewer.log.set_viewport(first, 40);
        let query = viewer.log.next_query(0.0)?;
        change(server);
        let Served::Page(body) = server.serve(&query) else { panic!("{query}") };
        // A page may be refused, too; then the wait has begun.
        let _ = viewer.log.handle_page(0.0, &body, &shorten);
        Some(())
    };
    std::iter::repeat_n((), 2000).map_while(requests).count()
}

#[test]
fn a_list_that_grows_with_each_page_comes_to_an_end() {
    for max_limit in [1, 1000] {
        for order in [Order::OldestFirst, Order::NewestFirst, Order::Shuffled] {
            let (mut server, mut viewer) = (Server::new(order, 100), Viewer::new());
            server.max_limit = max_limit;
            let requests = follow(&mut viewer, &mut server, |server| server.append(3));
            assert!((1..200).contains(&requests), "{requests} requests, {order:?}");
            viewer.log.refresh();
            let more = follow(&mut viewer, &mut server, |server| server.append(3));
            assert!((1..40).contains(&more), "{more} more requests, {order:?}");
            viewer.log.refresh();
            follow(&mut viewer, &mut server, |_| {});
            let end = viewer.log.len() - 1;
            assert!(order == Order::Shuffled || !viewer.ids(end, 1)[0].is_empty(), "it is loaded when it stands still");
        }
    }
}

#[test]
fn the_end_of_a_list_that_grows_with_each_page_is_shown() {
    let oldest_first = [(1000, 3), (1000, 150), (1000, 2_000), (100, 150), (20, 150)];
    let newest_first = [(1000, 3), (1000, 150), (100, 50)];
    let cases = oldest_first.map(|case| (Order::OldestFirst, case));
    for (order, (max_limit, growth)) in cases.into_iter().chain(newest_first.map(|case| (Order::NewestFirst, case))) {
        let (mut server, mut viewer) = (Server::new(order, 20_000), Viewer::new());
        server.max_limit = max_limit;
        for update in 0..10 {
            let before = viewer.log.len();
            let requests = follow(&mut viewer, &mut server, |server| server.append(growth));
            let end = viewer.log.len();
            let what = format!("{order:?}, limit {max_limit}, {growth} more with each page, update {update}");
            assert!(requests <= 6, "{what}: {requests} requests");
            assert!(end > before, "{what}");
            assert!(viewer.ids(end - 20, 20).iter().all(|id| !id.is_empty()), "{what}");
            server.append(5_000);
            viewer.log.refresh();
        }
    }
}

#[test]
fn a_list_that_grows_with_each_page_can_be_scrolled_through() {
    let oldest_first = [(1000, 3), (1000, 150)].map(|case| (Order::OldestFirst, case));
    let newest_first =
        [(1000, 3), (1000, 150), (1000, 1_000), (100, 150), (20, 3)].map(|case| (Order::NewestFirst, case));
    for (order, (max_limit, growth)) in oldest_first.into_iter().chain(newest_first) {
        let (mut server, mut viewer) = (Server::new(order, 10_000), Viewer::new());
        server.max_limit = max_limit;
        viewer.settle(&mut server, |_| {});
        for first in (0..9_000).step_by(150) {
            viewer.log.set_viewport(first, 50);
            let requests = viewer.settle(&mut server, |server| server.append(growth));
            let what = format!("{order:?}, limit {max_limit}, {growth} more with each page, at {first}");
            assert!(viewer.ids(first, 50).iter().all(|id| !id.is_empty()), "{what}");
            assert!(requests <= 6, "{what}: {requests} requests");
        }
    }
}

#[test]
fn a_list_that_shrinks_with_each_page_comes_to_an_end() {
    let (mut server, mut viewer) = (Server::new(Order::OldestFirst, 1500), Viewer::new());
    let requests = follow(&mut viewer, &mut server, |server| server.wipe(server.items.len() - 1));
    assert!((2..200).contains(&requests), "{requests} requests");
}
