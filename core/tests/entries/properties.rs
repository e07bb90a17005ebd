//! Whatever the server does, the rows of the viewport are in the end those that the server has, each entry once.

use job_progress_core::sanitize::shorten;
use proptest::{collection::vec, prelude::*};

use super::{
    server::{Order, Server},
    viewer::Viewer,
};

type Event = (u8, u8);

fn happen(server: &mut Server, viewer: &mut Viewer, retries: &mut u32, (kind, n): Event, grows: u8) {
    let n = usize::from(n);
    match kind {
        0 | 1 => server.append(n % 130),
        2 | 3 => server.insert_late(n % 8),
        4 => viewer.log.set_viewport(n as u64 * 3, 1 + n as u64 % 90),
        5 => viewer.log.set_viewport(viewer.log.len().saturating_sub(n as u64 % 60), 60),
        6 => server.max_limit = [5, 7, 20, 50, 100, 1000][n % 6],
        7 => {
            *retries += 1;
            if n.is_multiple_of(3) {
                server.append(n % 5);
            } else {
                server.wipe(n);
            }
            viewer.log.set_attempt(*retries, None);
        }
        // Where they are taken from any place, as many new ones can hide that.
        8 if server.order != Order::Shuffled => {
            // The oldest are let go.
            server.items.drain(..(n % 40).min(server.items.len()));
        }
        9 => viewer.log.find_time(1_700_000_000_000 + n as i64 * 4321),
        10 => {
            let row = viewer.log.len().saturating_sub(n as u64);
            viewer.log.detail(row, &shorten);
        }
        11 => {
            server.max_bytes = [3_000, 30_000, usize::MAX][n % 3];
            if let Some(item) = server.items.get_mut(n) {
                item.size = 5_000 * (n % 2);
            }
        }
        _ => {}
    }
    viewer.log.refresh();
    let mut step = n;
    viewer.settle(server, |server| {
        step = (step * 7 + 3) % 1009;
        match (step + usize::from(grows)) % 9 {
            0 if grows > 0 => server.append(1 + step % 3),
            1 if grows > 1 => server.insert_late(step % 6),
            2 if grows > 2 => server.append(step % 200),
            _ => {}
        }
    });
}

fn live(order: Order, count: usize, grows: u8, events: &[Event]) {
    let (mut server, mut viewer, mut retries) = (Server::new(order, count), Viewer::new(), 0);
    viewer.log.set_attempt(0, None);
    viewer.log.set_viewport(0, 50);
    for event in events {
        happen(&mut server, &mut viewer, &mut retries, *event, grows);
    }
    // Now it rests.
    server.max_bytes = usize::MAX;
    viewer.log.refresh();
    viewer.settle(&mut server, |_| {});
    let total = server.items.len() as u64;
    let mut expected: Vec<_> = server.list().iter().map(|item| item.id.to_string()).collect();
    if order == Order::NewestFirst {
        expected.reverse();
    }
    let large: Vec<_> = server.items.iter().filter(|item| item.size > 20).map(|item| item.id.to_string()).collect();
    for first in [0, total / 2, total.saturating_sub(40)] {
        // What was kept as of an earlier attempt, and comes nevertheless, is of this one: rows move down.
        for _ in 0..2 {
            viewer.log.set_viewport(viewer.log.len() - total + first, 40);
            let requests = viewer.settle(&mut server, |_| {});
            assert!(requests <= 50, "{requests} requests for 40 rows");
        }
        let earlier = viewer.log.len() - total;
        let end = (first + 40).min(total) as usize;
        let shown = viewer.ids(earlier + first, 40);
        let is_there = |list: &[String]| {
            let there = &list[first as usize..end];
            // What was too large for an answer is not asked for again.
            there.len() == shown.len()
                && shown.iter().zip(there).all(|(a, b)| a == b || (a.is_empty() && large.contains(b)))
        };
        // Of a list without an order, any end may be taken for its start.
        let turned: Vec<_> = expected.iter().rev().cloned().collect();
        let right = is_there(&expected) || (order == Order::Shuffled && is_there(&turned));
        assert!(right, "at {first} of {total}, {earlier} earlier: {shown:?} is not in {expected:?}");
    }
    let earlier = viewer.log.len() - total;
    if order != Order::Shuffled && total > 0 {
        for at in [0, total / 3, total - 1] {
            for ms in [server.items[at as usize].time, server.items[at as usize].time - 1] {
                viewer.log.find_time(ms);
                assert!(viewer.settle(&mut server, |_| {}) <= 60);
                let before = server.items.partition_point(|item| item.time <= ms) as u64;
                let row = before.checked_sub(1).map(|rank| earlier + rank);
                assert!(row.is_none() || viewer.log.found_row() == row, "{:?} is not {row:?}", viewer.log.found_row());
            }
        }
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    vec((0..12u8, any::<u8>()), 0..12)
}

fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(many(150))]

    #[test]
    fn oldest_first(count in 0..700usize, grows in 0..4u8, events in events()) {
        live(Order::OldestFirst, count, grows, &events);
    }

    #[test]
    fn newest_first(count in 0..700usize, grows in 0..4u8, events in events()) {
        live(Order::NewestFirst, count, grows, &events);
    }

    #[test]
    fn without_an_order(count in 0..700usize, grows in 0..4u8, events in events()) {
        live(Order::Shuffled, count, grows, &events);
    }
}
