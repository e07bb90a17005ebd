//! Walks over whole lists: everything once, whatever happens under way.

use job_progress_core::entries::export::{EntryExport, Format};

use super::server::{JOB, Order, Served, Server, body};

fn walk(export: &mut EntryExport, server: &mut Server, mut between: impl FnMut(&mut Server)) -> String {
    let mut text = String::new();
    while let Some(query) = export.next_query() {
        between(server);
        assert!(server.requests < 3000, "no end: {query}");
        match server.serve(&query) {
            Served::Page(body) => text.push_str(&export.handle_page(&body).unwrap()),
            Served::TooLarge => assert!(export.handle_error("too-large")),
        }
    }
    text
}

fn lines(order: Order, max_limit: usize, between: impl FnMut(&mut Server)) -> (Server, Vec<String>) {
    let mut server = Server::new(order, 2500);
    server.max_limit = max_limit;
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let text = walk(&mut export, &mut server, between);
    assert_eq!(export.count(), text.lines().count() as u64);
    (server, text.lines().map(String::from).collect())
}

fn ids(lines: &[String]) -> Vec<u64> {
    let mut ids: Vec<_> = lines
        .iter()
        .map(|line| line.strip_prefix(r#"{"id":"#).unwrap().split(',').next().unwrap().parse().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

fn all(server: &Server) -> Vec<u64> {
    let mut ids: Vec<_> = server.items.iter().map(|item| item.id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn each_entry_is_there_once() {
    for order in [Order::OldestFirst, Order::NewestFirst, Order::Shuffled] {
        for (max_limit, requests) in [(1000, 3), (70, 36)] {
            let (server, lines) = lines(order, max_limit, |_| {});
            assert_eq!((ids(&lines), server.requests), (all(&server), requests), "{order:?}");
        }
    }
}

#[test]
fn what_comes_late_meanwhile_is_not_passed_over() {
    for order in [Order::OldestFirst, Order::NewestFirst, Order::Shuffled] {
        let mut late = 0;
        let (server, lines) = lines(order, 500, |server| {
            late += 1;
            if late < 5 {
                server.append(2);
                server.insert_late(5);
            }
        });
        assert_eq!(ids(&lines), all(&server), "{order:?}");
        assert!(server.requests <= 14, "{}", server.requests);
    }
}

/// What a walk writes while the list is replaced before the request of this number.
fn replaced(order: Order, at: u32, replace: impl Fn(&mut Server)) -> (Server, Vec<String>) {
    let mut requests = 0;
    lines(order, 1000, |server| {
        requests += 1;
        if requests == at {
            replace(server);
        } else if requests == 2 {
            server.append(1);
        }
    })
}

#[test]
fn a_retry_meanwhile_loses_nothing_of_the_new_attempt() {
    for order in [Order::OldestFirst, Order::NewestFirst, Order::Shuffled] {
        for count in [0, 50, 3000] {
            // The fourth page is the first one of the second pass, if the list has grown.
            for at in 2..=5 {
                let (server, lines) = replaced(order, at, |server| server.wipe(count));
                let written = ids(&lines);
                let is_lost = all(&server).iter().any(|id| written.binary_search(id).is_err());
                assert!(!is_lost, "{order:?}, {count} entries after the retry, before page {at}");
                assert!(server.requests <= 15, "{}", server.requests);
            }
        }
    }
}

#[test]
fn ids_may_be_given_out_again() {
    let (_, lines) = replaced(Order::OldestFirst, 2, |server| {
        let ids: Vec<_> = server.items.iter().map(|item| item.id).collect();
        server.wipe(50);
        for (item, id) in server.items.iter_mut().zip(ids) {
            item.id = id;
        }
    });
    assert_eq!(lines.len(), 1050);
}

#[test]
fn what_is_too_large_after_a_retry_is_counted() {
    let mut server = Server::new(Order::OldestFirst, 2500);
    server.max_bytes = 300_000;
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let mut requests = 0;
    walk(&mut export, &mut server, |server| {
        requests += 1;
        if requests == 3 {
            server.wipe(50);
            server.items[7].size = 400_000;
        }
    });
    assert_eq!(export.skipped(), 1);
}

#[test]
fn a_page_that_begins_too_late_is_no_end() {
    let mut server = Server::new(Order::OldestFirst, 30);
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let late: Vec<_> = server.items.iter().skip(10).collect();
    export.next_query();
    export.handle_page(&body(30, 10, 1000, &late)).unwrap();
    walk(&mut export, &mut server, |_| {});
    assert_eq!(export.count(), 30);
}

#[test]
fn what_no_answer_can_carry_is_counted() {
    let mut server = Server::new(Order::OldestFirst, 300);
    server.max_bytes = 50_000;
    server.items[120].size = 60_000;
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let text = walk(&mut export, &mut server, |_| {});
    assert_eq!((text.lines().count(), export.count(), export.skipped()), (299, 299, 1));
    assert!(!export.handle_error("network"));
}

#[test]
fn the_first_entry_may_be_too_large() {
    let mut server = Server::new(Order::OldestFirst, 300);
    server.max_bytes = 50_000;
    server.items[0].size = 60_000;
    server.items[1].size = 60_000;
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let text = walk(&mut export, &mut server, |_| {});
    assert_eq!((text.lines().count(), export.skipped(), export.total()), (298, 2, Some(300)));
}

#[test]
fn where_every_page_is_too_large_it_ends() {
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    let requests = (0..).take_while(|_| export.next_query().is_some() && export.handle_error("too-large")).count();
    assert!((100..1000).contains(&requests), "{requests}");
}

#[test]
fn a_page_that_leads_nowhere_ends_it() {
    let mut export = EntryExport::new(JOB, Format::Csv, Some("a"), None, Some(10));
    assert_eq!(export.next_query().unwrap(), "offset=0&limit=10&kind=a");
    let empty = format!(r#"{{"job_id":"{JOB}","total":5,"offset":0,"limit":10,"entries":[]}}"#);
    assert_eq!(export.handle_page(empty.as_bytes()).unwrap_err().code(), "bad-response");
    assert!(export.handle_page(empty.as_bytes()).is_err(), "nothing was asked");
}

const ENTRIES: &str = r#"{ "id" : "=1+1", "kind":"a,b", "step":-1, "message":"say \"x\"\r\n@now",
    "metrics":{ "loss" : 0.1 }, "payload":[1, "\u00e9"], "input_id":null, "index":0, "created_at":"2026-04-14T10:03:00Z", "new": [ 1 ] },
    {"id":2,"message":"+x","payload":"-y","metrics":null},{"id":2}"#;

fn page() -> String {
    format!(r#"{{"job_id":"{JOB}","total":3,"offset":0,"limit":1000,"entries":[{ENTRIES}]}}"#)
}

#[test]
fn lines_are_as_the_server_gave_them() {
    let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
    export.next_query();
    let expected = concat!(
        r#"{"id":"=1+1","kind":"a,b","step":-1,"message":"say \"x\"\r\n@now","metrics":{"loss":0.1},"payload":[1,"\u00e9"],"input_id":null,"index":0,"created_at":"2026-04-14T10:03:00Z","new":[1]}"#,
        "\n",
        r#"{"id":2,"message":"+x","payload":"-y","metrics":null}"#,
        "\n"
    );
    assert_eq!(export.handle_page(page().as_bytes()).unwrap(), expected);
}

#[test]
fn csv_is_rfc_4180_and_no_formula() {
    let mut export = EntryExport::new(JOB, Format::Csv, None, None, None);
    export.next_query();
    let expected = [
        "id,kind,step,message,metrics,payload,input_id,index,created_at",
        "'=1+1,\"a,b\",-1,\"say \"\"x\"\"\r\n@now\",\"{\"\"loss\"\":0.1}\",\"[1,\"\"\\u00e9\"\"]\",,0,2026-04-14T10:03:00Z",
        "2,,,'+x,,'-y,,,",
        "",
    ];
    assert_eq!(export.handle_page(page().as_bytes()).unwrap(), expected.join("\r\n"));
}

#[test]
fn a_list_that_grows_as_fast_as_it_is_read_comes_to_an_end() {
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let mut server = Server::new(order, 300);
        server.max_limit = 2;
        let mut export = EntryExport::new(JOB, Format::JsonLines, None, None, None);
        let text = walk(&mut export, &mut server, |server| server.append(2));
        assert!(server.requests < 300, "{}", server.requests);
        assert_eq!(text.lines().count() as u64, export.count());
        assert!(order == Order::NewestFirst || export.count() >= 200, "what was read is kept");
    }
}
