//! Times on the wire: RFC 3339, with any offset and any number of fraction digits.

const DAY_MS: i64 = 86_400_000;
const MONTHS_TO_1970: i64 = 1970 * 12;

/// Milliseconds since the Unix epoch of an RFC 3339 time; finer digits are cut off. `None` if it is not one.
///
/// Not `Date.parse`: that accepts 30 February, and takes times without a zone as local ones.
pub fn parse(text: &str) -> Option<i64> {
    // Any separator: section 5.6 allows others than T.
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, _, h1, h2, b':', min1, min2, b':', s1, s2, ref rest @ ..] =
        text.as_bytes()
    else {
        return None;
    };
    let month = (two(y1, y2)? * 100 + two(y3, y4)?) * 12 + at_most(11, two(m1, m2)? - 1)?;
    let (first, next) = (month_start(month), month_start(month + 1));
    let day = first + at_most(next - first - 1, two(d1, d2)? - 1)?;
    let (hour, minute) = (at_most(23, two(h1, h2)?)?, at_most(59, two(min1, min2)?)?);
    let second = at_most(60, two(s1, s2)?)?;
    let (mut ms, zone) = fraction(rest)?;
    let offset = match *zone {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', min1, min2] => {
            let minutes = at_most(23, two(h1, h2)?)? * 60 + at_most(59, two(min1, min2)?)?;
            if sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let leap = second == 60;
    // A leap second counts as the last millisecond before it.
    if leap {
        ms = -1;
    }
    let time = day * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
    // Leap seconds come at the end of a month only.
    (!leap || time + 1 == first * DAY_MS || time + 1 == next * DAY_MS).then_some(time)
}

/// Milliseconds of a second, and what comes after them.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let length = digits.iter().position(|byte| !byte.is_ascii_digit()).filter(|length| *length > 0)?;
    let (digits, zone) = digits.split_at_checked(length)?;
    let ms = (0..3).map(|at| digits.get(at).map_or(0, |digit| i64::from(digit - b'0')));
    Some((ms.fold(0, |ms, digit| ms * 10 + digit), zone))
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

fn at_most(most: i64, value: i64) -> Option<i64> {
    (0..=most).contains(&value).then_some(value)
}

/// The RFC 3339 form of a time in ms since the Unix epoch, in UTC; with a fraction only if there is one.
pub fn format(ms: i64) -> String {
    let (days, time) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
    // 30.436875 days is the mean month of the Gregorian calendar; the guess is off by one at most.
    let guess = MONTHS_TO_1970 + (days as f64 / 30.436_875).floor() as i64;
    let month = (guess - 1..=guess + 1).rfind(|month| month_start(*month) <= days).unwrap_or(guess);
    let (year, month, day) = (month.div_euclid(12), month.rem_euclid(12) + 1, days - month_start(month) + 1);
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
    let fraction = if ms % 1000 == 0 { String::new() } else { format!(".{:03}", time % 1000) };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Days from the Unix epoch to the first of a month, counted from January of the year 0.
fn month_start(month: i64) -> i64 {
    // As if a year began in March, so that the leap day is its last.
    let (year, month) = ((month - 2).div_euclid(12), (month - 2).rem_euclid(12));
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    use super::{format, parse};

    /// What the `time` crate makes of it.
    fn reference(text: &str) -> Option<i64> {
        let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some(time.unix_timestamp() * 1000 + i64::from(time.millisecond()))
    }

    #[test]
    fn times_are_parsed_as_servers_write_them() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse("2026-04-14T10:02:30Z"), Some(1_776_160_950_000));
        assert_eq!(parse("2026-04-14T10:02:30.283818Z"), Some(1_776_160_950_283));
        assert_eq!(parse("2026-04-14T12:02:30+02:00"), Some(1_776_160_950_000));
        assert_eq!(parse("2026-04-14T04:32:30.5-05:30"), Some(1_776_160_950_500));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "now", "2026-02-30T10:00:00Z", "2026-04-14T10:02:30", "2026-04-14", "1776160950", "NaN"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_in_utc() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_776_160_950_283, "2026-04-14T10:02:30.283Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(format(ms), text);
        }
    }

    #[test]
    fn every_day_is_where_it_belongs() {
        for year in [0, 1, 1600, 1900, 1970, 2000, 2024, 2026, 2100, 9999] {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}T23:59:60Z");
                assert_eq!(parse(&text), reference(&text), "{text}");
                let text = text.replace("60Z", "59Z");
                assert_eq!(parse(&text), reference(&text), "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn agrees_with_another_reader(
            date in "[0-9]{4}-(0[0-9]|1[0-3])-[0-3][0-9]",
            time in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]",
            fraction in "(\\.[0-9]{0,12})?",
            zone in "([Zz]|[+-][0-2][0-9]:[0-6][0-9]|)",
            odd in proptest::option::weighted(0.3, (0usize..40, "[ -~]")),
        ) {
            let mut text = format!("{date}T{time}{fraction}{zone}");
            if let Some((at, odd)) = odd
                && at < text.len()
            {
                text.replace_range(at..=at, &odd);
            }
            prop_assert_eq!(parse(&text), reference(&text), "{}", text);
        }

        #[test]
        fn no_text_panics(text: String, ms: i64) {
            parse(&text);
            format(ms);
        }

        #[test]
        fn what_was_written_is_parsed_as_the_same(ms in -62_167_219_200_000i64..=253_402_300_799_999) {
            let text = format(ms);
            prop_assert_eq!(parse(&text), Some(ms), "{}", text);
            prop_assert_eq!(reference(&text), Some(ms), "{}", text);
        }
    }
}
