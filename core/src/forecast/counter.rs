//! How fast a counter grows, and when it will reach its total.
//!
//! The rate is an exponential moving average over server time, taken twice, each divided by the weight it has gathered
//! so far. Its time constant grows with the job: the last ten seconds say little about the next hour.

/// The time constant of the average, as a share of the time since the first growth or of the time still to go,
/// whichever is shorter. Chosen on simulated jobs; 0.2 to 0.3 do about as well.
const SMOOTHING_SHARE: f64 = 0.25;
/// No forecast before this many counts after the first growth: a rate by fewer would be chance.
const MIN_COUNTS: f64 = 2.0;
/// No forecast in the first seconds of an attempt, which are mostly start-up.
const MIN_SECONDS: f64 = 5.0;
/// The end is unknown if it is farther away than this many times the age of the attempt, and this many times farther
/// than at the mean rate: the counter has practically stopped.
const MAX_ETA_RATIO: f64 = 10.0;
/// An end farther away than a year is unknown, too: some servers give absurd totals in place of none.
const MAX_ETA_SECONDS: f64 = 365.0 * 86_400.0;
/// The time since the last bucket is averaged in this many steps, as if the server had sent empty buckets.
const TAIL_STEPS: u32 = 16;
/// Uncertainty of a perfectly even course, since speeds change without warning. It counts once for any forecast, and
/// once more per unit of [`MAX_DISTANCE`].
const BASE_UNCERTAINTY: f64 = 0.1;
/// The most that the distance of the end (the root of time to go by time gone, both at the mean rate) can count.
const MAX_DISTANCE: f64 = 3.0;
/// Weight of the relative standard deviation of recent rates in the uncertainty; 2 makes the range hold in 4 of 5
/// cases.
const DEVIATION_WEIGHT: f64 = 2.0;
/// Greatest uncertainty: the range is at most from a third to three times the likely time to go.
const MAX_UNCERTAINTY: f64 = 2.0;

/// How fast a cumulative counter grows now, and when it will reach its total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CounterForecast {
    /// Counts per second now; decays while nothing arrives.
    pub rate: f64,
    /// When the total is reached; `None` without a total, once it is reached, or when that is unknown.
    pub eta: Option<Eta>,
}

/// When the total is reached, in ms since the Unix epoch: a likely time, and a range that contains the actual end in
/// about 4 of 5 cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eta {
    /// Not before now.
    pub early: i64,
    /// Not before `early`.
    pub likely: i64,
    /// Not before `likely`.
    pub late: i64,
}

/// The forecast from a column of `counts` at bucket ends `times` (ms, not decreasing), 0 at `start`; `now` is the
/// server's time in ms. `None` while there are too few data.
///
/// A counter that goes down starts a new attempt: only what comes after that counts.
pub fn forecast_counter(
    start: i64,
    times: &[i64],
    counts: &[u64],
    total: Option<u64>,
    now: i64,
) -> Option<CounterForecast> {
    let seconds = |time: i64| (time as f64 - start as f64) / 1000.0;
    let mut points = vec![(0.0, 0)];
    for (&time, &count) in times.iter().zip(counts) {
        if points.last().is_some_and(|last| count < last.1) {
            points.clear();
        }
        points.push((seconds(time), count));
    }
    let (attempt_start, start_count) = *points.first()?;
    let first_growth = points.iter().position(|point| point.1 > start_count)?;
    // A wait before the first growth is a queue or a cold start, and says nothing about the rate.
    let points = points.get(if first_growth > 1 { first_growth } else { 0 }..)?;

    let first = *points.first()?;
    let (last_time, count) = *points.last()?;
    // The clock may be a little behind the last bucket.
    let now = times.last().map_or(now, |end| now.max(*end));
    let now_s = seconds(now);
    let grown = (count - first.1) as f64;
    let pauses = Pauses::of(points);
    if grown < MIN_COUNTS || now_s - attempt_start < MIN_SECONDS || pauses.sum <= 0.0 {
        return None;
    }

    // Measured up to the last growth: a pause at the end must not lengthen the time constant and so slow the decay.
    let remaining = total.map(|total| total as f64 - count as f64);
    let mean_to_go = remaining.map_or(pauses.sum, |remaining| remaining * pauses.sum / grown);
    let mut rate = SmoothedRate::new((SMOOTHING_SHARE * pauses.sum.min(mean_to_go)).max(pauses.typical()));
    let tail_step = (now_s - last_time) / f64::from(TAIL_STEPS);
    let tail = (1..=TAIL_STEPS).map(|step| (last_time + tail_step * f64::from(step), count));
    let mut before = first;
    for point in points.iter().copied().chain(tail) {
        let elapsed = point.0 - before.0;
        // Buckets that end at the same time are one bucket.
        if elapsed > 0.0 {
            rate.push(elapsed, (point.1 - before.1) as f64 / elapsed);
            before = point;
        }
    }
    let (rate, deviation) = rate.value();

    // A silence longer than all the growth: the counter may never grow again.
    let is_silent = now_s - pauses.last_growth > pauses.sum;
    let longest = (MAX_ETA_RATIO * mean_to_go.max(now_s - attempt_start)).min(MAX_ETA_SECONDS);
    let to_go = remaining
        .filter(|remaining| *remaining > 0.0 && !is_silent)
        .map(|remaining| remaining / rate)
        .filter(|to_go| *to_go <= longest);
    let eta = to_go.map(|to_go| {
        let distance = (mean_to_go / pauses.sum).sqrt().min(MAX_DISTANCE);
        let uncertainty = BASE_UNCERTAINTY * (1.0 + distance) + DEVIATION_WEIGHT * deviation;
        let factor = 1.0 + uncertainty.min(MAX_UNCERTAINTY);
        let after = |seconds: f64| (now as f64 + seconds * 1000.0) as i64;
        Eta { early: after(to_go / factor), likely: after(to_go), late: after(to_go * factor) }
    });
    Some(CounterForecast { rate, eta })
}

