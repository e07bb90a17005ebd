use std::rc::Rc;

use plotters_backend::BackendCoord;
use proptest::prelude::*;

use super::{
    kinds::KindSelection,
    layout::{Panel, Panels},
    locale::TimeForm,
    recorder::{Op, Recorder},
    *,
};
use crate::{
    forecast::Eta,
    response::traces,
    series::{self, KindSeries, Series},
};

/// UTC, plain numbers.
struct Plain;

impl Locale for Plain {
    fn count(&self, n: u64) -> String {
        let power = n.checked_ilog10().unwrap_or(0) / 3;
        format!("{}{}", n / 1000u64.pow(power), ["", "K", "M", "G", "T", "P"][power as usize])
    }
    fn time(&self, ms: i64, form: TimeForm) -> String {
        let s = ms.div_euclid(1000).rem_euclid(86_400);
        match form {
            TimeForm::Seconds => format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60),
            TimeForm::Minutes => format!("{:02}:{:02}", s / 3600, s / 60 % 60),
            TimeForm::Date => format!("day {}", ms.div_euclid(86_400_000)),
        }
    }
    fn utc_offset(&self, _: i64) -> i64 {
        0
    }
    fn files(&self) -> &str {
        "Files"
    }
    fn items(&self) -> &str {
        "Items"
    }
    fn now(&self) -> &str {
        "now"
    }
    fn other(&self) -> &str {
        "other"
    }
    fn attempt(&self, n: usize) -> String {
        format!("attempt {n}")
    }
}

fn model(series: &Series) -> ChartModel<'_> {
    ChartModel {
        series,
        view: View::Auto,
        selection: Rc::new(KindSelection::new(series, &[])),
        hidden: &[],
        total: None,
        eta: None,
        item_total: None,
        item_eta: None,
        markers: &[],
        live: false,
        zoom: None,
        time_axis: TimeAxis::Clock,
        pixel_ratio: 1.0,
    }
}

fn record_any(model: &ChartModel, (width, height): (u32, u32)) -> (Vec<Op>, Option<Layout>) {
    let recorder = Recorder::new(width, height);
    let ops = recorder.ops.clone();
    let layout = draw(recorder, model, &Theme::default(), &Plain).unwrap();
    let ops = ops.borrow().clone();
    (ops, layout)
}

fn record(model: &ChartModel, size: (u32, u32)) -> (Vec<Op>, Layout) {
    let (ops, layout) = record_any(model, size);
    (ops, layout.unwrap())
}

fn example() -> Series {
    traces::decode(include_bytes!("../../../tests/fixtures/api/traces.json")).unwrap().series
}

fn texts(ops: &[Op]) -> Vec<&str> {
    ops.iter().filter_map(|op| if let Op::Text { text, .. } = op { Some(text.as_str()) } else { None }).collect()
}

/// Where a panel shows a time and a count, by the definition of its axes.
fn place(layout: &Layout, panel: &Panel, span: (i64, i64), ms: i64, count: u64) -> (i32, i32) {
    let along =
        |part: f64, whole: f64, (from, to): (i32, i32)| from + (part / whole * f64::from(to - from)).round() as i32;
    (
        along((ms - span.0) as f64, (span.1 - span.0) as f64, layout.x),
        along(count as f64, panel.top as f64, (panel.y.1, panel.y.0)),
    )
}

