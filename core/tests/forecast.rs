//! How good the forecast is, over many synthetic jobs and some recorded ones, beside two plainer ways to extrapolate.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::{cmp::Reverse, collections::BinaryHeap, fs, ops::Range, path::Path};

use job_progress_core::forecast::forecast_counter;
use serde::Deserialize;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const BUCKETS: i64 = 100;
/// Jobs of each kind; the constants of the forecast were not chosen by these.
const SEEDS: Range<u64> = 20_000..20_024;
/// Errors are a share of the true remaining time; larger ones, and no forecast at all, count as this.
const WORST: f64 = 3.0;
/// Per cent done at which polls are judged.
const SHARES: [u64; 3] = [25, 50, 75];

/// Numbers that are the same everywhere and always (splitmix64).
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// As likely from 1 to 10 as from 10 to 100.
    fn scale(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }
}

/// A job from its start at 0 to its end: when its counter moves, and to what.
#[derive(Debug, Clone)]
struct Job {
    events: Vec<(i64, u64)>,
    total: u64,
}

impl Job {
    /// Counts up by `step` at each of these times.
    fn of(times: impl IntoIterator<Item = f64>, step: u64) -> Self {
        let events: Vec<_> = times.into_iter().zip(1..).map(|(at, n)| (at as i64, n * step)).collect();
        Self { total: events.last().unwrap().1, events }
    }

    fn end(&self) -> i64 {
        self.events.last().unwrap().0
    }

    /// Everything after `at` comes `pause` later.
    fn hold(&mut self, at: i64, pause: i64) {
        for event in self.events.iter_mut().filter(|event| event.0 > at) {
            event.0 += pause;
        }
    }

    /// Warps the course: a share of the time becomes another.
    fn warp(&mut self, warp: impl Fn(f64) -> f64) {
        let end = self.end() as f64;
        for event in &mut self.events {
            event.0 = (warp(event.0 as f64 / end) * end) as i64;
        }
    }

    /// The job as the API answers a poll at `now`: even buckets from the start until now.
    fn poll(&self, share: u64, now: i64) -> Poll {
        let times: Vec<_> = (1..=BUCKETS).map(|bucket| now * bucket / BUCKETS).collect();
        let mut events = self.events.iter().peekable();
        let mut count = 0;
        let counts = times.iter().map(|&end| {
            while let Some(event) = events.next_if(|event| event.0 <= end) {
                count = event.1;
            }
            count
        });
        Poll { share, counts: counts.collect(), times, total: self.total, end: self.end() }
    }

    /// The first polls of a page, which come every 5 s, that show these shares of the last attempt.
    fn polls(&self, random: &mut Random) -> Vec<Poll> {
        let mut begin = self.events.len() - 1;
        while begin > 0 && self.events[begin - 1].1 < self.events[begin].1 {
            begin -= 1;
        }
        let polls = SHARES.iter().filter_map(|&share| {
            let reached = self.events[begin..].iter().find(|event| event.1 * 100 >= share * self.total)?.0;
            let now = reached + random.between(0.0, 5.0 * SECOND as f64) as i64;
            (now < self.end()).then(|| self.poll(share, now))
        });
        polls.collect()
    }
}

/// What a page knows at one time, and the truth.
struct Poll {
    share: u64,
    times: Vec<i64>,
    counts: Vec<u64>,
    total: u64,
    end: i64,
}

impl Poll {
    fn now(&self) -> i64 {
        *self.times.last().unwrap()
    }

    fn count(&self) -> u64 {
        *self.counts.last().unwrap()
    }

    /// ms to go at a rate, by the mean since `from` or, if no bucket ends there, since the one before.
    fn mean_since(&self, from: i64) -> Option<f64> {
        let place = self.times.iter().rposition(|time| *time <= from);
        let (time, count) = place.map_or((0, 0), |place| (self.times[place], self.counts[place]));
        let grown = self.count().checked_sub(count).filter(|grown| *grown > 0)?;
        Some((self.total - self.count()) as f64 * (self.now() - time) as f64 / grown as f64)
    }

