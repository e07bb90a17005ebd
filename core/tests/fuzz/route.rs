//! The routes: bodies to begin with, and what must hold for any body.

use std::{fs, path::Path, rc::Rc};

use job_progress_core::{
    csv,
    entries::{entry_log::EntryLog, export},
    forecast::{Eta, JobForecast},
    plot::{self, ChartModel, TimeAxis, View, kinds::KindSelection, theme::Theme},
    poll::{Action, random::Random},
    response::{counts, entries, error_body, job, traces},
    sanitize::shorten,
    series::Series,
    session::{HttpResponse, JobSession},
};

use super::{
    below,
    canvas::{Bounded, Plain},
    pick,
};

const JOB: &str = "job_2abc3def4ghi5jkl6mno7pqr";
/// The farthest time that a JavaScript `Date` can hold, in ms from the Unix epoch.
const MAX_DATE: i64 = 8_640_000_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Route {
    Traces,
    Job,
    Counts,
    Entries,
    Error,
}

impl Route {
    pub const ALL: [Self; 5] = [Self::Traces, Self::Job, Self::Counts, Self::Entries, Self::Error];

    pub fn name(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Job => "job",
            Self::Counts => "counts",
            Self::Entries => "entries",
            Self::Error => "error",
        }
    }

    /// Good bodies.
    pub fn bodies(self) -> Vec<Vec<u8>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |file: &str| fs::read(root.join("../tests/fixtures/api").join(file)).unwrap();
        match self {
            Self::Traces => vec![read("traces.json"), made_up_traces()],
            Self::Job => vec![read("job.json")],
            Self::Counts => vec![read("counts.json")],
            Self::Entries => {
                let recorded = fs::read_dir(root.join("tests/fixtures/recorded")).unwrap();
                let mut files: Vec<_> = recorded.map(|file| file.unwrap().path()).collect();
                files.sort();
                files.iter().map(|path| fs::read(path).unwrap()).chain([read("progress.json")]).collect()
            }
            Self::Error => vec![read("error-internal.json"), read("error-not-found.json")],
        }
    }

    /// Does with a body all that the chart and the log do. Panics where something does not hold.
    pub fn check(self, body: &[u8], random: &mut Random) {
        let is_taken = match self {
            Self::Traces => check_traces(body, random),
            Self::Job => check_job(body),
            Self::Counts => counts::decode(body).is_ok(),
            Self::Entries => check_entries(body, random),
            Self::Error => {
                let _ = error_body::parse(body, &shorten);
                false
            }
        };
        if is_taken {
            let text = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
            let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
            assert!(is_json, "what is taken is JSON");
        }
        check_session(self, body, random);
    }
}