#[test]
fn the_documented_example_is_drawn_as_its_numbers_say() {
    let series = example();
    let span = series.span().unwrap();
    assert_eq!(span.0, series.times[0] - 30_000, "the first bucket starts one width before its end");
    let (ops, layout) = record(&model(&series), (800, 400));
    let theme = Theme::default();
    let rgba = |color: theme::Rgba, alpha: u8| u32::from_be_bytes([color.0, color.1, color.2, alpha]);
    let area = (theme::AREA_ALPHA * 255.0).round() as u8;
    let (files, items) = (layout.files.as_ref().unwrap(), layout.items.as_ref().unwrap());
    assert_eq!((files.top, items.top), (9, 478));

    // All files end in the last bucket: one step, at the right edge.
    let at = |ms, count| place(&layout, files, span, ms, count);
    let (start, end) = (span.0, span.1);
    let completed = vec![at(start, 0), at(end, 0), at(end, 8)];
    let finished = vec![at(start, 0), at(end, 0), at(end, 9)];
    let path =
        |points: &Vec<_>, color, dash| Op::Path { points: points.clone(), color: rgba(color, 255), width: 2, dash };
    assert!(ops.contains(&path(&completed, theme.completed, 0)));
    assert!(ops.contains(&path(&finished, theme.failed, 0)));
    let under: Vec<_> = completed.iter().copied().chain([at(end, 0), at(start, 0)]).collect();
    assert!(ops.contains(&Op::Polygon { points: under, color: rgba(theme.completed, area) }));
    let between: Vec<_> = finished.iter().chain(completed.iter().rev()).copied().collect();
    assert!(ops.contains(&Op::Polygon { points: between.clone(), color: rgba(theme.failed, area) }));
    assert!(ops.contains(&Op::Hatch { points: between, color: rgba(theme.failed, 255), spacing: 7 }));

    let at = |ms, count| place(&layout, items, span, ms, count);
    // One item of 478 is less than half a pixel.
    assert_eq!(at(start, 0).1, at(series.times[1], 1).1);
    let success = vec![at(start, 0), at(end, 0), at(end, 478)];
    let failed = vec![at(start, 0), at(end, 0), at(end, 12)];
    let color = theme.kind(KindSelection::new(&series, &[]).slice(&series, 0..1)[0].color);
    assert!(ops.contains(&path(&success, color, 0)));
    assert!(ops.contains(&path(&failed, color, 4)));

    assert_eq!(
        texts(&ops),
        [
            "Files", "0", "2", "4", "6", "8", "Items", "0", "100", "200", "300", "400", "10:02", "10:04", "10:06",
            "10:08", "10:10", "10:12", "10:14"
        ]
    );
}

