//! Where an axis is labelled: at round counts, and at round times of the user's wall clock.

use super::locale::TimeForm;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps that divide a minute, an hour or a day evenly, so that labels are round at every level.
const TIME_STEPS: [i64; 22] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    28 * DAY,
    364 * DAY,
];

/// Whole numbers from 0 to `top`, a step of 1, 2 or 5 × 10^n apart, at most `most` steps (at least one).
pub fn counts(top: u64, most: usize) -> Vec<u64> {
    let most = most.max(1) as u64;
    let (mut step, mut magnitude) = (1, 1);
    while top / step > most {
        step = if step == 2 * magnitude { 5 * magnitude } else { 2 * step };
        if step == 10 * magnitude {
            magnitude = step;
        }
    }
    (0..=top / step).map(|nth| nth * step).collect()
}

/// A labelled time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeTick {
    /// ms since the Unix epoch.
    pub ms: i64,
    /// How to write it: as a date where a day begins.
    pub form: TimeForm,
}

/// Round times in `start..=end` (ms since the Unix epoch), by the finest step for which `fits` says that its labels
/// don't touch.
///
/// `utc_offset` gives the ms to add to UTC for the wall clock at a time, so that ticks stay at round hours when
/// daylight saving begins or ends.
pub fn times(
    (start, end): (i64, i64),
    utc_offset: impl Fn(i64) -> i64,
    fits: impl Fn(i64, TimeForm) -> bool,
) -> Vec<TimeTick> {
    let form = |step| {
        if step < MINUTE {
            TimeForm::Seconds
        } else if step < DAY {
            TimeForm::Minutes
        } else {
            TimeForm::Date
        }
    };
    let Some(&step) = TIME_STEPS.iter().find(|step| fits(**step, form(**step))) else { return Vec::new() };
    let to_utc = |local: i64| {
        let guess = local - utc_offset(local);
        local - utc_offset(guess)
    };
    let mut local = start + utc_offset(start);
    local -= local.rem_euclid(step);
    let last = end + utc_offset(end);
    let mut ticks: Vec<TimeTick> = Vec::new();
    while local <= last {
        let ms = to_utc(local);
        // An hour that a clock change skips or repeats maps to a neighbour's time.
        let fresh = ticks.last().is_none_or(|tick| tick.ms < ms);
        if ms >= start && ms <= end && fresh {
            let form = if local.rem_euclid(DAY) == 0 { TimeForm::Date } else { form(step) };
            ticks.push(TimeTick { ms, form });
        }
        local += step;
    }
    ticks
}

/// A time since the start in ms, as 00:10:00; hours may exceed 24.
pub fn elapsed(ms: i64) -> String {
    let s = ms / SECOND;
    let sign = if s < 0 { "-" } else { "" };
    let s = s.unsigned_abs();
    format!("{sign}{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_are_round_and_few() {
        assert_eq!(counts(0, 5), [0]);
        assert_eq!(counts(1, 5), [0, 1]);
        assert_eq!(counts(3, 5), [0, 1, 2, 3]);
        assert_eq!(counts(25, 5), [0, 5, 10, 15, 20, 25]);
        assert_eq!(counts(478, 3), [0, 200, 400]);
        assert_eq!(counts(1 << 53, 2), [0, 5_000_000_000_000_000]);
    }

    /// 2026-04-14T10:02:00Z.
    const START: i64 = 1_776_160_920_000;

    #[test]
    fn times_are_round_in_the_users_zone() {
        let india = |_| 5 * HOUR + 30 * MINUTE;
        let ticks = times((START, START + 6 * HOUR), india, |step, _| step >= 2 * HOUR);
        let local: Vec<_> = ticks.iter().map(|tick| (tick.ms + india(0)).rem_euclid(DAY) / MINUTE).collect();
        assert_eq!(local, [16 * 60, 18 * 60, 20 * 60]);
    }

    #[test]
    fn a_day_that_begins_is_dated() {
        let ticks = times((START, START + 20 * HOUR), |_| 0, |step, _| step >= 6 * HOUR);
        let forms: Vec<_> = ticks.iter().map(|tick| tick.form).collect();
        assert_eq!(forms, [TimeForm::Minutes, TimeForm::Minutes, TimeForm::Date, TimeForm::Minutes]);
    }

    #[test]
    fn ticks_stay_on_the_hour_across_a_clock_change() {
        // Berlin, 2026-10-25: at 01:00Z the offset falls from +2 h to +1 h.
        let change = 1_792_890_000_000;
        let berlin = |ms| if ms < change { 2 * HOUR } else { HOUR };
        let ticks = times((change - 12 * HOUR, change + 12 * HOUR), berlin, |step, _| step >= 6 * HOUR);
        let local: Vec<_> = ticks.iter().map(|tick| (tick.ms + berlin(tick.ms)).rem_euclid(DAY) / HOUR).collect();
        assert_eq!(local, [18, 0, 6, 12]);
    }

    proptest! {
        #[test]
        fn counts_hold_their_bounds(top in 0u64..=1 << 54, most in 0usize..40) {
            let ticks = counts(top, most);
            prop_assert!(ticks.len() <= most.max(1) + 1);
            prop_assert!(ticks.iter().all(|tick| *tick <= top));
        }

        #[test]
        fn times_are_within_and_rising(span in 1i64..10_000 * DAY, most in 2i64..20) {
            let ticks = times((START, START + span), |_| HOUR, |step, _| span / step <= most);
            prop_assert!(ticks.len() as i64 <= most + 1);
            prop_assert!(ticks.iter().all(|tick| (START..=START + span).contains(&tick.ms)));
            prop_assert!(ticks.windows(2).all(|pair| pair[0].ms < pair[1].ms));
        }
    }
}
