//! What a job of a hundred thousand entries costs, counted.

use super::{
    server::{Order, Server},
    viewer::Viewer,
};

const COUNT: usize = 100_000;

/// Requests, entries and bytes since the last time.
fn tally(server: &mut Server) -> (u32, usize, usize) {
    let Server { requests, entries, bytes, .. } = server;
    (std::mem::take(requests), std::mem::take(entries), std::mem::take(bytes))
}

fn costs(order: Order) -> Vec<(&'static str, (u32, usize, usize))> {
    let (mut server, mut viewer) = (Server::new(order, COUNT), Viewer::new());
    let mut costs = Vec::new();
    viewer.log.set_viewport(0, 0);
    viewer.settle(&mut server, |_| {});
    viewer.log.set_viewport(viewer.log.len() - 50, 50);
    viewer.settle(&mut server, |_| {});
    costs.push(("opening at the end", tally(&mut server)));

    for n in 0..50 {
        server.append(1 + n % 3);
        viewer.log.refresh();
        viewer.settle(&mut server, |_| {});
        viewer.log.set_viewport(viewer.log.len() - 50, 50);
        viewer.settle(&mut server, |_| {});
        assert_eq!(viewer.ids(viewer.log.len() - 1, 1), [server.items.last().unwrap().id.to_string()]);
    }
    costs.push(("50 times some new, following", tally(&mut server)));

    viewer.log.set_viewport(viewer.log.len() - 300, 50);
    viewer.settle(&mut server, |_| {});
    tally(&mut server);
    for n in 0..50 {
        server.append(1 + n % 3);
        viewer.log.refresh();
        viewer.settle(&mut server, |_| {});
        assert_eq!(viewer.log.len(), server.items.len() as u64);
    }
    costs.push(("50 times some new, scrolled up", tally(&mut server)));

    viewer.log.set_viewport(50_000, 50);
    viewer.settle(&mut server, |_| {});
    costs.push(("to the middle", tally(&mut server)));

    viewer.log.find_time(server.items[20_000].time);
    viewer.settle(&mut server, |_| {});
    assert_eq!(viewer.log.found_row(), Some(20_000));
    costs.push(("to a moment", tally(&mut server)));

    for first in (20_000..22_000).step_by(20) {
        viewer.log.set_viewport(first, 50);
        viewer.settle(&mut server, |_| {});
    }
    costs.push(("2,000 rows scrolled through", tally(&mut server)));
    costs
}

#[test]
fn of_a_hundred_thousand_entries_only_the_viewport_costs() {
    let mut all = Server::new(Order::OldestFirst, COUNT);
    for offset in (0..COUNT).step_by(1000) {
        all.serve(&format!("offset={offset}&limit=1000"));
    }
    let (requests, _, all) = tally(&mut all);
    println!("\nAll of it once: {requests} requests, {all} bytes");
    for order in [Order::OldestFirst, Order::NewestFirst] {
        println!("\n| {order:?} | requests | entries | bytes | of all |\n|---|--:|--:|--:|--:|");
        let costs = costs(order);
        for (what, (requests, entries, bytes)) in &costs {
            println!("| {what} | {requests} | {entries} | {bytes} | {:.5} |", *bytes as f64 / all as f64);
        }
        let bounds = [(2, 200), (60, 1000), (50, 400), (1, 107), (12, 1200), (21, 2250)];
        for ((what, (requests, entries, bytes)), (most_requests, most_entries)) in costs.iter().zip(bounds) {
            assert!(*requests <= most_requests, "{what}: {requests} requests");
            assert!(*entries <= most_entries, "{what}: {entries} entries");
            assert!(*bytes <= 400 * most_entries, "{what}: {bytes} bytes");
        }
    }
}

#[test]
fn late_entries_cost_a_few_more() {
    let (mut server, mut viewer) = (Server::new(Order::OldestFirst, COUNT), Viewer::new());
    viewer.settle(&mut server, |_| {});
    viewer.log.set_viewport(viewer.log.len() - 50, 50);
    viewer.settle(&mut server, |_| {});
    tally(&mut server);
    for _ in 0..50 {
        server.append(1);
        server.insert_late(5);
        viewer.log.refresh();
        viewer.settle(&mut server, |_| {});
        viewer.log.set_viewport(viewer.log.len() - 50, 50);
        viewer.settle(&mut server, |_| {});
    }
    let (requests, entries, _) = tally(&mut server);
    println!("50 times one new and one late: {requests} requests, {entries} entries");
    assert!(requests <= 60 && entries <= 1500, "{requests} requests, {entries} entries");
}

#[test]
fn new_ones_while_a_request_is_under_way_cost_no_page() {
    let (mut server, mut viewer) = (Server::new(Order::NewestFirst, COUNT), Viewer::new());
    // A whole page: nothing behind it is entry.
    viewer.log.set_viewport(50_000, 100);
    viewer.settle(&mut server, |_| {});
    tally(&mut server);
    for _ in 0..50 {
        viewer.log.refresh();
        viewer.settle(&mut server, |server| server.append(2));
    }
    let (requests, entries, _) = tally(&mut server);
    println!("50 times some new under way: {requests} requests, {entries} entries");
    assert!(requests <= 50 && entries <= 400, "{requests} requests, {entries} entries");
}

#[test]
fn a_list_that_grows_with_each_request_is_followed_with_few() {
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let (mut server, mut viewer) = (Server::new(order, 1000), Viewer::new());
        viewer.log.set_viewport(0, 0);
        viewer.settle(&mut server, |_| {});
        tally(&mut server);
        let mut seen = 0;
        while seen != viewer.log.len() {
            seen = viewer.log.len();
            viewer.log.set_viewport(seen - 50, 50);
            viewer.settle(&mut server, |server| server.append(3));
            assert!(server.requests < 5, "{order:?}: a request brings the next");
        }
    }
}
