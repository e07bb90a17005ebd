//! What a chart hears from its feed or from the page, and what it tells of it, in which order.

use std::{cell::LazyCell, rc::Rc};

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

use super::Chart;
use job_progress_core::{response::traces::Traces, watch::News};
use crate::{feed::{Held, Knowledge},
        page};

impl Chart {
    /// Takes over traces that the page set.
    pub(super) fn hold(&self, traces: Traces, body: Uint8Array) {
        let held = Rc::new(Held { traces: Rc::new(traces), body });
        let mut state = self.state.borrow_mut();
        state.known.held = Some(held);
        state.known.error = None;
        state.choose();
        drop(state);
        self.frame.request();
    }

    /// Takes over what the feed knows.
    pub(super) fn learn(&self, knowledge: &Knowledge) {
        let draw = self.state.borrow_mut().learn(knowledge);
        if draw {
            self.frame.request();
        }
    }

    /// An answer came, or one joined a feed that knows something.
    pub(super) fn hear(&self, news: News, knowledge: &Knowledge) {
        let end = knowledge.job.as_ref().filter(|_| knowledge.finished).map(|job| job.attempt());
        self.learn(knowledge);
        let mut state = self.state.borrow_mut();
        let known = &mut state.known;
        let ended = end.is_some() && known.finished != end;
        if ended {
            known.finished = end;
        }
        let events = [
            (true, "poll"),
            (std::mem::take(&mut known.fresh), "progress"),
            (std::mem::take(&mut known.changed), "statuschange"),
            (ended, "finish"),
            (news == News::Failed, "error"),
        ];
        drop(state);
        self.tell(&events);
    }

    /// Calls the page's `onchange` for the events that are, with one snapshot for all of an answer.
    pub(super) fn tell(&self, events: &[(bool, &str)]) {
        let snapshot = LazyCell::new(|| self.snapshot());
        for (_, event) in events.iter().filter(|(is, _)| *is) {
            let callback = self.state.borrow().onchange.clone();
            if callback.is_function() {
                page::call(callback.unchecked_ref(), event, &snapshot);
            }
        }
    }
}
