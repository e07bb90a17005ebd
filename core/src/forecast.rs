//! How fast a counter grows, and when it will reach its total: a smoothed rate and what follows from it.
//!
//! The rate is smoothed exponentially over server time, twice, and corrected for the weight that a young average lacks.
//! How long it remembers follows the job: what is to come in an hour can't be told from the last ten seconds.

/// How long the rate remembers, as a share of the time gone or of the time to come, whichever is shorter.
const MEMORY: f64 = 0.25;
/// The least counts after the first growth, and the least seconds since the start, to say anything.
const LEAST: (f64, f64) = (2.0, 5.0);
/// So many times longer than the job has taken, or would take at its mean pace, says no more than "unknown".
const ABSURD: f64 = 10.0;
/// Into how many parts the time since the last bucket is cut.
const TAIL: u32 = 16;
/// How uncertain even a perfectly even course is, since speeds change without warning: once at all, and once more for
/// the root of how many times longer the way to go is than the way gone, up to `FAR`.
const DOUBT: f64 = 0.1;
const FAR: f64 = 3.0;
/// How much of the spread of recent rates goes into the range.
const SPREAD: f64 = 2.0;
/// The range never says more than a third to three times the likely time.
const MOST_DOUBT: f64 = 2.0;

/// How fast a cumulative counter grows now, and when it will reach its total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Counts per second now; decays while nothing arrives.
    pub rate: f64,
    /// When the total is reached; `None` without a total, at it, or when nothing can be said.
    pub eta: Option<Eta>,
}

/// When the total is reached, in ms since the Unix epoch: a likely time, and a range that holds the truth in about 4 of
/// 5 cases.
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
/// server's time, not before the last bucket's end. `None` while there is not enough to go on.
///
/// A counter that goes down starts a new attempt: only what comes after that counts.
pub fn forecast(start: i64, times: &[i64], counts: &[u64], total: Option<u64>, now: i64) -> Option<Forecast> {
    let seconds = |time: i64| (time as f64 - start as f64) / 1000.0;
    let mut course = vec![(0.0, 0)];
    for (&time, &count) in times.iter().zip(counts) {
        if course.last().is_some_and(|last| count < last.1) {
            course.clear();
        }
        course.push((seconds(time), count));
    }
    let (begin, level) = *course.first()?;
    let first = course.iter().position(|point| point.1 > level)?;
    // A wait for the first growth tells of queues and cold starts, not of the pace.
    let course = course.get(if first > 1 { first } else { 0 }..)?;

    let (origin, base) = *course.first()?;
    let (end, count) = *course.last()?;
    // A clock that is a little behind the last bucket.
    let now = times.last().map_or(now, |end| now.max(*end));
    let now_s = seconds(now);
    let grown = (count - base) as f64;
    let pauses = Pauses::of(course);
    if grown < LEAST.0 || now_s - begin < LEAST.1 || pauses.sum <= 0.0 {
        return None;
    }

    // Measured up to the last growth, so that a pause doesn't make the memory longer, and the decay slower.
    let remaining = total.map(|total| total as f64 - count as f64);
    let horizon = remaining.map_or(pauses.sum, |remaining| remaining * pauses.sum / grown);
    let mut rate = Smooth::new((MEMORY * pauses.sum.min(horizon)).max(pauses.typical()));
    let mut before = (origin, base);
    let mut pass = |point: (f64, u64)| {
        let passed = point.0 - before.0;
        // Buckets of one time are one bucket.
        if passed > 0.0 {
            rate.push(passed, (point.1 - before.1) as f64 / passed);
            before = point;
        }
    };
    course.iter().for_each(|point| pass(*point));
    // Time since the last bucket is cut into some, as the server would.
    for part in 1..=TAIL {
        pass((end + (now_s - end) * f64::from(part) / f64::from(TAIL), count));
    }
    let (rate, spread) = rate.value();

    let to_go = remaining.filter(|remaining| *remaining > 0.0).map(|remaining| remaining / rate);
    // Longer quiet than it ever grew: the next growth can't be told from none.
    let quiet = now_s - pauses.last > pauses.sum;
    let to_go = to_go.filter(|to_go| !quiet && *to_go <= ABSURD * horizon.max(now_s - begin));
    let eta = to_go.map(|to_go| {
        let ahead = (horizon / pauses.sum).sqrt().min(FAR);
        let doubt = 1.0 + (DOUBT * (1.0 + ahead) + SPREAD * spread).min(MOST_DOUBT);
        let after = |seconds: f64| (now as f64 + seconds * 1000.0) as i64;
        Eta { early: after(to_go / doubt), likely: after(to_go), late: after(to_go * doubt) }
    });
    Some(Forecast { rate, eta })
}

/// Since when the counter has not grown, in ms; `None` if it never grew.
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

/// The times between one growth and the next, in seconds.
struct Pauses {
    sum: f64,
    squares: f64,
    last: f64,
}

impl Pauses {
    fn of(course: &[(f64, u64)]) -> Self {
        let (last, mut level) = course.first().copied().unwrap_or_default();
        let mut pauses = Self { sum: 0.0, squares: 0.0, last };
        for &(time, count) in course {
            if count > level {
                let pause = time - pauses.last;
                pauses.sum += pause;
                pauses.squares += pause * pause;
                pauses.last = time;
                level = count;
            }
        }
        pauses
    }

    /// The pause that a moment taken at random falls into: a wave of files is one step, not many and a wait.
    fn typical(&self) -> f64 {
        self.squares / self.sum
    }
}

/// A rate smoothed twice, and the spread of what is smoothed once.
struct Smooth {
    memory: f64,
    once: f64,
    once_weight: f64,
    twice: f64,
    squares: f64,
    weight: f64,
}

impl Smooth {
    fn new(memory: f64) -> Self {
        Self { memory, once: 0.0, once_weight: 0.0, twice: 0.0, squares: 0.0, weight: 0.0 }
    }

    /// The rate was `rate` for the next `passed` seconds.
    fn push(&mut self, passed: f64, rate: f64) {
        // e^-x closely enough, without bringing `exp` into the wasm; and no weight is too small to divide by.
        let new = (1.0 - (1.0 + passed / self.memory / 16.0).powi(-16)).max(f64::EPSILON);
        let blend = |old: &mut f64, value: f64| *old += (value - *old) * new;
        blend(&mut self.once, rate);
        blend(&mut self.once_weight, 1.0);
        let smoothed = self.once / self.once_weight;
        blend(&mut self.twice, smoothed);
        blend(&mut self.squares, smoothed * smoothed);
        blend(&mut self.weight, 1.0);
    }

    /// The rate, and the standard deviation relative to it.
    fn value(&self) -> (f64, f64) {
        let rate = self.twice / self.weight;
        let variance = self.squares / self.weight - rate * rate;
        (rate, if rate > 0.0 { variance.max(0.0).sqrt() / rate } else { 0.0 })
    }
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
