//! Pages of progress entries that a feed's members wait for: one request for all who want the same.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use super::feed::Seat;

/// What is waited for, in the order in which it was wished.
#[derive(Default)]
pub struct Wishes(RefCell<Vec<Wish>>);

/// One page, and who waits for it.
pub struct Wish {
    /// The query of the progress route.
    pub query: String,
    waiting: Vec<Waiting>,
}

struct Waiting {
    seat: Rc<Seat>,
    resolve: Function,
    reject: Function,
}

impl Wishes {
    /// A promise of the page's bytes, or of undefined if the member leaves before it is asked for.
    pub(super) fn add(&self, seat: &Rc<Seat>, query: String) -> Promise {
        let mut query = Some(query);
        Promise::new(&mut |resolve, reject| {
            let waiting = Waiting { seat: seat.clone(), resolve, reject };
            let Some(query) = query.take() else { return };
            let mut wishes = self.0.borrow_mut();
            match wishes.iter_mut().find(|wish| wish.query == query) {
                Some(wish) => wish.waiting.push(waiting),
                None => wishes.push(Wish { query, waiting: vec![waiting] }),
            }
        })
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The next one to ask for.
    pub fn take(&self) -> Option<Wish> {
        let mut wishes = self.0.borrow_mut();
        (!wishes.is_empty()).then(|| wishes.remove(0))
    }

    /// A member goes: it waits no longer.
    pub(super) fn leave(&self, seat: &Rc<Seat>) {
        self.0.borrow_mut().retain_mut(|wish| {
            wish.waiting.retain(|waiting| {
                let stays = !Rc::ptr_eq(&waiting.seat, seat);
                if !stays {
                    call(&waiting.resolve, &JsValue::UNDEFINED);
                }
                stays
            });
            !wish.waiting.is_empty()
        });
    }
}

impl Wish {
    /// The page came, or an error.
    pub fn settle(self, outcome: Result<JsValue, JsValue>) {
        for waiting in self.waiting {
            match &outcome {
                Ok(bytes) => call(&waiting.resolve, bytes),
                Err(error) => call(&waiting.reject, error),
            }
        }
    }
}

/// Settles a promise, which can't throw.
pub(super) fn call(settle: &Function, value: &JsValue) {
    settle.call1(&JsValue::UNDEFINED, value).unwrap_or_default();
}
