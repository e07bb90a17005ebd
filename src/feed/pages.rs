//! Pages of progress entries that a feed's subscribers wait for; subscribers that need the same page share a request.

use std::cell::RefCell;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Pending requests for pages, oldest first.
#[derive(Default)]
pub struct PageQueue {
    waiting: RefCell<Vec<PageRequest>>,
    /// The requests for the page that is being loaded.
    in_flight: RefCell<Vec<PageRequest>>,
}

struct PageRequest {
    subscriber: usize,
    query: String,
    resolve: Function,
    reject: Function,
}

impl PageQueue {
    /// A promise of the bytes of the page with this query; of undefined if the subscriber is removed before the page is
    /// requested.
    pub fn add(&self, subscriber: usize, query: &str) -> Promise {
        Promise::new(&mut |resolve: Function, reject: Function| {
            self.waiting.borrow_mut().push(PageRequest {
                subscriber,
                query: query.into(),
                resolve: resolve.unchecked_into(),
                reject: reject.unchecked_into(),
            });
        })
        .unchecked_into()
    }

    /// Whether no page is waiting to be requested.
    pub fn is_empty(&self) -> bool {
        self.waiting.borrow().is_empty()
    }

    /// The next query to send. Its page, or an error, goes to all requests with that query so far.
    pub fn take_next(&self) -> Option<String> {
        let waiting = self.waiting.take();
        let query = waiting.first()?.query.clone();
        let (in_flight, waiting) = waiting.into_iter().partition(|request| request.query == query);
        self.in_flight.replace(in_flight);
        self.waiting.replace(waiting);
        Some(query)
    }

    /// The page arrived; `None`: it will not.
    pub fn resolve(&self, page: Option<&Uint8Array>) {
        let page = page.map_or(JsValue::UNDEFINED, JsValue::from);
        for request in self.in_flight.take() {
            settle(&request.resolve, &page);
        }
    }

    /// The page could not be loaded.
    pub fn reject(&self, error: &JsValue) {
        for request in self.in_flight.take() {
            settle(&request.reject, error);
        }
    }

    /// Drops a subscriber's requests.
    pub fn remove(&self, subscriber: usize) {
        let (gone, waiting): (Vec<_>, Vec<_>) =
            self.waiting.take().into_iter().partition(|request| request.subscriber == subscriber);
        self.waiting.replace(waiting);
        for request in gone {
            settle(&request.resolve, &JsValue::UNDEFINED);
        }
    }
}

fn settle(function: &Function, value: &JsValue) {
    // The functions of a promise don't throw.
    function.call1(&JsValue::UNDEFINED, value).unwrap_or_default();
}
