//! What a chart knows, drawn together: its phase, the pace, the snapshot.

use std::rc::Rc;

use super::Chart;
use crate::{
    outlook::Outlook,
    phase::{Phase, Signs, phase},
    plot::kinds::Chosen,
    response::{job::Status, traces::Traces},
    series::last,
    web::{feed::Held, member::Member, snapshot::Snapshot},
};

impl Chart {
    pub(super) fn phase(&self) -> Phase {
        let error = self.error.borrow();
        let signs = Signs {
            asks: self.options.borrow().routes().is_some(),
            points: self.held.borrow().as_ref().map(|held| {
                let Traces { latest_event_at, series, .. } = &*held.traces;
                let files = last(&series.completed) + last(&series.failed);
                (series.len(), latest_event_at.is_some() || files > 0)
            }),
            status: self.job.borrow().as_ref().map(|job| job.status()),
            error: error.as_ref().map(|error| &error.cause),
        };
        phase(&signs)
    }

    /// Whether the newest point is the present of a job that runs: its status says so, or it is polled without one.
    pub(super) fn is_running(&self, phase: Phase) -> bool {
        let status = self.job.borrow().as_ref().map(|job| job.status());
        phase == Phase::Live && status.map_or(self.feed.borrow().is_some(), |status| status == Status::Running)
    }

    /// The pace of a job that runs.
    pub(super) fn outlook(&self, phase: Phase, traces: &Traces) -> Outlook {
        let Some((_, end)) = traces.series.span().filter(|_| self.is_running(phase)) else {
            return Outlook::default();
        };
        // The newest point was the server's now; since then 304s may have said that nothing came.
        let since = self.confirmed.get().zip(self.fresh_at.get()).map_or(0.0, |(confirmed, fresh)| confirmed - fresh);
        let items = traces.series.item_total(&self.item_totals.borrow());
        Outlook::new(&traces.series, self.files(), items, end.saturating_add(since.max(0.0) as i64))
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let options = self.options.borrow().clone();
        let held = self.held.borrow().clone();
        let error = self.error.borrow().clone();
        let job = self.job.borrow().clone();
        let phase = self.phase();
        let mut snapshot = Snapshot {
            phase: phase.name(),
            updated_at: self.confirmed.get(),
            answer: self.answer.get(),
            stale: self.feed.borrow().as_ref().is_some_and(Member::is_stale),
            error,
            ..Snapshot::default()
        };
        if let Some(held) = &held {
            // Set by hand, the newest point is the present.
            let since = self.fresh_at.get().map_or(0.0, |fresh| (js_sys::Date::now() - fresh).max(0.0));
            snapshot.server_time = held.traces.series.times.last().map(|end| *end as f64 + since);
            snapshot.count(&held.traces, options.view, &self.chosen(held), self.files());
            snapshot.count_items(&held.traces.series, &self.item_totals.borrow());
            snapshot.foresee(&self.outlook(phase, &held.traces));
        }
        if let Some(job) = &job {
            snapshot.describe(job);
        }
        snapshot
    }

    /// The kinds that are shown, found once per answer.
    pub(super) fn chosen(&self, held: &Rc<Held>) -> Rc<Chosen> {
        let known =
            self.chosen.borrow().as_ref().filter(|(of, _)| Rc::ptr_eq(of, held)).map(|(_, known)| known.clone());
        known.unwrap_or_else(|| {
            let new = Rc::new(Chosen::new(&held.traces.series, &self.options.borrow().kinds));
            self.chosen.replace(Some((held.clone(), new.clone())));
            new
        })
    }

    /// Number of files: as the page says, else as the server does.
    pub(super) fn files(&self) -> Option<u64> {
        self.options.borrow().total.or(self.total.get())
    }
}
