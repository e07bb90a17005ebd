//! Measures the proxy under load, on loopback: `cargo run --profile server --package job-progress-server --example proxy_load`,
//! after `cargo build --profile server --package job-progress-server`.
//!
//! Proxy and bare handler are processes of their own; the viewers and the API are this one. Each viewer has a connection, and sends
//! one request per second with the validator of its last response.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use job_progress_server::http;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{interval_at, sleep};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const KEY: &str = "the-key-of-the-load-test";
const VIEWERS: usize = 1000;
const SECOND: Duration = Duration::from_secs(1);

/// The API: the requests that it got, and how long it takes.
#[derive(Default)]
struct Api {
    requests: AtomicU64,
    delay_ms: AtomicU64,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    if std::env::args().nth(1).as_deref() == Some("bare") {
        return bare().await;
    }
    let api = Arc::new(Api::default());
    let mut upstream = Upstream::start(&api, "127.0.0.1:0").await?;
    let address = upstream.address.clone();
    let mut bare = Server::start(Command::new(std::env::current_exe()?).arg("bare"))?;
    let program = std::env::current_exe()?.with_file_name("../job-progress-server");
    let options = ["proxy", "--listen", "127.0.0.1:0", "--stale", "6", "--log-level", "warn"];
    let mut proxy = Server::start(
        Command::new(program)
            .args(options)
            .args(["--upstream", &format!("http://{address}/v0.5")])
            .env("ATAI_API_KEY", KEY)
            .stderr(Stdio::null()),
    )?;

    println!("{VIEWERS} viewers of one job, once a second");
    load("  bare axum handler", &bare.address, 1, 20, &api, None).await?;
    load("  proxy", &proxy.address, 1, 20, &api, Some(&proxy)).await?;
    println!("{VIEWERS} viewers of {VIEWERS} jobs, once a second");
    load("  bare axum handler", &bare.address, VIEWERS, 10, &api, None).await?;
    load("  proxy", &proxy.address, VIEWERS, 10, &api, Some(&proxy)).await?;
    println!("an API that takes 2 s, {VIEWERS} viewers of one job");
    load("  proxy, before", &proxy.address, 1, 3, &api, Some(&proxy)).await?;
    api.delay_ms.store(2000, Ordering::Relaxed);
    load("  proxy", &proxy.address, 1, 15, &api, Some(&proxy)).await?;
    api.delay_ms.store(0, Ordering::Relaxed);
    println!("an API that is dead for 12 s, {VIEWERS} viewers of 100 jobs, second by second");
    load("  before", &proxy.address, 100, 3, &api, Some(&proxy)).await?;
    upstream.stop().await;
    let viewers = tokio::spawn(viewers(proxy.address.clone(), 100, 24));
    sleep(12 * SECOND).await;
    api.requests.store(0, Ordering::Relaxed);
    upstream = Upstream::start(&api, &address).await?;
    let mut returned = Vec::new();
    for _ in 0..12 {
        sleep(SECOND).await;
        returned.push(api.requests.swap(0, Ordering::Relaxed));
    }
    let answers = viewers.await??;
    for second in 0..24 {
        let of_second = answers.iter().filter(|answer| answer.second == second);
        let mut counts = BTreeMap::new();
        for answer in of_second {
            let kind =
                if answer.status < 400 && answer.age > 1 { "stale".to_owned() } else { answer.status.to_string() };
            *counts.entry(kind).or_insert(0) += 1;
        }
        println!("  {second:2} s: {counts:?}");
    }
    println!("  requests to the API in each second after its return: {returned:?}");
    println!("memory of the proxy at the end: {} MB", proxy.memory_mb());
    upstream.stop().await;
    proxy.child.kill()?;
    bare.child.kill()?;
    Ok(())
}

