use super::locale::TimeForm;
use super::{
    recorder::{Op, Recorder},
    *,
};
use crate::response::traces;

/// UTC, plain numbers.
struct Plain;

impl Locale for Plain {
    fn count(&self, n: u64) -> String {
        n.to_string()
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
    fn other(&self) -> &str {
        "other"
    }
}

fn record(
    series: &Series,
    view: View,
    total: Option<u64>,
    (width, height): (u32, u32),
    ratio: f64,
) -> (Vec<Op>, Layout) {
    let recorder = Recorder::new(width, height);
    let ops = recorder.ops.clone();
    let picture = Picture { series, view, kinds: &[], total, pixel_ratio: ratio };
    let layout = draw(recorder, &picture, &Theme::default(), &Plain).unwrap();
    let ops = ops.borrow().clone();
    (ops, layout)
}

fn example() -> Series {
    traces::decode(include_bytes!("../../tests/fixtures/traces.json")).unwrap().series
}

#[test]
fn example_lines() {
    let (ops, layout) = record(&example(), View::Auto, None, (800, 400), 1.0);
    println!("{ops:#?} {layout:?}");
}
