//! A week in seconds: a job of 59 hours that fails, is retried a day later and completes, watched for seven days,
//! beside what the usual `setInterval` and `fetch` would have done. `cargo test week -- --nocapture` prints the table.

use job_progress_core::{
    poll::{Action, Availability, Request},
    response::job::Status,
    sanitize::shorten,
    session::{HttpResponse, JobSession, Update},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const WEEK: i64 = 168 * HOUR;

/// Cold start until the first event.
const COLD: i64 = 7 * MINUTE;
const RUN: i64 = 59 * HOUR;
/// When the job is retried.
const RETRY: i64 = 83 * HOUR;
/// ms between two events, but for a silent gap of six minutes in each two hours.
const EVENT: i64 = 40_000;
/// ms from request to answer.
const LATENCY: i64 = 80;
/// 2026-04-13T08:00:00Z, a Monday, in ms since the Unix epoch.
const MONDAY: i64 = 1_776_067_200_000;
/// Each morning the user comes back to the tab.
const MORNINGS: [i64; 6] = [24 * HOUR, 48 * HOUR, 72 * HOUR, 96 * HOUR, 120 * HOUR, 144 * HOUR];

/// The attempt at a time: which one, when it began, and how long it has been going on, at most to its end.
fn attempt(at: i64) -> (u64, i64, i64) {
    if at < RETRY { (0, 0, at.min(RUN)) } else { (1, RETRY, (at - RETRY).min(RUN)) }
}

fn status(at: i64) -> (Status, &'static str) {
    match attempt(at) {
        (_, _, age) if age < COLD => (Status::Waiting, "ADMITTED"),
        (_, _, age) if age < RUN => (Status::Running, "RUNNING"),
        (0, ..) => (Status::Failed, "FAILED"),
        _ => (Status::Completed, "COMPLETED"),
    }
}

/// Events until an age of the attempt, and the age at the last.
fn events(age: i64) -> (i64, i64) {
    let per_block = (120 * MINUTE - 6 * MINUTE) / EVENT;
    let running = age - COLD;
    if running < EVENT {
        return (0, 0);
    }
    let (block, within) = (running / (120 * MINUTE), running % (120 * MINUTE));
    let done = (within / EVENT).min(per_block);
    let last =
        if done > 0 { block * 120 * MINUTE + done * EVENT } else { (block - 1) * 120 * MINUTE + per_block * EVENT };
    (block * per_block + done, COLD + last)
}

/// RFC 3339 with microseconds, as real answers have it.
fn time(ms: i64) -> String {
    let ms = MONDAY + ms;
    let (day, rest) = (ms.div_euclid(24 * HOUR) - MONDAY / (24 * HOUR), ms.rem_euclid(24 * HOUR));
    let (hour, minute) = (rest / HOUR, rest % HOUR / MINUTE);
    format!("2026-04-{:02}T{hour:02}:{minute:02}:{:02}.{:03}818Z", 13 + day, rest % MINUTE / 1000, rest % 1000)
}

fn latest_event_at(at: i64) -> Option<String> {
    let (_, start, age) = attempt(at);
    let (count, last) = events(age);
    (count > 0).then(|| time(start + last))
}

fn traces(at: i64) -> String {
    let (_, start, age) = attempt(at);
    let points: Vec<String> = (1..=100)
        .map(|bucket| {
            let end = age * bucket / 100;
            let (count, _) = events(end);
            format!(
                r#"{{"t":"{}","step":{},"files":{{"completed":{},"failed":0}},"items":{{"inference":{{"success":{count},"failed":{}}}}}}}"#,
                time(start + end), count / 21, count / 21, count / 40
            )
        })
        .collect();
    let latest = latest_event_at(at).map_or("null".into(), |latest| format!("\"{latest}\""));
    format!(
        r#"{{"job_id":"j","bucket_seconds":{},"latest_event_at":{latest},"points":[{}]}}"#,
        age as f64 / 100_000.0,
        points.join(",")
    )
}

fn job(at: i64) -> String {
    let (retries, ..) = attempt(at);
    format!(
        r#"{{"id":"j","status":"{}","retry_count":{retries},"preemption_count":0,"input_progress":{{"pending":250,"processing":0,"completed":0,"failed":0}}}}"#,
        status(at).1
    )
}

#[derive(Debug, Default)]
struct Tally {
    requests: u64,
    bytes: usize,
    decodes: u64,
    redraws: u64,
}

/// What the chart does, and when it knew each change of the status.
fn chart() -> (Tally, Vec<(i64, Status)>, Vec<i64>, JobSession) {
    let mut session = JobSession::new("j".into(), 5_000.0, 1);
    session.set_pixels(800);
    let (mut tally, mut changes, mut sent) = (Tally::default(), Vec::new(), Vec::new());
    let mut mornings = MORNINGS.iter().copied().peekable();
    let mut now = 0;
    while now < WEEK {
        let action = session.next_action(now as f64);
        let until = match action {
            Action::Send(request) => {
                tally.requests += 1;
                sent.push(now);
                let reply = match &request {
                    Request::Traces(Some(sent)) if Some(sent) == latest_event_at(now).as_ref() => {
                        HttpResponse::NotModified
                    }
                    Request::Traces(_) => HttpResponse::Ok { bytes: traces(now).into(), etag: None },
                    _ => HttpResponse::Ok { bytes: job(now).into(), etag: None },
                };
                if let HttpResponse::Ok { bytes, .. } = &reply {
                    tally.bytes += bytes.len();
                }
                now += LATENCY;
                let update = session.handle_response(now as f64, &request, Ok(&reply), &shorten);
                if update == Update::Traces {
                    tally.decodes += 1;
                    tally.redraws += 1;
                }
                let known = session.job().map(|job| job.status());
                if known != changes.last().map(|(_, status)| *status) {
                    changes.extend(known.map(|status| (now, status)));
                }
                continue;
            }
            Action::Wait(ms) => now + ms.ceil() as i64,
            Action::Idle => WEEK,
        };
        match mornings.peek() {
            Some(morning) if *morning <= until => {
                now = *morning;
                session.set_availability(now as f64, Availability { visible: false, ..Availability::FULL });
                session.set_availability(now as f64, Availability::FULL);
                mornings.next();
            }
            _ => now = until,
        }
    }
    (tally, changes, sent, session)
}

/// What `setInterval(() => fetch(url).then((answer) => answer.json()).then(draw), 5000)` does.
fn naive() -> Tally {
    let mut tally = Tally::default();
    // The body hardly changes within a minute, in which it comes twelve times.
    for minute in 0..WEEK / MINUTE {
        tally.requests += 12;
        tally.bytes += 12 * traces(minute * MINUTE).len();
    }
    Tally { decodes: tally.requests, redraws: tally.requests, ..tally }
}

#[test]
fn a_week_of_one_job_costs_little_and_hides_nothing() {
    let (chart, changes, sent, session) = chart();
    let naive = naive();
    println!("\n| 7 days of one job | this chart | every 5 s | ratio |\n|---|--:|--:|--:|");
    for (name, ours, theirs) in [
        ("requests", chart.requests, naive.requests),
        ("kB of bodies", chart.bytes as u64 / 1000, naive.bytes as u64 / 1000),
        ("traces decoded", chart.decodes, naive.decodes),
        ("redraws of data", chart.redraws, naive.redraws),
    ] {
        println!("| {name} | {ours} | {theirs} | {:.3} |", ours as f64 / theirs as f64);
    }

    // Nothing is hidden: each state was known within a minute, or when the user came back.
    let expected = [
        (0, Status::Waiting),
        (COLD, Status::Running),
        (RUN, Status::Failed),
        (96 * HOUR, Status::Running),
        (RETRY + RUN, Status::Completed),
    ];
    assert_eq!(changes.len(), expected.len(), "{changes:?}");
    for ((known, status), (was, expected)) in changes.iter().zip(expected) {
        assert_eq!(*status, expected);
        assert!((was..=was + MINUTE + 2 * LATENCY).contains(known), "{status:?} at {was} was known at {known}");
    }
    let shown = session.traces().unwrap();
    assert_eq!(shown.latest_event_at, latest_event_at(WEEK));
    assert_eq!(shown.series.times.last(), Some(&(MONDAY + RETRY + RUN)), "to the terminal time");
    assert!(session.has_finished());

    // It costs little.
    assert_eq!(chart.decodes, chart.redraws);
    assert!(chart.requests * 8 < naive.requests && chart.redraws * 15 < naive.redraws, "{chart:?}");
    assert!(chart.bytes * 15 < naive.bytes, "{chart:?}");
    let requests = |start: i64, end: i64| sent.iter().filter(|at| (start..end).contains(at)).count();
    for (end, morning) in [(RUN, 72 * HOUR), (RETRY + RUN, 144 * HOUR)] {
        assert_eq!(requests(end + 2 * MINUTE, morning), 0, "it goes quiet until the next morning");
        assert!(requests(morning, morning + MINUTE) >= 2, "then it polls again");
    }
    let gaps = sent.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(gaps.filter(|gap| *gap > 60_000 + 2 * LATENCY).count() <= 4, "and while the job runs it is always polled");
}
