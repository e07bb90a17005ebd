//! Pages of progress entries that a feed's subscribers wait for: one request for all who want the same.

use std::cell::RefCell;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Requests for pages, in the order in which they were made.
#[derive(Default)]
pub struct PageQueue {
    waiting: RefCell<Vec<PageRequest>>,
    /// Those who wait for the page that is being asked for.
    asked: RefCell<Vec<PageRequest>>,
}

struct PageRequest {
    subscriber: usize,
    query: String,
    resolve: Function,
    reject: Function,
}

impl PageQueue {
    /// A promise of the bytes of the page with this query; of undefined if the subscriber goes before it is asked for.
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

    /// Whether nobody waits for a page that is not asked for yet.
    pub fn is_empty(&self) -> bool {
        self.waiting.borrow().is_empty()
    }

    /// The query to ask next. Its page, or an error, goes to all who want it now.
    pub fn take_next(&self) -> Option<String> {
        let waiting = self.waiting.take();
        let query = waiting.first()?.query.clone();
        let (asked, waiting) = waiting.into_iter().partition(|request| request.query == query);
        self.asked.replace(asked);
        self.waiting.replace(waiting);
        Some(query)
    }

    /// The page came; `None`: it will not.
    pub fn resolve(&self, page: Option<&Uint8Array>) {
        let page = page.map_or(JsValue::UNDEFINED, JsValue::from);
        for request in self.asked.take() {
            settle(&request.resolve, &page);
        }
    }

    /// The page can't be had.
    pub fn reject(&self, error: &JsValue) {
        for request in self.asked.take() {
            settle(&request.reject, error);
        }
    }

    /// A subscriber goes: it does not wait any more.
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
    // A promise's own functions don't throw.
    function.call1(&JsValue::UNDEFINED, value).unwrap_or_default();
}
