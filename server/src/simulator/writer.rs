//! Writes events as rows.

use rusqlite::{Connection, params};
use serde_json::json;

use super::entry::{entry, filename};
use super::plan::{EventKind, PlannedInput};
use super::scenario::Scenario;
use crate::store::StoreError;
use crate::timestamp::Timestamp;

fn input_id(scenario: &Scenario, input: u32) -> String {
    format!("inp_{}{input:05}", scenario.job_id.trim_start_matches("job_"))
}

/// Replaces the scenario's job, and no other, by a new one that is PENDING with all its inputs.
pub fn begin(
    connection: &Connection,
    scenario: &Scenario,
    inputs: &[PlannedInput],
    at: Timestamp,
) -> Result<(), StoreError> {
    // Rows may be left from a job that was deleted without them.
    for delete in [
        "DELETE FROM job_progress WHERE job_id = ?1",
        "DELETE FROM job_inputs WHERE job_id = ?1",
        "DELETE FROM jobs WHERE id = ?1",
    ] {
        connection.execute(delete, [scenario.job_id])?;
    }
    connection.execute(
        "INSERT INTO jobs (id, name, pipeline_key, status, created_at, updated_at) VALUES (?1, ?2, ?3, 'PENDING', ?4, ?4)",
        params![scenario.job_id, scenario.title, scenario.pipeline_key, at],
    )?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO job_inputs (id, job_id, port_name, file_id, data, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (number, input) in (0..).zip(inputs) {
        let id = input_id(scenario, number);
        let file_id = id.replacen("inp_", "file_", 1);
        let data = json!({
            "filename": filename(input.port_name, number),
            "num_bytes": input.num_bytes,
        });
        insert.execute(params![id, scenario.job_id, input.port_name, file_id, data.to_string(), at])?;
    }
    Ok(())
}

/// Whether the scenario's job exists: other processes may delete it.
pub fn exists(connection: &Connection, scenario: &Scenario) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM jobs WHERE id = ?1")?.exists([scenario.job_id])?)
}

/// Writes an event of the scenario's job at the time `at`.
pub fn write(connection: &Connection, scenario: &Scenario, at: Timestamp, event: &EventKind) -> Result<(), StoreError> {
    let job = scenario.job_id;
    let update = |assignments: &str| {
        let sql = format!("UPDATE jobs SET updated_at = ?2, {assignments} WHERE id = ?1");
        connection.prepare_cached(&sql)?.execute(params![job, at])
    };
    match event {
        EventKind::Queued { position, depth } => connection
            .prepare_cached("UPDATE jobs SET updated_at = ?2, queue_position = ?3, queue_depth = ?4 WHERE id = ?1")?
            .execute(params![job, at, position, depth])?,
        EventKind::Admitted => update("status = 'ADMITTED', queue_position = NULL, queue_depth = NULL")?,
        EventKind::Running => update("status = 'RUNNING', started_at = coalesce(started_at, ?2)")?,
        EventKind::Preempted => update("status = 'PREEMPTED', preemption_count = preemption_count + 1")?,
        EventKind::Completed => update("status = 'COMPLETED', completed_at = ?2")?,
        EventKind::Failed { error, .. } => connection
            .prepare_cached(
                "UPDATE jobs SET updated_at = ?2, status = 'FAILED', failed_at = ?2, error = ?3 WHERE id = ?1",
            )?
            .execute(params![job, at, error])?,
        EventKind::Cancelled => update("status = 'CANCELLED', cancelled_at = ?2")?,
        EventKind::Retried { keeps_progress } => {
            if !keeps_progress {
                connection.execute("DELETE FROM job_progress WHERE job_id = ?1", [job])?;
                connection.execute(
                    "UPDATE job_inputs SET status = 'pending', completed_at = NULL, error_message = NULL
                     WHERE job_id = ?1",
                    [job],
                )?;
            }
            // The time axis starts again in either case.
            update(
                "status = 'PENDING', retry_count = retry_count + 1, error = NULL, started_at = NULL,
                 completed_at = NULL, failed_at = NULL, cancelled_at = NULL",
            )?
        }
        EventKind::InputStarted { input } => connection
            .prepare_cached("UPDATE job_inputs SET status = 'processing' WHERE id = ?1")?
            .execute([input_id(scenario, *input)])?,
        EventKind::InputRequeued { input } => connection
            .prepare_cached(
                "UPDATE job_inputs SET status = 'pending', completed_at = NULL, error_message = NULL WHERE id = ?1",
            )?
            .execute([input_id(scenario, *input)])?,
        EventKind::InputFinished { input, error } => connection
            .prepare_cached(
                "UPDATE job_inputs SET status = iif(?3 IS NULL, 'completed', 'failed'), completed_at = ?2,
                     error_message = ?3 WHERE id = ?1",
            )?
            .execute(params![input_id(scenario, *input), at, error])?,
        EventKind::Progress(report) => {
            let entry = entry(report, scenario.work.port_name(report.input));
            connection
                .prepare_cached(
                    r#"INSERT INTO job_progress
                           (job_id, kind, step, message, metrics, payload, input_id, "index", created_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"#,
                )?
                .execute(params![
                    job,
                    report.kind,
                    report.step,
                    entry.message,
                    entry.metrics.to_string(),
                    entry.payload.to_string(),
                    input_id(scenario, report.input),
                    report.index,
                    at
                ])?
        }
    };
    Ok(())
}