    /// A time to go against the truth: the error, capped, and how many times too long or too short.
    fn judge(&self, to_go: Option<f64>) -> Error {
        let truth = (self.end - self.now()) as f64;
        let to_go = to_go.unwrap_or(f64::INFINITY).max(1.0);
        let times = (to_go / truth).ln().abs().min((1.0 + WORST).ln());
        Error { share: ((to_go - truth).abs() / truth).min(WORST), times }
    }
}

#[derive(Clone, Copy)]
struct Error {
    share: f64,
    times: f64,
}

/// Files one after the other, each of about the same size.
fn sequence(random: &mut Random, files: f64, span: f64) -> Job {
    let mut at = 0.0;
    Job::of(
        (0..files as usize).map(|_| {
            at += random.between(0.5, 1.5) * span / files;
            at
        }),
        1,
    )
}

/// Files worked on by several workers at once; `uneven` is how much they differ.
fn parallel(random: &mut Random, files: usize, workers: usize, span: f64, uneven: f64) -> Job {
    let mean = span * workers as f64 / files as f64;
    let mut free: BinaryHeap<_> = vec![Reverse(0); workers].into();
    let ends = (0..files).map(|_| {
        let mut next = free.peek_mut().unwrap();
        next.0 += (mean * random.between(1.0 - uneven, 1.0 + uneven)) as i64;
        next.0
    });
    let mut ends: Vec<_> = ends.collect();
    ends.sort_unstable();
    Job::of(ends.into_iter().map(|end| end as f64), 1)
}

fn files(random: &mut Random) -> f64 {
    random.scale(12.0, 3000.0)
}

fn span(random: &mut Random) -> f64 {
    random.scale(40.0 * SECOND as f64, 50.0 * HOUR as f64)
}

fn steady(random: &mut Random) -> Job {
    let (files, span) = (files(random), span(random));
    sequence(random, files, span)
}

fn cold_start(random: &mut Random) -> Job {
    let (files, span) = (files(random), random.scale(5.0 * MINUTE as f64, 8.0 * HOUR as f64));
    let mut job = sequence(random, files, span);
    job.hold(-1, random.between(2.0 * MINUTE as f64, 7.0 * MINUTE as f64) as i64);
    job
}

fn accelerating(random: &mut Random) -> Job {
    let mut job = steady(random);
    let power = random.between(0.5, 0.85);
    job.warp(|share| share.powf(power));
    job
}

fn slowing(random: &mut Random) -> Job {
    let mut job = steady(random);
    let power = random.between(1.2, 2.0);
    job.warp(|share| share.powf(power));
    job
}

fn bursty(random: &mut Random) -> Job {
    let (files, span) = (files(random), random.scale(40.0 * MINUTE as f64, 8.0 * HOUR as f64));
    let mut job = sequence(random, files, span);
    let mut at = 0;
    while at < job.end() {
        at += random.between(2.0 * MINUTE as f64, 12.0 * MINUTE as f64) as i64;
        let pause = random.between(5.0 * MINUTE as f64, 7.0 * MINUTE as f64) as i64;
        job.hold(at, pause);
        at += pause;
    }
    job
}

fn stalled(random: &mut Random) -> Job {
    let mut job = steady(random);
    let end = job.end() as f64;
    job.hold((random.between(0.15, 0.7) * end) as i64, (random.between(0.1, 0.4) * end) as i64);
    job
}

fn stragglers(random: &mut Random) -> Job {
    let mut job = steady(random);
    let (from, slower) = (random.between(0.9, 0.96), random.between(3.0, 6.0));
    job.warp(|share| share.min(from) + (share - from).max(0.0) * slower);
    job
}

