use proptest::prelude::*;

use super::*;

const HOUR: i64 = 3_600_000;
/// A present-day time: nothing may depend on times being small.
const START: i64 = 1_776_160_920_000;

/// `counts` at even buckets of `width` ms, seen `later` ms after the last.
fn even(width: i64, counts: &[u64], total: u64, later: i64) -> Option<CounterForecast> {
    let times: Vec<_> = (1..=counts.len() as i64).map(|bucket| START + bucket * width).collect();
    forecast_counter(START, &times, counts, Some(total), times.last().unwrap() + later)
}

/// Minutes from now until the total.
fn minutes(forecast: Option<CounterForecast>, now: i64) -> Option<[i64; 3]> {
    forecast?.eta.map(|eta| [eta.early, eta.likely, eta.late].map(|at| (at - now + 30_000) / 60_000))
}

#[test]
fn an_even_course_is_extrapolated() {
    let counts: Vec<_> = (1..=100).collect();
    let forecast = even(60_000, &counts, 150, 0);
    assert!((forecast.unwrap().rate - 1.0 / 60.0).abs() < 1e-9);
    assert_eq!(minutes(forecast, START + 100 * 60_000), Some([43, 50, 59]));
}

#[test]
fn the_rate_is_smoothed_as_documented() {
    let mut rate = SmoothedRate::new(10.0);
    rate.push(5.0, 0.0);
    rate.push(20.0, 3.0);
    let (w1, w2) = (1.0 - (-0.5f64).exp(), 1.0 - (-2.0f64).exp());
    let weight = w1 + (1.0 - w1) * w2;
    let once = w2 * 3.0 / weight;
    let twice = w2 * once / weight;
    let (value, deviation) = rate.value();
    assert!((value - twice).abs() < 1e-12, "{value} {twice}");
    let variance = w2 * once * once / weight - twice * twice;
    assert!((deviation - variance.sqrt() / twice).abs() < 1e-12);
}

#[test]
fn no_forecast_from_too_few_data() {
    assert_eq!(forecast_counter(START, &[], &[], Some(9), START), None);
    assert_eq!(even(10_000, &[0, 0, 0], 9, 0), None, "nothing yet");
    assert_eq!(even(10_000, &[0, 0, 1, 1, 2, 2], 9, 0), None, "two files");
    assert!(even(10_000, &[0, 0, 1, 1, 2, 3], 9, 0).is_some());
    assert_eq!(even(1_000, &[1, 2, 3], 9, 0), None, "three seconds");
    assert_eq!(even(60_000, &[0, 0, 0, 0, 500], 900, 0), None, "all at once after a wait");
    assert_eq!(even(60_000, &[0, 0, 0, 1], 1, 0), None, "a job of a single file");
}

#[test]
fn a_long_job_is_forecast_from_its_first_per_cent() {
    let counts: Vec<_> = (1..=100).map(|n| n * 5).collect();
    let now = START + 100 * 18_000;
    assert_eq!(minutes(even(18_000, &counts, 50_000, 0), now), Some([2121, 2970, 4158]));
}

#[test]
fn a_straggler_makes_the_eta_late_and_then_unknown() {
    let left = |later| {
        let counts: Vec<_> = (1..=99).collect();
        let now = START + 99_000 + later;
        even(1_000, &counts, 100, later)?.eta.map(|eta| (eta.likely - now) / 1000)
    };
    assert_eq!(left(0), Some(1));
    assert!((5..60).contains(&left(5_000).unwrap()));
    assert_eq!(left(60_000), None);
}

#[test]
fn a_cold_start_does_not_lower_the_rate() {
    let warm: Vec<_> = (0..=40).collect();
    let cold: Vec<_> = [0; 60].into_iter().chain(1..=40).collect();
    let [warm, cold] = [warm, cold].map(|counts| even(10_000, &counts, 80, 0).unwrap().rate);
    assert!((warm - cold).abs() < 1e-9, "{warm} {cold}");
}

#[test]
fn a_new_attempt_ignores_the_one_before() {
    let alone = even(60_000, &[0, 1, 2, 3, 4, 5], 20, 0);
    let after = even(60_000, &[90, 180, 190, 195, 0, 1, 2, 3, 4, 5], 20, 0);
    assert_eq!(alone.unwrap().rate, after.unwrap().rate);
    assert_eq!(even(60_000, &[90, 180, 190, 195, 0], 200, 0), None);
}

#[test]
fn no_eta_without_a_total_or_at_it() {
    let counts: Vec<_> = (1..=20).collect();
    for total in [Some(20), Some(7), Some(0), None] {
        let times: Vec<_> = (1..=20).map(|bucket| START + bucket * 1000).collect();
        let forecast = forecast_counter(START, &times, &counts, total, START + 20_000).unwrap();
        assert!((forecast.rate - 1.0).abs() < 1e-9 && forecast.eta.is_none());
    }
}

