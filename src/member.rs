//! A chart's part in a feed.

use std::{cell::Cell, rc::Rc};

use js_sys::Promise;

use super::{
    feed::{Config, Feed, Knowledge, Seat},
    registry,
};
use job_progress_core::watch::News;

/// A chart's part in a feed. Dropping it leaves; the last one who leaves aborts what is under way. No news come after that.
pub struct Member {
    feed: Rc<Feed>,
    seat: Rc<Seat>,
}

impl Member {
    /// Joins the feed that asks what `config` says, wishing for an answer every `interval` ms. `tell` is called for every
    /// answer, and at once, though not before this returns, if something is known already.
    pub fn join(
        config: Config,
        interval: f64,
        visible: bool,
        pixels: u32,
        tell: impl Fn(News, &Knowledge) + 'static,
    ) -> Self {
        let feed = registry::feed(config);
        let seat = Rc::new(Seat {
            interval,
            visible: Cell::new(visible),
            pixels: Cell::new(pixels),
            tell: Box::new(tell),
            welcomed: Cell::new(false),
        });
        feed.seat(seat.clone());
        Self { feed, seat }
    }

    /// Asks now instead of later; also after a refusal.
    pub fn refresh(&self) {
        self.feed.refresh();
    }

    /// A promise of a page of the job's progress entries, by the query of their route.
    pub fn entries(&self, query: &str) -> Promise {
        self.feed.entries(&self.seat, query)
    }

    /// Whether the chart can be seen.
    pub fn set_visible(&self, visible: bool) {
        if self.seat.visible.replace(visible) != visible {
            self.feed.wake();
        }
    }

    /// The chart's width in device pixels.
    pub fn set_pixels(&self, pixels: u32) {
        if self.seat.pixels.replace(pixels) != pixels {
            self.feed.wake();
        }
    }

    /// What is known.
    pub fn knowledge(&self) -> Rc<Knowledge> {
        self.feed.knowledge()
    }

    /// Whether what is shown may be outdated.
    pub fn is_stale(&self) -> bool {
        self.feed.is_stale()
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.feed.leave(&self.seat);
    }
}
