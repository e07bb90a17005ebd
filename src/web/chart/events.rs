//! What a chart hears from its feed or from the page, and what it tells of it, in which order.

use std::{cell::LazyCell, rc::Rc};

use js_sys::Uint8Array;

use super::Chart;
use crate::{
    response::traces::Traces,
    watch::News,
    web::{
        feed::{Held, Knowledge},
        page,
    },
};

impl Chart {
    /// Takes over traces that the page set.
    pub(super) fn hold(&self, traces: Traces, body: Uint8Array) {
        self.held.replace(Some(Rc::new(Held { traces: Rc::new(traces), body })));
        self.error.take();
        self.frame.request();
    }

    /// Takes over what the feed knows.
    pub(super) fn learn(&self, knowledge: &Knowledge) {
        let Knowledge { held, job, total, confirmed, answer, error, .. } = knowledge;
        let (mut fresh, mut changed) = self.untold.get();
        if let Some(new) = held {
            let old = self.held.replace(Some(new.clone()));
            if old.is_none_or(|old| !Rc::ptr_eq(&old, new)) {
                fresh = true;
                self.fresh_at.set(*confirmed);
            }
        }
        if let Some(new) = job {
            let old = self.job.replace(Some(new.clone()));
            if old.is_none_or(|old| old.status_text != new.status_text || old.attempt() != new.attempt()) {
                changed = true;
                // Whether there is a present and a future to draw depends on it.
                self.frame.request();
            }
        }
        if self.total.replace(*total) != *total || fresh {
            self.frame.request();
        }
        self.confirmed.set(confirmed.or(self.confirmed.get()));
        self.answer.set(*answer);
        self.error.replace(error.clone());
        self.untold.set((fresh, changed));
    }

    /// An answer came, or one joined a feed that knows something.
    pub(super) fn hear(&self, news: News, knowledge: &Knowledge) {
        self.learn(knowledge);
        let (fresh, changed) = self.untold.take();
        let end = knowledge.job.as_ref().filter(|_| knowledge.finished).map(|job| job.attempt());
        let ended = end.is_some() && self.finished.replace(end) != end;
        self.tell(&[
            (true, "poll"),
            (fresh, "progress"),
            (changed, "statuschange"),
            (ended, "finish"),
            (news == News::Failed, "error"),
        ]);
    }

    /// Calls the page's `onchange` for the events that are, with one snapshot for all of an answer.
    pub(super) fn tell(&self, events: &[(bool, &str)]) {
        let snapshot = LazyCell::new(|| self.snapshot().to_js());
        for (_, event) in events.iter().filter(|(is, _)| *is) {
            let callback = self.onchange.borrow().clone();
            let Some(callback) = callback else { return };
            page::call(&callback, event, &snapshot);
        }
    }
}