#[test]
fn twice_the_pixels_are_the_same_picture() {
    let series = example();
    let one = ChartModel { total: Some(25), ..model(&series) };
    let (one, two) = (record(&one, (800, 400)).0, record(&ChartModel { pixel_ratio: 2.0, ..one }, (1600, 800)).0);
    assert_eq!(texts(&one), texts(&two));
    for pair in one.iter().zip(&two) {
        if let (Op::Path { points, width, dash, .. }, Op::Path { points: twice, width: w, dash: d, .. }) = pair {
            assert_eq!((2 * width, 2 * dash), (*w, *d));
            // Finer pixels show smaller steps, so there may be more corners; the ends are the same.
            let ends = |path: &[BackendCoord]| [path[0], path[path.len() - 1]];
            for (a, b) in ends(points).into_iter().zip(ends(twice)) {
                assert!((2 * a.0 - b.0).abs() <= 2 && (2 * a.1 - b.1).abs() <= 2, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn the_total_is_a_line_and_the_top() {
    let series = example();
    let (ops, layout) = record(&ChartModel { total: Some(25), view: View::Files, ..model(&series) }, (800, 400));
    let files = layout.files.unwrap();
    assert_eq!(files.top, 25);
    let line =
        |op: &Op| matches!(op, Op::Path { points, dash: 2, .. } if points.iter().all(|point| point.1 == files.y.0));
    assert!(ops.iter().any(line));
}

#[test]
fn a_single_kind_of_items_may_have_a_total_and_a_forecast() {
    let mut series = example();
    series.kinds.truncate(1);
    let (end, done) = (series.span().unwrap().1, series::last(&series.kinds[0].success));
    let eta = Eta { early: end + 60_000, likely: end + 90_000, late: end + 120_000 };
    let total = done + 100;
    let shown =
        ChartModel { item_total: Some(total), item_eta: Some(eta), live: true, view: View::Items, ..model(&series) };
    let (ops, layout) = record(&shown, (800, 400));
    let panel = layout.items.as_ref().unwrap();
    let at = |ms, count| place(&layout, panel, layout.domain.shown, ms, count);
    assert_eq!((panel.top, panel.total.as_ref().map(|tick| tick.count)), (total, Some(total)));
    let line =
        |op: &Op| matches!(op, Op::Path { points, dash: 2, .. } if points.iter().all(|point| point.1 == panel.y.0));
    assert!(ops.iter().any(line), "the total");
    let future =
        |op: &Op| matches!(op, Op::Path { points, dash: 4, .. } if *points == [at(end, done), at(eta.likely, total)]);
    assert!(ops.iter().any(future), "and the way to it");
    assert!(!texts(&ops).contains(&series.kinds[0].name.as_str()), "no name on the way");
    let mut several = series.clone();
    several.kinds.push(KindSeries { name: "other".into(), ..series.kinds[0].clone() });
    let (ops, layout) = record(&ChartModel { series: &several, ..shown }, (800, 400));
    assert!(layout.items.unwrap().total.is_none(), "of several kinds no line shows it");
    assert!(!ops.iter().any(|op| matches!(op, Op::Circle { .. })));
}

#[test]
fn entries_are_a_rug_with_a_bar_per_pixel() {
    let series = example();
    let (from, to) = series.span().unwrap();
    let rug = |markers: &[i64], pixel_ratio: f64| {
        let size = ((800.0 * pixel_ratio) as u32, (400.0 * pixel_ratio) as u32);
        let (ops, layout) = record(&ChartModel { markers, pixel_ratio, ..model(&series) }, size);
        let base = layout.items.as_ref().unwrap().y.1;
        let rugs: Vec<_> = ops
            .iter()
            .filter_map(|op| match op {
                Op::Polygon { points, color } if color & 0xff == 0x66 => Some(points.clone()),
                _ => None,
            })
            .collect();
        assert!(rugs.len() <= 1, "one call for all");
        let bars = rugs.into_iter().flatten().collect::<Vec<_>>();
        bars.chunks(4)
            .map(|bar| {
                assert_eq!((bar[0].1, bar[3].1), (base, base));
                (bar[0].0 - layout.x.0, bar[2].0 - bar[0].0, base - bar[1].1)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(rug(&[], 1.0), []);
    assert_eq!(rug(&[from - 1, to + 1], 1.0), [], "off the axis");
    assert_eq!(rug(&[from], 1.0), [(0, 1, 5)]);
    assert_eq!(rug(&[from], 2.0), [(0, 2, 10)], "device pixels");
    let middle = (from + to) / 2;
    let bars = rug(&[from, from, from, from, middle, middle + 1], 1.0);
    assert_eq!(bars.iter().map(|bar| bar.2).collect::<Vec<_>>(), [9, 7], "of one pixel they are one bar");
    let many = rug(&vec![middle; 100_000], 1.0);
    assert_eq!((many.len(), many[0].2), (1, 17));
    let dense: Vec<_> = (from..=to).step_by(10).collect();
    assert!(rug(&dense, 1.0).len() <= 800);
}

#[test]
fn a_view_has_the_panels_that_make_sense() {
    let panels = |view, series: &Series, total| {
        let panels = Panels::new(view, series, total);
        (panels.files, panels.items)
    };
    let both = example();
    let files_only = Series { kinds: Vec::new(), ..both.clone() };
    let single = Series { completed: vec![0, 0, 1], failed: vec![0; 3], ..both.clone() };
    assert_eq!(panels(View::Auto, &both, None), (true, true));
    assert_eq!(panels(View::Auto, &files_only, None), (true, false));
    assert_eq!(panels(View::Auto, &single, None), (false, true), "one file: only its items move");
    assert_eq!(panels(View::Auto, &single, Some(2)), (true, true));
    assert_eq!(panels(View::Items, &both, None), (false, true));
    assert_eq!(panels(View::Both, &files_only, None), (true, true));
}

#[test]
fn a_forecast_is_a_line_a_cone_and_a_ring_on_the_total() {
    let series = example();
    let end = series.span().unwrap().1;
    let minute = 60_000;
    let eta = Eta { early: end + 2 * minute, likely: end + 3 * minute, late: end + 4 * minute };
    let shown = ChartModel { total: Some(12), eta: Some(eta), live: true, view: View::Files, ..model(&series) };
    let (ops, layout) = record(&shown, (800, 400));
    let panel = layout.files.as_ref().unwrap();
    let at = |ms, count| place(&layout, panel, layout.domain.shown, ms, count);
    let dashed =
        |op: &Op| matches!(op, Op::Path { points, dash: 4, .. } if *points == [at(end, 9), at(eta.likely, 12)]);
    assert!(ops.iter().any(dashed));
    let cone = [at(end, 9), at(eta.early, 12), at(eta.late, 12)];
    assert!(ops.iter().any(|op| matches!(op, Op::Polygon { points, .. } if *points == cone)));
    assert!(ops.iter().any(|op| matches!(op, Op::Circle { center, .. } if *center == at(eta.likely, 12))));
    assert!(texts(&ops).contains(&"10:18") && texts(&ops).contains(&"now") && texts(&ops).contains(&"12"));

    // An end beyond the axis: the line leaves it on its way, without a ring.
    let far = Eta { late: i64::MAX, likely: end + 10_000 * minute, ..eta };
    let (ops, layout) = record(&ChartModel { eta: Some(far), ..shown }, (800, 400));
    assert!(!ops.iter().any(|op| matches!(op, Op::Circle { .. })));
    let past = layout.x_of(end) - f64::from(layout.x.0);
    assert!(past > 0.55 * f64::from(layout.x.1 - layout.x.0), "most of the width is the past");
}

#[test]
fn what_is_switched_off_is_not_drawn() {
    let series = example();
    let hidden = ["completed".into(), "kind:inference".into()];
    let (ops, layout) = record(&ChartModel { hidden: &hidden, ..model(&series) }, (800, 400));
    let data = |op: &&Op| matches!(op, Op::Path { width: 2, .. });
    assert_eq!(ops.iter().filter(data).count(), 1, "the failed files alone");
    assert_eq!(layout.items.unwrap().top, 1);
}

#[test]
fn a_zoom_shows_its_part_at_the_same_levels() {
    let series = Series {
        times: vec![10_000, 20_000, 30_000],
        completed: vec![4, 8, 20],
        failed: vec![0; 3],
        ..Series::default()
    };
    let (ops, layout) = record(&ChartModel { zoom: Some((15_000, 25_000)), ..model(&series) }, (800, 400));
    let panel = layout.files.as_ref().unwrap();
    assert_eq!(panel.top, 8, "the highest that is shown");
    let at = |ms, count| place(&layout, panel, (15_000, 25_000), ms, count);
    let line = vec![at(15_000, 4), at(20_000, 4), at(20_000, 8), at(25_000, 8)];
    assert!(ops.iter().any(|op| matches!(op, Op::Path { points, width: 2, .. } if *points == line)));
    assert_eq!(layout.time_at(layout.x_of(18_000)), Some(18_000));
}

#[test]
fn elapsed_times_begin_at_zero() {
    let series = example();
    let (ops, _) = record(&ChartModel { time_axis: TimeAxis::Elapsed, ..model(&series) }, (800, 400));
    assert!(
        texts(&ops).ends_with(&["00:00:00", "00:02:00", "00:04:00", "00:06:00", "00:08:00", "00:10:00", "00:12:00"])
    );
    assert_eq!(ticks::elapsed(59 * 3_600_000 + 61_000), "59:01:01");
}

#[test]
fn a_new_attempt_is_marked() {
    let series = Series {
        times: vec![10_000, 20_000, 30_000],
        completed: vec![4, 1, 2],
        failed: vec![0; 3],
        ..Series::default()
    };
    let (ops, layout) = record(&model(&series), (800, 400));
    let x = layout.x_of(20_000).round() as i32;
    let mark = |op: &Op| matches!(op, Op::Path { points, dash: 4, .. } if points.iter().all(|point| point.0 == x));
    assert!(ops.iter().any(mark));
    assert!(texts(&ops).contains(&"attempt 2"));
}

#[test]
fn where_two_panels_do_not_fit_there_is_one() {
    let series = example();
    let panels = |view, height| {
        let (_, layout) = record(&ChartModel { view, ..model(&series) }, (300, height));
        (layout.files.is_some(), layout.items.is_some())
    };
    assert_eq!(panels(View::Auto, 300), (true, true));
    assert_eq!(panels(View::Auto, 120), (true, false));
    assert_eq!(panels(View::Both, 120), (true, true), "as the page says");
}

#[test]
fn no_points_draw_nothing() {
    let series = Series::default();
    let (ops, layout) = record_any(&ChartModel { total: Some(3), view: View::Both, ..model(&series) }, (800, 400));
    assert!(ops.is_empty() && layout.is_none());
}

fn overlap(a: &(BackendCoord, BackendCoord), b: &(BackendCoord, BackendCoord)) -> bool {
    a.0.0 < b.1.0 && b.0.0 < a.1.0 && a.0.1 < b.1.1 && b.0.1 < a.1.1
}

prop_compose! {
    /// Any series that `response` lets through.
    fn any_series()(
        start in 0i64..4_000_000_000_000,
        bucket_ms in prop_oneof![Just(0i64), 1i64..10_000_000],
        rows in prop::collection::vec((0i64..10_000_000, 0u64..1 << 53, 0u64..1 << 53, 0u64..1000), 1..60),
        count in 0usize..12,
    ) -> Series {
        let mut time = start;
        let times = rows.iter().map(|row| { time += row.0; time }).collect();
        let column = |at: fn(&(i64, u64, u64, u64)) -> u64| rows.iter().map(at).collect::<Vec<_>>();
        let kinds = (0..count)
            .map(|i| KindSeries { name: format!("kind {i}"), success: column(|row| row.2), failed: column(|row| row.3), ..KindSeries::default() })
            .collect();
        Series { times, bucket_ms, completed: column(|row| row.1), failed: column(|row| row.3), kinds }
    }
}

prop_compose! {
    /// A series of one attempt: no counter falls.
    fn one_attempt()(mut series in any_series()) -> Series {
        series.completed.sort_unstable();
        series.failed.sort_unstable();
        for kind in &mut series.kinds {
            kind.success.sort_unstable();
            kind.failed.sort_unstable();
        }
        series
    }
}

proptest! {
    #[test]
    fn every_size_is_drawn_within_its_bounds(
        series in any_series(),
        (width, height) in (0u32..2500, 0u32..1500),
        ratio in prop_oneof![Just(f64::NAN), Just(-1.0), 0.25f64..5.0],
        total in prop::option::of(0u64..1 << 53),
        eta in prop::option::of((any::<i64>(), any::<i64>(), any::<i64>())),
        zoom in prop::option::of((any::<i64>(), any::<i64>())),
        live: bool,
    ) {
        let eta = eta.map(|(early, likely, late)| Eta { early, likely, late });
        let (ops, layout) = record(&ChartModel { total, eta, zoom, live, pixel_ratio: ratio, ..model(&series) }, (width, height));
        for op in &ops {
            if let Op::Polygon { points, .. } | Op::Hatch { points, .. } = op {
                for (x, _) in points {
                    prop_assert!((layout.x.0..=layout.x.1).contains(x));
                }
            }
        }
    }

    #[test]
    fn labels_never_touch_and_are_never_cut(
        series in one_attempt(),
        (width, height) in (240u32..2000, 200u32..1000),
        ratio in 1u32..4,
        total in prop::option::of(0u64..1 << 53),
        zoom in prop::option::of((0.0..1.0, 0.001..1.0)),
        future in prop::option::of(0.01..1.0),
        elapsed: bool,
    ) {
        let size = (width * ratio, height * ratio);
        let shares = |share: (f64, f64)| {
            let (start, end) = series.span().unwrap();
            let at = |share: f64| start + ((end - start) as f64 * share) as i64;
            (at(share.0), at(share.0 + share.1))
        };
        let zoom = zoom.map(shares);
        let eta = future.map(|future| {
            let (_, likely) = shares((1.0, future));
            Eta { early: likely, likely, late: likely }
        });
        let time_axis = if elapsed { TimeAxis::Elapsed } else { TimeAxis::Clock };
        let ratio = f64::from(ratio);
        let shown = ChartModel { total, zoom, eta, time_axis, live: true, pixel_ratio: ratio, ..model(&series) };
        let (ops, _) = record(&shown, size);
        let boxes: Vec<_> = ops
            .iter()
            .filter_map(|op| if let Op::Text { from, to, .. } = op { Some((*from, *to)) } else { None })
            .collect();
        for (i, a) in boxes.iter().enumerate() {
            prop_assert!(a.0.0 >= 0 && a.0.1 >= 0 && a.1.0 <= size.0 as i32 && a.1.1 <= size.1 as i32, "{a:?}");
            for b in boxes.iter().skip(i + 1) {
                prop_assert!(!overlap(a, b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_frame_costs_at_most_two_corners_a_column(series in one_attempt(), width in 100u32..2000) {
        let (ops, _) = record(&model(&series), (width, 400));
        for op in &ops {
            if let Op::Path { points, .. } = op {
                prop_assert!(points.len() <= 2 * width as usize);
            }
        }
        prop_assert!(ops.len() < 120, "{}", ops.len());
    }
}