fn new_attempt(random: &mut Random) -> Job {
    let (files, span) = (files(random), span(random));
    let (mut job, mut next) = (sequence(random, files, span), sequence(random, files, span));
    job.events.truncate((random.between(0.3, 0.8) * files) as usize);
    next.hold(-1, job.end() + MINUTE);
    job.events.push((job.end() + MINUTE / 2, 0));
    job.events.append(&mut next.events);
    job
}

fn items_of_one_file(random: &mut Random) -> Job {
    let (reports, span) = (random.scale(20.0, 400.0), random.scale(MINUTE as f64, 10.0 * HOUR as f64));
    let step = random.between(1.0, 50.0) as u64;
    let job = wandering_course(random, reports, span);
    Job::of(job, step)
}

/// The speed goes up and down by itself, and slowly.
fn wandering_course(random: &mut Random, files: f64, span: f64) -> Vec<f64> {
    let (mut at, mut speed, memory) = (0.0, 0.0f64, 0.9f64.powf(100.0 / files));
    let course = (0..files as usize).map(|_| {
        speed = speed * memory + (1.0 - memory * memory).sqrt() * random.between(-0.8, 0.8);
        at += speed.exp() * random.between(0.7, 1.3) * span / files;
        at
    });
    course.collect()
}

fn wandering(random: &mut Random) -> Job {
    let (files, span) = (files(random), span(random));
    Job::of(wandering_course(random, files, span), 1)
}

fn fifty_thousand(random: &mut Random) -> Job {
    let span = random.scale(HOUR as f64, 40.0 * HOUR as f64);
    let mut job = parallel(random, 50_000, 250, span, 0.6);
    let (swing, phase) = (random.between(0.05, 0.15), random.between(0.0, 6.0));
    job.warp(|share| share + swing / 6.0 * ((6.0 * share + phase).sin() - phase.sin()));
    job
}

fn workers(random: &mut Random) -> Job {
    let workers = random.scale(2.0, 12.0);
    let (files, span) = (workers * random.between(4.0, 30.0), span(random));
    parallel(random, files as usize, workers as usize, span, 0.6)
}

fn waves(random: &mut Random) -> Job {
    let workers = random.scale(4.0, 32.0).floor();
    let (files, span) = (workers * random.between(4.0, 12.0), span(random));
    parallel(random, files as usize, workers as usize, span, 0.08)
}

/// A kind of job: its name, and what makes one.
type Kind = (&'static str, fn(&mut Random) -> Job);

const KINDS: [Kind; 13] = [
    ("steady", steady),
    ("cold start, 2–7 min", cold_start),
    ("accelerating", accelerating),
    ("slowing down", slowing),
    ("wandering", wandering),
    ("bursts, gaps of 5–7 min", bursty),
    ("stalled once", stalled),
    ("stragglers at the end", stragglers),
    ("new attempt", new_attempt),
    ("items of one file", items_of_one_file),
    ("50,000 files", fifty_thousand),
    ("parallel workers", workers),
    ("workers in waves", waves),
];

/// A recorded job: see the server's example `record`.
#[derive(Deserialize)]
struct Recorded {
    total: u64,
    end: i64,
    polls: Vec<RecordedPoll>,
}

#[derive(Deserialize)]
struct RecordedPoll {
    share: u64,
    times: Vec<i64>,
    counts: Vec<u64>,
}

fn recorded() -> Vec<Poll> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recorded");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let jobs = files.iter().map(|file| serde_json::from_slice::<Recorded>(&fs::read(file).unwrap()).unwrap());
    let polls = jobs.flat_map(|Recorded { total, end, polls }| {
        polls.into_iter().map(move |RecordedPoll { share, times, counts }| Poll { share, times, counts, total, end })
    });
    polls.collect()
}

fn synthetic(place: usize, (_, make): Kind) -> Vec<Poll> {
    let jobs = SEEDS.flat_map(|seed| {
        let mut random = Random(seed * 100 + place as u64);
        make(&mut random).polls(&mut random)
    });
    jobs.collect()
}

