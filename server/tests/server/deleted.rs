//! Jobs whose rows are deleted from the file while the server runs.

use job_progress_server::simulator::{SCENARIOS, Settings, Simulator};
use rusqlite::Connection;
use serde_json::Value;

use crate::support::{JOB, TestServer, wait_for};

const TAILS: [&str; 9] = [
    "",
    "/inputs/progress",
    "/inputs/progress?status=completed",
    "/inputs/progress/counts",
    "/inputs/progress/traces",
    "/progress",
    "/progress?kind=inference",
    "/progress?input_id=inp_0&kind=inference",
    "/progress?offset=1&limit=1000",
];

/// Deletes the job as the `sqlite3` shell does: without foreign keys, so that its inputs and entries stay behind.
fn delete_row_alone(server: &TestServer, job: &str) {
    let connection = Connection::open(server.db()).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    assert_eq!(connection.execute("DELETE FROM jobs WHERE id = ?1", [job]).unwrap(), 1);
}

#[test]
fn a_deleted_job_is_not_found_on_every_route() {
    for with_its_rows in [true, false] {
        let server = TestServer::start();
        let rows = server.rows();
        rows.job(JOB, "2026-04-14T10:00:00Z", Some("2026-04-14T10:02:00Z"));
        rows.input(JOB, "inp_0", "completed", Some("2026-04-14T10:13:00Z"));
        rows.entry(JOB, "inference", (Some("inp_0"), None), r#"{"success": 1}"#, "2026-04-14T10:14:00Z");
        let path = |tail: &str| format!("/v0.5/batch/jobs/{JOB}{tail}");
        let tags = TAILS.map(|tail| server.get(&path(tail)).etag());

        if with_its_rows {
            rows.execute("DELETE FROM jobs");
        } else {
            delete_row_alone(&server, JOB);
        }
        for (tail, tag) in TAILS.iter().zip(tags) {
            for reply in
                [server.get(&path(tail)), server.get_unless(&path(tail), &tag), server.get_unless(&path(tail), "*")]
            {
                assert_eq!(reply.status, 404, "{tail}");
                assert_eq!(reply.value()["errors"][0]["code"], "job_not_found", "{tail}");
                assert_eq!(reply.header("etag"), None, "{tail}");
            }
        }
        assert_eq!(server.get("/v0.5/batch/jobs").value()["total"], 0);
    }
}

#[test]
fn a_simulated_job_that_is_deleted_stays_away_and_the_others_go_on() {
    let server = TestServer::start();
    let settings = |names: &[&str], speed: f64| Settings {
        scenarios: SCENARIOS.iter().filter(|scenario| names.contains(&scenario.name)).collect(),
        speed,
        seed: 1,
        head_start: 100,
        repeat: false,
    };
    let path = |name: &str| {
        let id = SCENARIOS.iter().find(|scenario| scenario.name == name).unwrap().job_id;
        format!("/v0.5/batch/jobs/{id}")
    };
    let simulator = Simulator::start(&server.db(), settings(&["mixed", "clean", "single"], 500.0)).unwrap();
    let rows = server.rows();
    rows.0.execute("DELETE FROM jobs WHERE id = ?1", [path("clean").rsplit_once('/').unwrap().1]).unwrap();
    delete_row_alone(&server, path("single").rsplit_once('/').unwrap().1);
    let end = wait_for("the end of the mixed job", || {
        let job: Value = server.get(&path("mixed")).value();
        Some(job).filter(|job| job["status"] == "COMPLETED")
    });
    assert_eq!(end["input_progress"]["completed"], 23);
    for name in ["clean", "single"] {
        assert_eq!(server.get(&path(name)).status, 404);
    }
    simulator.stop();

    // Rows that were left do not prevent their next start.
    Simulator::start(&server.db(), settings(&["clean", "single"], 0.001)).unwrap().stop();
    for name in ["clean", "single"] {
        assert_eq!(server.get(&path(name)).value()["status"], "RUNNING");
    }
}
