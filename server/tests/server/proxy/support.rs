//! An API that answers by script and counts, and a proxy in front of it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use job_progress_server::http;
use job_progress_server::proxy::{Proxy, ProxyOptions, Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{JOB, Reply, send, wait_for};

pub const KEY: &str = "the-secret-key-of-the-api";
pub const TRACES: &str =
    r#"{"job_id": "job_1", "bucket_seconds": 1.0, "latest_event_at": "2026-04-14T10:15:00.5Z", "points": []}"#;

/// The path of the traces.
pub fn traces(job: &str) -> String {
    format!("/v0.5/batch/jobs/{job}/inputs/progress/traces")
}

/// A server on a thread of its own, until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    pub fn start(app: Router) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), app)
    }

    pub fn at(address: SocketAddr, app: Router) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, bound) = mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind(address).await.unwrap();
                ready.send(listener.local_addr().unwrap()).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                http::serve(listener, app, stopped).await;
            });
            // Answers that are still delayed by a script.
            runtime.shutdown_background();
        });
        Self { address: bound.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A request as the API got it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub target: String,
    pub validator: Option<String>,
    pub authorization: Option<String>,
    pub headers: String,
}

/// What the API answers.
#[derive(Clone, Default)]
pub struct Scripted {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Nothing is sent before this is released.
    pub until: Option<Arc<tokio::sync::Semaphore>>,
}

impl Scripted {
    pub fn new(status: u16, body: &str) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_owned(), until: None }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

type Script = Box<dyn FnMut(&Seen) -> Scripted + Send>;
/// The requests so far, and what is answered.
type Shared = Arc<Mutex<(Vec<Seen>, Script)>>;

/// The API.
pub struct Upstream {
    state: Shared,
    pub server: Running,
}

impl Upstream {
    pub fn start(script: impl FnMut(&Seen) -> Scripted + Send + 'static) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), script)
    }

    pub fn at(address: SocketAddr, script: impl FnMut(&Seen) -> Scripted + Send + 'static) -> Self {
        let state: Shared = Arc::new(Mutex::new((Vec::new(), Box::new(script))));
        let app = Router::new().fallback(respond).with_state(Arc::clone(&state));
        Self { state, server: Running::at(address, app) }
    }

    /// Answers 200 with `etag`, or 304 to a request that has it.
    pub fn tagged(etag: &'static str, body: &'static str) -> Self {
        Self::start(move |seen| match &seen.validator {
            Some(validator) if validator == etag => Scripted::new(304, "").with("etag", etag),
            _ => Scripted::new(200, body).with("etag", etag),
        })
    }

    pub fn answer(&self, script: impl FnMut(&Seen) -> Scripted + Send + 'static) {
        self.state.lock().unwrap().1 = Box::new(script);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().0.clone()
    }

    pub fn count(&self) -> usize {
        self.state.lock().unwrap().0.len()
    }

    pub fn url(&self) -> String {
        format!("http://{}/api/v0.5", self.server.address)
    }
}

async fn respond(State(state): State<Shared>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let header = |name| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let seen = Seen {
        target: head.uri.to_string(),
        validator: header("if-none-match"),
        authorization: header("authorization"),
        headers: format!("{:?}", head.headers),
    };
    let scripted = {
        let mut state = state.lock().unwrap();
        state.0.push(seen.clone());
        (state.1)(&seen)
    };
    if let Some(until) = scripted.until {
        until.acquire().await.unwrap().forget();
    }
    let mut response = Response::builder().status(scripted.status);
    for (name, value) in scripted.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(scripted.body)).unwrap()
}

/// A proxy in front of an API.
pub struct TestProxy {
    _folder: TempDir,
    pub server: Running,
}

impl TestProxy {
    /// All answers are asked for anew (`fresh` is 0), and may be shown for an hour; nobody gets a stale one for impatience.
    pub fn start(upstream: &str) -> Self {
        Self::with(upstream, |_| (), |_| ())
    }

    pub fn with(upstream: &str, options: impl FnOnce(&mut ProxyOptions), change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key");
        fs::write(&key, format!("{KEY}\n")).unwrap();
        let mut all = ProxyOptions {
            upstream: Some(upstream.to_owned()),
            key_file: Some(key),
            fresh: Some(0.0),
            stale: Some(3600.0),
            patience: Some(60.0),
            ..ProxyOptions::default()
        };
        options(&mut all);
        let mut settings = all.settings().unwrap();
        settings.ages.body = Duration::from_secs(3600);
        change(&mut settings);
        let app = Proxy::new(settings).unwrap().router().unwrap();
        Self { _folder: folder, server: Running::start(app) }
    }

    /// Answers are fresh for an hour.
    pub fn fresh(upstream: &str) -> Self {
        Self::with(upstream, |_| (), |settings| settings.ages.fresh = Duration::from_secs(3600))
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        send(method, &format!("http://{}{path}", self.server.address), headers)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[])
    }

    pub fn get_unless(&self, path: &str, validator: &str) -> Reply {
        self.send("GET", path, &[("if-none-match", validator)])
    }

    /// The traces of the example's job.
    pub fn traces(&self) -> Reply {
        self.get(&traces(JOB))
    }
}

/// The program as a process; it is killed if a test fails on the way.
pub struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
    pub url: String,
}

impl Program {
    /// Starts a command whose output is piped, and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = child.stderr.take().map(|mut stderr| {
            thread::spawn(move || {
                let mut log = String::new();
                stderr.read_to_string(&mut log).unwrap();
                log
            })
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_default().to_owned();
        Self { child, stdout, log, url }
    }

    /// Ends it; what it printed since it listens, and its log.
    pub fn end(mut self) -> (String, String) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let log = self.log.take().unwrap().join().unwrap();
        let mut printed = String::new();
        self.stdout.read_to_string(&mut printed).unwrap();
        wait_for("the end", || self.child.try_wait().unwrap());
        (printed, log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The code of the first error in a body.
pub fn code(reply: &Reply) -> String {
    reply.value()["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
}
