//! What a chart hears from its feed or from the page, and what it tells of it, in which order.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::Chart;
use crate::{
    response::{job::Job, traces::Traces},
    watch::News,
    web::feed::{Held, Knowledge},
};

impl Chart {
    /// Takes over traces that the page set.
    pub(super) fn hold(&self, traces: Traces, body: &[u8]) {
        self.held.replace(Some(Rc::new(Held { traces: Rc::new(traces), body: body.into() })));
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
        self.tell("poll");
        if fresh {
            self.tell("progress");
        }
        if changed {
            self.tell("statuschange");
        }
        let end = knowledge.job.filter(|_| knowledge.finished).map(|job| job.attempt());
        if end.is_some() && self.finished.replace(end) != end {
            self.tell("finish");
        }
        if news == News::Failed {
            self.tell("error");
        }
    }

    /// Calls the page's `onchange`.
    pub(super) fn tell(&self, event: &str) {
        let callback = self.onchange.borrow().clone();
        if let Some(callback) = callback {
            // What the page's callback throws is the page's; the browser reports it there, not here.
            let thrown = callback.call2(&JsValue::UNDEFINED, &event.into(), &self.snapshot().to_js()).err();
            if let Some(thrown) = thrown {
                wasm_bindgen_futures::spawn_local(async move { wasm_bindgen::throw_val(thrown) });
            }
        }
    }
}
