//! A server in this process, its database, and a client.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use job_progress_server::access_log::AccessLog;
use job_progress_server::app::app;
use job_progress_server::http;
use job_progress_server::store::{Store, writer};
use job_progress_server::timestamp::Timestamp;
use rusqlite::{Connection, params};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The id of the API's own examples.
pub const JOB: &str = "job_2abc3def4ghi5jkl6mno7pqr";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A response.
pub struct Reply {
    pub status: u16,
    headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn headers(&self) -> &ureq::http::HeaderMap {
        &self.headers
    }

    pub fn etag(&self) -> String {
        self.header("etag").unwrap().to_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    pub fn value(&self) -> Value {
        self.json()
    }
}

/// Sends a request.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)]) -> Reply {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(Duration::from_secs(30))).build().new_agent();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = agent.run(request.body(()).unwrap()).unwrap();
    let (parts, mut body) = response.into_parts();
    Reply { status: parts.status.as_u16(), headers: parts.headers, body: body.read_to_vec().unwrap() }
}

/// A server that stops when it is dropped.
pub struct TestServer {
    pub folder: TempDir,
    pub address: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    pub fn start() -> Self {
        Self::with_mounts(&[])
    }

    /// `mounts` are (prefix, folder).
    pub fn with_mounts(mounts: &[(&str, &Path)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(&folder.path().join("jobs.sqlite3")).unwrap());
        let log = Arc::new(AccessLog::open(&folder.path().join("access.log")).unwrap());
        let mounts: Vec<_> =
            mounts.iter().map(|(prefix, folder)| format!("{prefix}={}", folder.display()).parse().unwrap()).collect();
        let app = app(store, &mounts, Some(log)).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, address) = mpsc::channel();
        let thread = thread::spawn(move || {
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(
                async {
                    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                    ready.send(listener.local_addr().unwrap().to_string()).unwrap();
                    let stopped = async {
                        let _ = stopped.await;
                    };
                    http::serve(listener, app, stopped).await;
                },
            );
        });
        Self { folder, address: address.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    pub fn db(&self) -> PathBuf {
        self.folder.path().join("jobs.sqlite3")
    }

    pub fn log(&self) -> PathBuf {
        self.folder.path().join("access.log")
    }

    pub fn rows(&self) -> Rows {
        Rows(writer(&self.db()).unwrap())
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[])
    }

    /// GET with this `If-None-Match`.
    pub fn get_unless(&self, path: &str, validator: &str) -> Reply {
        self.send("GET", path, &[("if-none-match", validator)])
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        send(method, &format!("http://{}{path}", self.address), headers)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes the rows of a job.
pub struct Rows(pub Connection);

impl Rows {
    pub fn execute(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    /// A running job.
    pub fn job(&self, id: &str, created_at: &str, started_at: Option<&str>) {
        self.0
            .execute(
                "INSERT INTO jobs (id, name, pipeline_key, status, created_at, updated_at, started_at)
                 VALUES (?1, 'A job', 'a-pipeline', iif(?3 IS NULL, 'PENDING', 'RUNNING'), ?2, ?2, ?3)",
                params![id, at(created_at), started_at.map(at)],
            )
            .unwrap();
    }

    pub fn completed(&self, job: &str, when: &str) {
        self.0
            .execute(
                "UPDATE jobs SET status = 'COMPLETED', completed_at = ?2, updated_at = ?2 WHERE id = ?1",
                params![job, at(when)],
            )
            .unwrap();
    }

    /// An input of the port `video`, finished at `finished_at` if there is one.
    pub fn input(&self, job: &str, id: &str, status: &str, finished_at: Option<&str>) {
        self.0
            .execute(
                "INSERT INTO job_inputs (id, job_id, port_name, file_id, data, status, created_at, completed_at)
                 VALUES (?1, ?2, 'video', 'file_1', '{\"filename\":\"a.mp4\",\"num_bytes\":5}', ?3, 0, ?4)",
                params![id, job, status, finished_at.map(at)],
            )
            .unwrap();
    }

    /// A progress entry; returns its id.
    pub fn entry(&self, job: &str, kind: &str, source: (Option<&str>, Option<i64>), metrics: &str, when: &str) -> i64 {
        self.0
            .execute(
                r#"INSERT INTO job_progress (job_id, kind, step, metrics, input_id, "index", created_at)
                   VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)"#,
                params![job, kind, metrics, source.0, source.1, at(when)],
            )
            .unwrap();
        self.0.last_insert_rowid()
    }
}

/// Waits until `ready` returns a value; fails after a minute.
pub fn wait_for<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited a minute for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
