//! Measures a very big job: `cargo run --profile server --example big_job`.
//!
//! Writes 50,000 inputs and 1,000,000 progress entries (then another job of 100,000) into a temporary file, and measures traces,
//! conditional requests and pages of entries, by the same functions as the server.

use std::error::Error;
use std::time::{Duration, Instant};

use job_progress_server::routes::{ConditionalResponse, traces};
use job_progress_server::store::{Page, ProgressFilter, progress, writer};
use job_progress_server::timestamp::Timestamp;
use job_progress_server::validator::IfNoneMatch;
use rusqlite::Connection;

const JOB: &str = "job_2big";
const SMALLER_JOB: &str = "job_2few";
const INPUTS: u32 = 50_000;
const ENTRIES: u32 = 1_000_000;
const SMALLER_ENTRIES: u32 = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let connection = writer(&folder.path().join("big.sqlite3"))?;
    let started = Instant::now();
    fill(&connection, JOB, ENTRIES)?;
    println!("written: {INPUTS} inputs, {ENTRIES} entries in {:.1} s", started.elapsed().as_secs_f64());

    for buckets in [100, 1000] {
        let (time, answer) = best_of(5, || answer(&connection, buckets, &IfNoneMatch::Absent))?;
        let ConditionalResponse::Fresh(tag, json) = answer else { return Err("a 304 without a validator".into()) };
        println!("traces, {buckets} buckets: {:.0} ms, {} bytes", time.as_secs_f64() * 1e3, json.len());
        let validator = IfNoneMatch::parse([tag.to_string().as_bytes()]);
        let (time, answer) = best_of(100, || self::answer(&connection, buckets, &validator))?;
        println!("304, {buckets} buckets: {:.4} ms ({answer:?})", time.as_secs_f64() * 1e3);
    }

    fill(&connection, SMALLER_JOB, SMALLER_ENTRIES)?;
    for (job, entries) in [(SMALLER_JOB, SMALLER_ENTRIES), (JOB, ENTRIES)] {
        let of_kind = entries / 3;
        let input = input_id(job, "00007");
        for (words, offset, kind, input_id) in [
            ("first page", 0, None, None),
            ("page in the middle", entries / 2, None, None),
            ("last page", entries - 1000, None, None),
            ("of a kind, middle", of_kind, Some("inference"), None),
            ("of a kind, last", of_kind * 2 - 1000, Some("inference"), None),
            ("of an input", 0, None, Some(&input)),
            ("of an input and a kind", 0, Some("inference"), Some(&input)),
        ] {
            let filter = ProgressFilter { kind: kind.map(str::to_owned), input_id: input_id.cloned() };
            let page = Page { offset: offset.into(), limit: 1000 };
            let (time, json) = best_of(5, || Ok(serde_json::to_vec(&progress(&connection, job, &filter, page)?)?))?;
            println!("{entries} entries, {words}: {:.1} ms, {} bytes", time.as_secs_f64() * 1e3, json.len());
        }
    }
    Ok(())
}

/// The id of a job's input, as long as the API's.
fn input_id(job: &str, number: &str) -> String {
    format!("{}{number}", job.replacen("job_2", "inp_2abc3def4ghi5jkl6", 1))
}

fn fill(connection: &Connection, job: &str, entries: u32) -> rusqlite::Result<()> {
    let input = input_id(job, "%05d");
    connection.execute_batch(&format!(
        "BEGIN;
         INSERT INTO jobs (id, pipeline_key, status, created_at, updated_at, started_at)
         VALUES ('{job}', 'pipeline', 'RUNNING', 0, 0, 0);
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {INPUTS} - 1)
         INSERT INTO job_inputs (id, job_id, port_name, file_id, status, created_at, completed_at)
         SELECT printf('{input}', i), '{job}', 'video', 'file', 'completed', 0, i * 72000 FROM n;
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {entries} - 1)
         INSERT INTO job_progress (job_id, kind, step, message, metrics, input_id, \"index\", created_at)
         SELECT '{job}', iif(i % 3, 'inference', 'embedding'), i, 'Processing input',
             json_object('success', i / {INPUTS}, 'failed', i % 2),
             printf('{input}', i % {INPUTS}), NULL, i * 3600 FROM n;
         COMMIT;"
    ))
}

fn answer(
    connection: &Connection,
    buckets: u32,
    validator: &IfNoneMatch,
) -> Result<ConditionalResponse, Box<dyn Error>> {
    Ok(traces::respond(connection, JOB, buckets, validator, Timestamp::from_micros(3_600_000_000))?)
}

fn best_of<T>(times: u32, run: impl Fn() -> Result<T, Box<dyn Error>>) -> Result<(Duration, T), Box<dyn Error>> {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..times {
        let started = Instant::now();
        let value = run()?;
        let time = started.elapsed();
        if best.as_ref().is_none_or(|(shortest, _)| time < *shortest) {
            best = Some((time, value));
        }
    }
    best.ok_or_else(|| "nothing was run".into())
}
