//! Changes a body a little, or a lot.

use job_progress_core::poll::random::Random;

use super::{below, pick};

/// What decoders, clocks, axes and texts stumble over.
const TOKENS: [&str; 44] = [
    "0",
    "-0",
    "-1",
    "1",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "1e309",
    "-1e-400",
    "0.1",
    "1E+2",
    "01",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\u{202e}x\"",
    "\"\u{feff}\"",
    "\"a\u{301}\u{301}\u{301}\"",
    "\"=1+1\"",
    "\"\\r\\n=1\"",
    "\"RUNNING\"",
    "\"COMPLETED\"",
    "\"PREEMPTED\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"9999-12-31T23:59:60.999999999Z\"",
    "\"2026-04-14T10:15:00+23:59\"",
    "\"1970-01-01T00:00:00Z\"",
    "\"2026-02-30T10:15:00Z\"",
    ",",
    ":",
    "}",
    "]",
    "\"",
    "\\",
    "\u{feff}",
    " ",
];

/// Applies one change. `others`: bodies to take parts from.
pub fn mutate(body: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let (from, to) = range(body, random);
    match below(random, 12) {
        0 if !body.is_empty() => {
            let at = below(random, body.len());
            body[at] ^= 1 << below(random, 8);
        }
        1 => insert(body, from, &[below(random, 256) as u8]),
        2 => drop(body.drain(from..to)),
        3 => {
            let part = body[from..to].to_vec();
            for _ in 0..=below(random, 3) {
                insert(body, to, &part);
            }
        }
        4 => body.truncate(from),
        5 => {
            let other = &others[below(random, others.len())];
            let (from_other, to_other) = range(other, random);
            body.splice(from..to, other[from_other..to_other].iter().copied());
        }
        6 => {
            let depth = 1 << below(random, 9);
            insert(body, from, &pick(random, &["[", "{\"a\":", "[{\"a\":["]).as_bytes().repeat(depth));
        }
        7 => insert(body, from, pick(random, &TOKENS).as_bytes()),
        // Values are where most meaning is.
        _ => replace_value(body, random),
    }
    body.truncate(1 << 20);
}

fn insert(body: &mut Vec<u8>, at: usize, part: &[u8]) {
    body.splice(at..at, part.iter().copied());
}

/// A part of a body, mostly a short one.
fn range(body: &[u8], random: &mut Random) -> (usize, usize) {
    let from = below(random, body.len() + 1);
    let longest = pick(random, &[8, 64, 1024]);
    (from, (from + below(random, longest)).min(body.len()))
}

/// Replaces a number, a string or a word by another.
fn replace_value(body: &mut Vec<u8>, random: &mut Random) {
    let starts: Vec<_> = (1..body.len()).filter(|at| b":,[".contains(&body[at - 1])).collect();
    if starts.is_empty() {
        return;
    }
    let start = starts[below(random, starts.len())];
    let is_text = body[start] == b'"';
    let length = body[start + 1..].iter().position(|byte| if is_text { *byte == b'"' } else { b",]}".contains(byte) });
    let end = length.map_or(body.len(), |length| start + 1 + length + usize::from(is_text));
    let value: Vec<u8> = match below(random, 4) {
        0 => format!("{}", (random.unit() * 1e6) as i64 - 100_000).into(),
        1 => {
            let (hour, minute, second) = (below(random, 24), below(random, 60), below(random, 60));
            format!("\"2026-04-{:02}T{hour:02}:{minute:02}:{second:02}Z\"", 1 + below(random, 30)).into()
        }
        _ => pick(random, &TOKENS).into(),
    };
    body.splice(start..end, value);
}