/// The errors for one poll.
struct Outcome {
    share: u64,
    /// Of the mean since the start, of the mean of 30 s, of the forecast.
    errors: [Error; 3],
    /// Whether the true end is in the range; none if there was no forecast.
    in_range: Option<bool>,
}

fn outcome(poll: &Poll) -> Outcome {
    let now = poll.now();
    let eta = forecast_counter(0, &poll.times, &poll.counts, Some(poll.total), now).and_then(|forecast| forecast.eta);
    let to_go = eta.map(|eta| (eta.likely - now) as f64);
    Outcome {
        share: poll.share,
        errors: [poll.mean_since(0), poll.mean_since(now - 30 * SECOND), to_go].map(|to_go| poll.judge(to_go)),
        in_range: eta.map(|eta| (eta.early..=eta.late).contains(&poll.end)),
    }
}

/// Median and mean error, and the mean factor (as a logarithm) by which the time is too long or too short, each in the
/// order of `Outcome::errors`; then the share of forecasts whose range contains the end, and of polls with a forecast.
struct Summary {
    median: [f64; 3],
    mean: [f64; 3],
    times: [f64; 3],
    in_range: f64,
    answered: f64,
}

fn summary<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Summary {
    let outcomes: Vec<_> = outcomes.collect();
    let len = outcomes.len() as f64;
    let mean = |of: fn(&Error) -> f64| {
        [0, 1, 2].map(|way| outcomes.iter().map(|outcome| of(&outcome.errors[way])).sum::<f64>() / len)
    };
    let median = [0, 1, 2].map(|way| {
        let mut errors: Vec<_> = outcomes.iter().map(|outcome| outcome.errors[way].share).collect();
        errors.sort_by(f64::total_cmp);
        errors[errors.len() / 2]
    });
    let in_range: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.in_range).collect();
    Summary {
        median,
        mean: mean(|error| error.share),
        times: mean(|error| error.times),
        in_range: in_range.iter().filter(|is_in| **is_in).count() as f64 / in_range.len() as f64,
        answered: in_range.len() as f64 / len,
    }
}

fn print(name: &str, Summary { median, mean, in_range, .. }: &Summary) {
    let cells: Vec<_> =
        median.iter().zip(mean).map(|(median, mean)| format!("{:.0} / {:.0}", median * 100.0, mean * 100.0)).collect();
    println!("| {name} | {} | {:.0} |", cells.join(" | "), in_range * 100.0);
}

#[test]
fn the_forecast_beats_both_means_and_its_range_holds() {
    let synthetic = KINDS.into_iter().enumerate().map(|(place, kind)| (kind.0, synthetic(place, kind)));
    let all: Vec<_> = synthetic.chain([("recorded from the simulator", recorded())]).collect();
    let all: Vec<(_, Vec<_>)> = all.iter().map(|(name, polls)| (*name, polls.iter().map(outcome).collect())).collect();

    println!("| error in %, median / mean | mean since the start | mean of 30 s | forecast | range holds, % |");
    println!("|---|--:|--:|--:|--:|");
    for (name, outcomes) in &all {
        print(name, &summary(outcomes.iter()));
    }
    let every = || all.iter().flat_map(|(_, outcomes)| outcomes);
    let shares = SHARES.map(|share| (format!("**all, at {share} %**"), summary(every().filter(|o| o.share == share))));
    for (name, summary) in shares.into_iter().chain([("**all**".to_owned(), summary(every()))]) {
        print(&name, &summary);
        for way in [0, 1] {
            assert!(summary.median[2] < 0.9 * summary.median[way], "{name}: median");
            assert!(summary.mean[2] < 0.9 * summary.mean[way], "{name}: mean");
            assert!(summary.times[2] < 0.9 * summary.times[way], "{name}: times too long or too short");
        }
        assert!((0.7..=0.9).contains(&summary.in_range), "{name}: the range holds in {}", summary.in_range);
        assert!(summary.answered > 0.95, "{name}: there is a forecast in {}", summary.answered);
    }
}