/// Traces with two kinds that come and go, and a retry.
fn made_up_traces() -> Vec<u8> {
    let points: Vec<_> = (0..60)
        .map(|n| {
            let done = if n < 40 { n } else { n - 40 };
            let second = if n % 3 == 0 { String::new() } else { format!(r#","b":{{"success":{n},"failed":{n}}}"#) };
            format!(
                r#"{{"t":"2026-04-14T10:{n:02}:00Z","step":{n},"files":{{"completed":{done},"failed":{}}},"items":{{"a":{{"success":{},"failed":0}}{second}}}}}"#,
                done / 9,
                17 * done
            )
        })
        .collect();
    format!(
        r#"{{"job_id":"{JOB}","bucket_seconds":60.0,"latest_event_at":"2026-04-14T10:59:00Z","points":[{}]}}"#,
        points.join(",")
    )
    .into_bytes()
}

fn check_traces(body: &[u8], random: &mut Random) -> bool {
    let Ok(traces) = traces::decode(body) else { return false };
    let series = &traces.series;
    assert!(series.times.windows(2).all(|pair| pair[0] <= pair[1]), "times are ordered");
    let columns = series.kinds.iter().flat_map(|kind| [&kind.success, &kind.failed]);
    for column in columns.chain([&series.completed, &series.failed]) {
        assert_eq!(column.len(), series.len(), "all columns are as long as the times");
    }
    let records = csv::traces_to_csv(&traces).matches("\r\n").count();
    assert!(records > series.len(), "a record for each point and the header");
    for _ in 0..3 {
        check_drawing(series, random);
    }
    true
}

/// A number of files or items: none, plausible, or a sentinel for "unknown".
fn total(random: &mut Random) -> Option<u64> {
    pick(random, &[None, Some(0), Some(1), Some(100), Some(1 << 31), Some((1 << 53) - 1), Some(u64::MAX)])
}

fn check_eta(eta: Option<Eta>) {
    if let Some(eta) = eta {
        assert!(eta.likely.abs() <= MAX_DATE, "{eta:?} is a date");
    }
}

fn check_drawing(series: &Series, random: &mut Random) {
    let (start, end) = series.span().unwrap_or((0, 0));
    let now = pick(
        random,
        &[
            end,
            start,
            0,
            end.saturating_add(1),
            end.saturating_add(86_400_000),
            end.saturating_add(1 << 40),
            i64::MIN,
            i64::MAX,
        ],
    );
    let (files, items) = (total(random), total(random));
    let forecast = JobForecast::new(series, files, items, now);
    for rate in [forecast.rate, forecast.item_rate].into_iter().flatten() {
        assert!(rate.is_finite() && rate >= 0.0, "a rate of {rate}");
    }
    check_eta(forecast.eta);
    check_eta(forecast.item_eta);
    let size = (pick(random, &[0, 1, 20, 320, 1600, 16_384]), pick(random, &[0, 1, 20, 200, 800, 16_384]));
    let middle = start + (end - start) / 2;
    let zoom = pick(
        random,
        &[
            None,
            Some((start, end)),
            Some((middle, middle)),
            Some((end, start)),
            Some((i64::MIN, i64::MAX)),
            Some((0, 0)),
        ],
    );
    let model = ChartModel {
        series,
        view: pick(random, &[View::Auto, View::Files, View::Items, View::Both]),
        selection: Rc::new(KindSelection::new(series, &[])),
        hidden: &[],
        total: files,
        eta: forecast.eta,
        item_total: items,
        item_eta: forecast.item_eta,
        markers: &[i64::MIN, start, middle, end, i64::MAX],
        live: below(random, 2) == 0,
        zoom,
        time_axis: pick(random, &[TimeAxis::Clock, TimeAxis::Elapsed]),
        pixel_ratio: pick(random, &[0.01, 1.0, 1.5, 3.0, 40.0]),
    };
    let layout = plot::draw(Bounded { size }, &model, &Theme::default(), &Plain).expect("the canvas takes everything");
    if let Some(layout) = layout {
        for x in [f64::NAN, f64::INFINITY, -1.0, 0.0, f64::from(size.0)] {
            let _ = layout.time_at(x);
        }
        for ms in [start, end, i64::MIN, i64::MAX] {
            assert!(layout.x_of(ms).is_finite(), "a time is somewhere");
        }
    }
}

fn check_job(body: &[u8]) -> bool {
    let Ok(job) = job::decode(body) else { return false };
    let _ = (job.attempt(), job.total(), job.error(), job.queue(), job.status());
    for time in [job.started_at, job.ended_at()].into_iter().flatten() {
        assert!(time.abs() <= MAX_DATE, "{time} is a date");
    }
    true
}

fn check_entries(body: &[u8], random: &mut Random) -> bool {
    let is_taken = entries::decode(body, JOB).is_ok();
    let mut log = EntryLog::new(JOB, None, None);
    let mut now = 0.0;
    for step in 0..12 {
        log.set_viewport(pick(random, &[0, 5, 1 << 40, u64::MAX]), pick(random, &[0, 1, 30, 2000, u64::MAX]));
        if let Some(query) = log.next_query(now) {
            assert!(query.bytes().all(|byte| byte.is_ascii_graphic()), "{query}");
            match below(random, 8) {
                0 => drop(log.handle_error(pick(random, &["network", "too-large", "bad-response", ""]))),
                _ => drop(log.handle_page(now, body, &shorten)),
            }
        }
        match below(random, 5) {
            0 => log.refresh(),
            1 => log.find_time(pick(random, &[0, 1_776_160_980_000, i64::MIN, i64::MAX])),
            2 => log.set_attempt(step / 4, pick(random, &[None, Some(0), Some(i64::MAX)])),
            3 => log.retry(),
            _ => {}
        }
        let length = log.len();
        for first in [0, length.saturating_sub(3), u64::MAX] {
            assert!(log.rows(first, 10).len() <= 10);
            let _ = (log.times(first, 10), log.detail(first, &shorten));
        }
        let _ = (log.stats().kinds(), log.stats().inputs(), log.stats().item_totals(true), log.found_row());
        assert!(log.retry_in(now).is_none_or(|ms| (0.0..=120_000.0).contains(&ms)), "{:?}", log.retry_in(now));
        now += pick(random, &[0.0, 100.0, 70_000.0]);
    }
    for format in [export::Format::Csv, export::Format::JsonLines] {
        let mut export = export::EntryExport::new(JOB, format, None, None, pick(random, &[None, Some(1), Some(1000)]));
        for _ in 0..6 {
            if export.next_query().is_none() {
                break;
            }
            let _ = export.handle_page(body);
        }
    }
    is_taken
}

/// A job that is followed with this body and with good ones.
fn check_session(route: Route, body: &[u8], random: &mut Random) {
    let mut session = JobSession::new(JOB.into(), 1_000.0, 1);
    let mut now = 0.0;
    for _ in 0..8 {
        match session.next_action(now) {
            Action::Send(request) => {
                let own = route == Route::Traces && matches!(request, job_progress_core::poll::Request::Traces(_));
                let bytes = if own || below(random, 2) == 0 { body.to_vec() } else { made_up_traces() };
                let etag = pick(random, &[None, Some("\"x\""), Some(""), Some("\u{7f}\n")]).map(str::to_owned);
                session.handle_response(now, &request, Ok(&HttpResponse::Ok { bytes, etag }), &shorten);
            }
            Action::Wait(ms) => {
                assert!(ms > 0.0 && ms.is_finite(), "a wait of {ms}");
                now += ms;
            }
            Action::Idle => session.refresh(now),
        }
    }
}