#[test]
fn the_rate_decays_while_nothing_arrives_and_the_eta_becomes_unknown() {
    let counts: Vec<_> = (1..=100).collect();
    let at = |later| even(6_000, &counts, 200, later).unwrap();
    let etas: Vec<_> = (0..=20).map(|minute| at(minute * 60_000)).collect();
    assert!(etas.windows(2).all(|pair| pair[1].rate < pair[0].rate));
    let left = |forecast: &CounterForecast, minute: i64| {
        forecast.eta.map(|eta| eta.likely - START - 600_000 - minute * 60_000)
    };
    let known: Vec<_> = etas.iter().zip(0..).map_while(|(forecast, minute)| left(forecast, minute)).collect();
    assert!(known.windows(2).all(|pair| pair[0] < pair[1]), "later and later: {known:?}");
    assert!((5..=11).contains(&known.len()), "then unknown: {known:?}");
    assert!(etas[known.len()..].iter().all(|forecast| forecast.eta.is_none()));
    assert!(at(1000 * HOUR).rate < 1e-9);
}

#[test]
fn an_uneven_course_has_a_wider_range() {
    let even_counts: Vec<_> = (1..=100).map(|n| n * 10).collect();
    let bursts: Vec<_> = (1..=100).map(|n| n / 20 * 200 + (n % 20).min(10) * 20).collect();
    let width = |counts: &[u64]| {
        let eta = even(60_000, counts, 2000, 0).unwrap().eta.unwrap();
        (eta.late - eta.early) as f64 / (eta.likely - START - 6_000_000) as f64
    };
    assert!(width(&bursts) > 1.5 * width(&even_counts));
}

#[test]
fn the_same_course_in_fewer_buckets_says_nearly_the_same() {
    let counts: Vec<_> = (1..=600).map(|n| n + (n / 50) * 5).collect();
    let rates = [1, 2, 6, 12, 30].map(|every| {
        let kept: Vec<_> = counts.iter().copied().skip(every - 1).step_by(every).collect();
        even(6_000 * every as i64, &kept, 2000, 0).unwrap().rate
    });
    assert!(rates.iter().all(|rate| (rate / rates[0] - 1.0).abs() < 0.05), "{rates:?}");
}

#[test]
fn the_last_growth_is_the_end_of_its_bucket() {
    assert_eq!(last_growth(&[], &[]), None);
    assert_eq!(last_growth(&[10, 20], &[0, 0]), None);
    assert_eq!(last_growth(&[10, 20, 30], &[4, 4, 4]), Some(10));
    assert_eq!(last_growth(&[10, 20, 30, 40], &[4, 9, 9, 0]), Some(20));
    assert_eq!(last_growth(&[10, 20, 30, 40], &[4, 9, 0, 1]), Some(40));
}

#[test]
fn a_very_short_bucket_in_a_very_long_time_is_handled() {
    let ages = i64::MAX / 2;
    let forecast = forecast_counter(0, &[1, 2, ages], &[1, 2, 9], Some(99), ages).unwrap();
    assert!(forecast.rate.is_finite() && forecast.rate > 0.0);
}

fn sane(forecast: Option<CounterForecast>, now: i64) -> Result<(), TestCaseError> {
    if let Some(CounterForecast { rate, eta }) = forecast {
        prop_assert!(rate.is_finite() && rate >= 0.0, "{rate}");
        if let Some(Eta { early, likely, late }) = eta {
            prop_assert!(now <= early && early <= likely && likely <= late, "{now} {early} {likely} {late}");
            prop_assert!((late - now) as f64 <= 3.001 * (likely - now) as f64 + 3.0, "a cone that can be drawn");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_course_has_a_valid_forecast(
        steps in prop::collection::vec((prop_oneof![Just(0), 0..2 * HOUR], prop_oneof![Just(0), 0..1u64 << 43]), 1..1000),
        drop in prop::option::of(0usize..1000),
        total in prop::option::of(0u64..1 << 53),
        later in 0..100 * HOUR,
    ) {
        let (mut at, mut count) = (START, 0);
        let points = steps.iter().enumerate().map(|(place, step)| {
            at += step.0 / steps.len() as i64;
            count = if drop == Some(place) { 0 } else { count + step.1 };
            (at, count)
        });
        let (times, counts): (Vec<_>, Vec<_>) = points.unzip();
        let now = at + later;
        sane(forecast_counter(START, &times, &counts, total, now), now)?;
        let grown = last_growth(&times, &counts);
        prop_assert_eq!(grown.is_none(), counts.iter().all(|count| *count == 0));
    }

    #[test]
    fn invalid_input_does_not_panic(
        start: i64,
        times in prop::collection::vec(any::<i64>(), 0..20),
        counts in prop::collection::vec(any::<u64>(), 0..20),
        total: Option<u64>,
        now: i64,
    ) {
        if let Some(forecast) = forecast_counter(start, &times, &counts, total, now) {
            prop_assert!(forecast.rate.is_finite() && forecast.rate >= 0.0);
        }
        last_growth(&times, &counts);
    }
}

#[test]
fn an_absurd_total_has_no_end_that_a_date_could_not_hold() {
    const LAST_DATE: i64 = 8_640_000_000_000_000;
    let counts: Vec<_> = (1..=100).collect();
    for total in [1_000, 200_000, 1_000_000, 1 << 40, (1 << 53) - 1, u64::MAX] {
        let forecast = even(60_000, &counts, total, 0).unwrap();
        assert!(forecast.rate > 0.0);
        let eta = forecast.eta;
        assert_eq!(eta.is_some(), total < 500_000, "{total}: a year is the limit");
        assert!(eta.is_none_or(|eta| eta.early <= eta.likely && eta.likely <= eta.late && eta.late < LAST_DATE));
    }
}