/// One line of figures.
async fn load(title: &str, address: &str, jobs: usize, seconds: u64, api: &Api, proxy: Option<&Server>) -> Outcome<()> {
    api.requests.store(0, Ordering::Relaxed);
    let before = proxy.map(Server::memory_mb);
    let answers = viewers(address.to_owned(), jobs, seconds).await?;
    let requests = api.requests.load(Ordering::Relaxed);
    let mut times: Vec<_> = answers.iter().map(|answer| answer.time).collect();
    times.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = (times.len() as f64 * share) as usize;
        times.get(index.min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    let mut counts = BTreeMap::new();
    for answer in &answers {
        *counts.entry(answer.status).or_insert(0) += 1;
    }
    let mut line = format!("{title}: p50 {:.2} ms, p99 {:.2} ms, max {:.1} ms, {counts:?}", at(0.5), at(0.99), at(1.0));
    if let (Some(proxy), Some(before)) = (proxy, before) {
        let rate = requests as f64 / seconds as f64;
        line += &format!(", {rate:.2} requests/s to the API, memory {before} → {} MB", proxy.memory_mb());
    }
    println!("{line}");
    Ok(())
}

struct Answer {
    second: u64,
    status: u16,
    age: u64,
    time: Duration,
}

/// All viewers, for some seconds.
async fn viewers(address: String, jobs: usize, seconds: u64) -> Outcome<Vec<Answer>> {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..VIEWERS)
        .map(|number| {
            let address = address.clone();
            tokio::spawn(async move {
                // Spread over the second.
                let start = begun + SECOND.mul_f64(number as f64 / VIEWERS as f64);
                view(&address, number % jobs, start, begun, seconds).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.extend(task.await??);
    }
    Ok(answers)
}

async fn view(address: &str, job: usize, start: Instant, begun: Instant, seconds: u64) -> Outcome<Vec<Answer>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut clock = interval_at(start.into(), SECOND);
    let mut validator = String::new();
    let mut answers = Vec::new();
    let mut buffer = Vec::new();
    for _ in 0..seconds {
        clock.tick().await;
        let request = format!(
            "GET /v0.5/batch/jobs/job_{job}/inputs/progress/traces?buckets=100 HTTP/1.1\r\nhost: localhost\r\n{validator}\r\n"
        );
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let head = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break buffer.drain(..end + 4).collect::<Vec<_>>();
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the connection was closed".into());
            }
        };
        let head = String::from_utf8(head)?;
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name).map(str::trim));
        let status = head.get(9..12).unwrap_or_default().parse()?;
        let length = if status == 304 { 0 } else { header("content-length:").unwrap_or("0").parse()? };
        while buffer.len() < length {
            stream.read_buf(&mut buffer).await?;
        }
        buffer.drain(..length);
        let age = header("age:").unwrap_or("0").parse()?;
        answers.push(Answer { second: begun.elapsed().as_secs(), status, age, time: sent.elapsed() });
        if let Some(etag) = header("etag:") {
            validator = format!("if-none-match: {etag}\r\n");
        }
    }
    Ok(answers)
}

/// Traces of about 15 kB that change every two seconds.
fn answer(request: &Request) -> Response {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 2;
    let etag = format!("\"{now}\"");
    if request.headers().get(IF_NONE_MATCH).is_some_and(|sent| sent == etag.as_str()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    let point = r#"{"t": "2026-04-14T10:15:00Z", "step": 9, "files": {"completed": 8, "failed": 1}, "items": {"inference": {"success": 478, "failed": 12}}}"#;
    let points = vec![point; 100].join(", ");
    let body =
        format!(r#"{{"job_id": "job_1", "bucket_seconds": 30.0, "latest_event_at": "{now}", "points": [{points}]}}"#);
    ([(ETAG, etag), (CONTENT_TYPE, "application/json".to_owned())], body).into_response()
}

struct Upstream {
    address: String,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Upstream {
    async fn start(api: &Arc<Api>, address: &str) -> Outcome<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?.to_string();
        let api = Arc::clone(api);
        let app = Router::new().fallback(move |request: Request| async move {
            api.requests.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(api.delay_ms.load(Ordering::Relaxed))).await;
            answer(&request)
        });
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(http::serve(listener, app, async {
            let _ = stopped.await;
        }));
        Ok(Self { address, stop, task })
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// What a handler without a proxy costs.
async fn bare() -> Outcome<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let app = Router::new().fallback(|request: Request| async move { answer(&request) });
    http::serve(listener, app, std::future::pending()).await;
    Ok(())
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(command: &mut Command) -> Outcome<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no stdout")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").ok_or("it does not listen")?.to_owned();
        Ok(Self { child, address })
    }

    /// Resident memory, MB; 0 where the system does not tell.
    fn memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
    }
}
