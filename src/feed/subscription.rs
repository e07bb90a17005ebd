//! A client's subscription to a feed.

use std::{cell::Cell, rc::Rc};

use job_progress_core::session::Update;
use js_sys::Promise;
use web_sys::Headers;

use super::{Feed, FeedConfig, FeedState, registry};
use crate::{browser::now, fetch::Prefetched};

/// Called for every response or failure, with the state then.
type Callback = dyn Fn(Update, &FeedState);

/// Whether the user can see a client.
#[derive(Clone, Copy, PartialEq)]
pub struct Visibility {
    /// Whether it is visible in its window.
    pub visible: bool,
    /// Whether its window is another than the script's, which may be hidden then.
    pub in_other_window: bool,
}

impl Default for Visibility {
    fn default() -> Self {
        Self { visible: true, in_other_window: false }
    }
}

/// A subscriber, as the feed keeps it.
pub(super) struct Subscriber {
    /// ms between two requests.
    pub interval: f64,
    pub visibility: Cell<Visibility>,
    /// Width in device pixels.
    pub pixels: Cell<u32>,
    pub callback: Box<Callback>,
    /// Whether it was notified of the state that it found.
    pub initialized: Cell<bool>,
}

impl Subscriber {
    /// Identifies it among the existing subscribers.
    pub fn id(self: &Rc<Self>) -> usize {
        Rc::as_ptr(self) as usize
    }
}

/// A client's subscription to a feed. Dropping it unsubscribes: the callback is not called again, and with the last
/// subscription the request in flight is aborted.
pub struct Subscription {
    feed: Rc<Feed>,
    subscriber: Rc<Subscriber>,
}

impl Subscription {
    /// Subscribes to the feed of `config`, polled every `interval` ms; a new feed starts after `delay` ms. `callback`
    /// is called for every response or failure, and soon after this returns if the feed has data already.
    pub fn new(
        config: FeedConfig,
        delay: f64,
        interval: f64,
        visibility: Visibility,
        pixels: u32,
        callback: impl Fn(Update, &FeedState) + 'static,
    ) -> Self {
        let feed = registry::get_or_start(config, delay);
        let subscriber = Rc::new(Subscriber {
            interval,
            visibility: Cell::new(visibility),
            pixels: Cell::new(pixels),
            callback: Box::new(callback),
            initialized: Cell::new(false),
        });
        feed.subscribe(subscriber.clone());
        Self { feed, subscriber }
    }

    /// Polls now, even after an error that ended the polling.
    pub fn refresh(&self) {
        self.feed.refresh();
    }

    /// Takes over a request for the traces that the page has sent, if it is the feed's first one; else aborts it.
    pub fn offer(&self, prefetched: Prefetched) {
        self.feed.offer(prefetched);
    }

    /// A promise of the bytes of a page of the job's progress entries, given the query of their route.
    pub fn entries(&self, query: &str) -> Promise {
        self.feed.request_page(&self.subscriber, query)
    }

    /// The page's headers of the last request: what is in them must not be shown of the response.
    pub fn secrets(&self) -> Option<Headers> {
        self.feed.secrets.borrow().clone()
    }

    /// Sets whether the client is visible.
    pub fn set_visibility(&self, visibility: Visibility) {
        if self.subscriber.visibility.replace(visibility) != visibility {
            self.feed.wakeup.notify();
        }
    }

    /// Sets the client's width in device pixels.
    pub fn set_pixels(&self, pixels: u32) {
        if self.subscriber.pixels.replace(pixels) != pixels {
            self.feed.wakeup.notify();
        }
    }

    /// The current state.
    pub fn state(&self) -> Rc<FeedState> {
        self.feed.state()
    }

    /// Whether what is shown may be outdated.
    pub fn is_stale(&self) -> bool {
        self.feed.session.borrow().is_stale(now())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.feed.unsubscribe(&self.subscriber);
    }
}