/// When the counter last grew, in ms; `None` if it never did.
pub fn last_growth(times: &[i64], counts: &[u64]) -> Option<i64> {
    let (mut before, mut last) = (0, None);
    for (time, count) in times.iter().zip(counts) {
        if *count > before {
            last = Some(*time);
        }
        before = *count;
    }
    last
}

/// The times from one growth to the next, in seconds.
struct Pauses {
    sum: f64,
    sum_of_squares: f64,
    /// When the counter last grew.
    last_growth: f64,
}

impl Pauses {
    fn of(points: &[(f64, u64)]) -> Self {
        let (last_growth, mut level) = points.first().copied().unwrap_or_default();
        let mut pauses = Self { sum: 0.0, sum_of_squares: 0.0, last_growth };
        for &(time, count) in points {
            if count > level {
                let pause = time - pauses.last_growth;
                pauses.sum += pause;
                pauses.sum_of_squares += pause * pause;
                pauses.last_growth = time;
                level = count;
            }
        }
        pauses
    }

    /// The mean pause weighted by its length, as seen at a random time: it spans the wait between two bursts, not the
    /// short pauses within one.
    fn typical(&self) -> f64 {
        self.sum_of_squares / self.sum
    }
}

/// A rate smoothed twice, and the deviation of the rate smoothed once.
struct SmoothedRate {
    time_constant: f64,
    once: f64,
    once_weight: f64,
    twice: f64,
    squares: f64,
    twice_weight: f64,
}

impl SmoothedRate {
    /// `time_constant` is in seconds.
    fn new(time_constant: f64) -> Self {
        Self { time_constant, once: 0.0, once_weight: 0.0, twice: 0.0, squares: 0.0, twice_weight: 0.0 }
    }

    /// The rate was `rate` for the next `elapsed` seconds.
    fn push(&mut self, elapsed: f64, rate: f64) {
        // 1 - e^-x without cancellation; a smaller weight could underflow, and the first divides.
        let weight = (-(-elapsed / self.time_constant).exp_m1()).max(f64::EPSILON);
        let blend = |average: &mut f64, value: f64| *average += (value - *average) * weight;
        blend(&mut self.once, rate);
        blend(&mut self.once_weight, 1.0);
        let smoothed = self.once / self.once_weight;
        blend(&mut self.twice, smoothed);
        blend(&mut self.squares, smoothed * smoothed);
        blend(&mut self.twice_weight, 1.0);
    }

    /// The rate, and the standard deviation relative to it.
    fn value(&self) -> (f64, f64) {
        let rate = self.twice / self.twice_weight;
        let variance = self.squares / self.twice_weight - rate * rate;
        (rate, if rate > 0.0 { variance.max(0.0).sqrt() / rate } else { 0.0 })
    }
}

#[cfg(test)]
#[path = "counter_tests.rs"]
mod tests;
