//! What a chart hears from its feed or from the page, and what it tells of it, in which order.

use std::{cell::LazyCell, rc::Rc};

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::Chart;
use crate::{
    response::{job::Job, traces::Traces},
    watch::News,
    web::feed::{Held, Knowledge},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = reportError)]
    fn report_error(error: &JsValue);
}

impl Chart {
    /// Takes over traces that the page set.
    pub(super) fn hold(&self, traces: Traces, body: Uint8Array) {
        self.held.replace(Some(Rc::new(Held { traces: Rc::new(traces), body })));
        self.error.take();
        self.frame.request();
    }

    /// Takes over what the feed knows.
    pub(super) fn learn(&self, knowledge: &Knowledge) {
        let Knowledge { held, job, total, confirmed, answer, error, .. } = knowledge.clone();
        let (mut fresh, mut changed) = self.untold.get();
        if let Some(new) = held {
            let old = self.held.replace(Some(new.clone()));
            if old.is_none_or(|old| !Rc::ptr_eq(&old, &new)) {
                fresh = true;
                self.fresh_at.set(confirmed);
            }
        }
        if let Some(new) = job {
            let status = |job: &Job| (job.status_text.clone(), job.attempt());
            let new_status = status(&new);
            let old = self.job.replace(Some(new));
            if old.is_none_or(|old| status(&old) != new_status) {
                changed = true;
                // Whether there is a present and a future to draw depends on it.
                self.frame.request();
            }
        }
        if (self.total.replace(total) != total) || fresh {
            self.frame.request();
        }
        self.confirmed.set(confirmed.or(self.confirmed.get()));
        self.answer.set(answer);
        self.error.replace(error);
        self.untold.set((fresh, changed));
    }

    /// An answer came, or one joined a feed that knows something.
    pub(super) fn hear(&self, news: News, knowledge: Knowledge) {
        self.learn(&knowledge);
        let (fresh, changed) = self.untold.take();
        let end = knowledge.job.filter(|_| knowledge.finished).map(|job| job.attempt());
        let ended = end.is_some() && self.finished.replace(end) != end;
        let events = [
            (true, "poll"),
            (fresh, "progress"),
            (changed, "statuschange"),
            (ended, "finish"),
            (news == News::Failed, "error"),
        ];
        self.tell(events.into_iter().filter_map(|(is, event)| is.then_some(event)));
    }

    /// Calls the page's `onchange`, with one snapshot for all events of an answer.
    pub(super) fn tell(&self, events: impl IntoIterator<Item = &'static str>) {
        let snapshot = LazyCell::new(|| self.snapshot().to_js());
        for event in events {
            let callback = self.onchange.borrow().clone();
            let Some(callback) = callback else { return };
            // What the page's callback throws is the page's; the browser reports it there, not here.
            if let Err(thrown) = callback.call2(&JsValue::UNDEFINED, &event.into(), &snapshot) {
                report_error(&thrown);
            }
        }
    }
}
