//! Happenings as rows.

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::plan::{Happening, PlannedInput, Report};
use super::scenario::{MetricsForm, Scenario};
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
    connection.execute("DELETE FROM jobs WHERE id = ?1", [scenario.job_id])?;
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
            "filename": format!("{}_{:05}.{}", input.port_name, number + 1, extension(input.port_name)),
            "num_bytes": input.num_bytes,
        });
        insert.execute(params![id, scenario.job_id, input.port_name, file_id, data.to_string(), at])?;
    }
    Ok(())
}

fn extension(port_name: &str) -> &'static str {
    if port_name == "sensor" { "csv" } else { "mp4" }
}

/// Writes what happened to the scenario's job at `at`.
pub fn write(
    connection: &Connection,
    scenario: &Scenario,
    at: Timestamp,
    happening: &Happening,
) -> Result<(), StoreError> {
    let job = scenario.job_id;
    let update = |assignments: &str| {
        let sql = format!("UPDATE jobs SET updated_at = ?2, {assignments} WHERE id = ?1");
        connection.prepare_cached(&sql)?.execute(params![job, at])
    };
    match happening {
        Happening::Queued { position, depth } => connection
            .prepare_cached("UPDATE jobs SET updated_at = ?2, queue_position = ?3, queue_depth = ?4 WHERE id = ?1")?
            .execute(params![job, at, position, depth])?,
        Happening::Admitted => update("status = 'ADMITTED', queue_position = NULL, queue_depth = NULL")?,
        Happening::Running => update("status = 'RUNNING', started_at = coalesce(started_at, ?2)")?,
        Happening::Preempted => update("status = 'PREEMPTED', preemption_count = preemption_count + 1")?,
        Happening::Completed => update("status = 'COMPLETED', completed_at = ?2")?,
        Happening::Failed { error } => connection
            .prepare_cached(
                "UPDATE jobs SET updated_at = ?2, status = 'FAILED', failed_at = ?2, error = ?3 WHERE id = ?1",
            )?
            .execute(params![job, at, error])?,
        Happening::Cancelled => update("status = 'CANCELLED', cancelled_at = ?2")?,
        Happening::Retried => {
            // The tables keep one attempt: counters start again from nothing, and so does the time axis.
            connection.execute("DELETE FROM job_progress WHERE job_id = ?1", [job])?;
            connection.execute(
                "UPDATE job_inputs SET status = 'pending', completed_at = NULL, error_message = NULL WHERE job_id = ?1",
                [job],
            )?;
            update(
                "status = 'PENDING', retry_count = retry_count + 1, error = NULL, started_at = NULL,
                 completed_at = NULL, failed_at = NULL, cancelled_at = NULL",
            )?
        }
        Happening::InputStarted { input } => connection
            .prepare_cached("UPDATE job_inputs SET status = 'processing' WHERE id = ?1")?
            .execute([input_id(scenario, *input)])?,
        Happening::InputRequeued { input } => connection
            .prepare_cached("UPDATE job_inputs SET status = 'pending' WHERE id = ?1")?
            .execute([input_id(scenario, *input)])?,
        Happening::InputFinished { input, error } => connection
            .prepare_cached(
                "UPDATE job_inputs SET status = iif(?3 IS NULL, 'completed', 'failed'), completed_at = ?2,
                     error_message = ?3 WHERE id = ?1",
            )?
            .execute(params![input_id(scenario, *input), at, error])?,
        Happening::Progress(report) => connection
            .prepare_cached(
                r#"INSERT INTO job_progress (job_id, kind, step, message, metrics, input_id, "index", created_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"#,
            )?
            .execute(params![
                job,
                report.kind,
                report.step,
                message(report),
                metrics(report).to_string(),
                input_id(scenario, report.input),
                report.index,
                at
            ])?,
    };
    Ok(())
}

fn message(report: &Report) -> String {
    let done = report.success + report.failed;
    match report.form {
        MetricsForm::Counted => format!("Processed {done} items"),
        MetricsForm::Measured | MetricsForm::Full => format!("Processing input {done} of {}", report.total),
    }
}

fn metrics(report: &Report) -> Value {
    let Report { success, failed, total, .. } = report;
    let done = success + failed;
    let percent = u64::from(done) * 100 / u64::from(*total).max(1);
    match report.form {
        MetricsForm::Counted => json!({ "success": success, "failed": failed }),
        MetricsForm::Measured => {
            json!({ "percent_complete": percent, "items_processed": done, "items_total": total })
        }
        MetricsForm::Full => json!({
            "success": success, "failed": failed,
            "percent_complete": percent, "items_processed": done, "items_total": total,
        }),
    }
}
