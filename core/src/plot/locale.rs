//! Words, numbers and times in the user's language, as the host formats them (a browser by `Intl`).

/// How a time is written on the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// Hours, minutes and seconds.
    Seconds,
    /// Hours and minutes.
    Minutes,
    /// Day and month.
    Date,
}

/// The user's language and time zone.
pub trait Locale {
    /// A count in compact form: 950, 1.2K, 3M.
    fn count(&self, n: u64) -> String;
    /// A time, in ms since the Unix epoch, in the user's zone.
    fn time(&self, ms: i64, form: TimeForm) -> String;
    /// The ms to add to UTC for the user's wall clock at a time (ms since the Unix epoch).
    fn utc_offset(&self, ms: i64) -> i64;
    /// Title of the files panel.
    fn files(&self) -> &str;
    /// Title of the items panel.
    fn items(&self) -> &str;
    /// Label of the present.
    fn now(&self) -> &str;
    /// Label of the n-th attempt of a job.
    fn attempt(&self, n: usize) -> String;
    /// Name of all kinds that have no line of their own.
    fn other(&self) -> &str;
}

/// The offset from UTC in ms that a text of `Intl` with `timeZoneName: "longOffset"` ends in: "GMT+05:30",
/// "GMT-00:44:30", or "GMT" for 0.
pub fn parse_gmt_offset(text: &str) -> i64 {
    // An English date has no other T. A search for the whole word makes the wasm 0.7 kB larger (brotli).
    let offset = text.split_once('T').map_or("", |(_, offset)| offset);
    let number =
        |digits: &str| digits.chars().map_while(|c| c.to_digit(10)).fold(0, |n, digit| 10 * n + i64::from(digit));
    let seconds =
        |clock: &str| clock.split(':').zip([3600, 60, 1]).map(|(digits, unit)| number(digits) * unit).sum::<i64>();
    match offset.split_at_checked(1) {
        Some(("+", clock)) => 1000 * seconds(clock),
        Some(("-", clock)) => -1000 * seconds(clock),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::parse_gmt_offset;

    #[test]
    fn an_offset_has_a_sign_hours_minutes_and_maybe_seconds() {
        for (text, seconds) in [
            ("4/14/2026, GMT+05:30", 19_800),
            ("4/14/2026, GMT-04:00", -14_400),
            ("1/1/1900, GMT-00:44:30", -2670),
            ("4/14/2026, GMT", 0),
            ("GMT+", 0),
            ("", 0),
        ] {
            assert_eq!(parse_gmt_offset(text), seconds * 1000, "{text}");
        }
    }
}
