//! The feeds of a page: subscribers with the same requests share one.

use std::{cell::RefCell, rc::Rc};

use super::{Feed, FeedConfig};

thread_local! {
    static FEEDS: RefCell<Vec<Rc<Feed>>> = const { RefCell::new(Vec::new()) };
}

/// The feed for `config`: an existing one, or a new one that starts after `delay` ms.
pub fn get_or_start(config: FeedConfig, delay: f64) -> Rc<Feed> {
    let known = FEEDS.with_borrow(|feeds| feeds.iter().find(|feed| feed.is_for(&config)).cloned());
    known.unwrap_or_else(|| {
        let feed = Feed::start(config, delay);
        FEEDS.with_borrow_mut(|feeds| feeds.push(feed.clone()));
        feed
    })
}

/// Removes a feed that has ended.
pub fn remove(feed: &Rc<Feed>) {
    FEEDS.with_borrow_mut(|feeds| feeds.retain(|other| !Rc::ptr_eq(other, feed)));
}
