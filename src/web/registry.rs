//! The feeds of a page: charts that ask the same share one.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use super::feed::{Config, Feed};

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Feed>>> = const { RefCell::new(Vec::new()) };
}

/// The feed that asks what `config` says; it begins with its first member and ends with its last.
pub fn feed(config: Config) -> Rc<Feed> {
    FEEDS.with_borrow_mut(|feeds| {
        feeds.retain(|feed| feed.upgrade().is_some_and(|feed| feed.is_running()));
        if let Some(feed) = feeds.iter().filter_map(Weak::upgrade).find(|feed| feed.is_for(&config)) {
            return feed;
        }
        let feed = Feed::start(config);
        feeds.push(Rc::downgrade(&feed));
        feed
    })
}
