//! Connections: HTTP/1.1 with limits that slow and greedy clients run into, and a graceful end.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

/// Connections at a time; further ones wait in the system's queue.
const MAX_CONNECTIONS: usize = 10_000;
/// Size of a request's head, bytes; 431 beyond.
const MAX_HEAD: usize = 32 * 1024;
/// A request's head must be complete within this time. An idle connection is closed after it, too.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// A client that takes no byte of its response for this time is disconnected.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long responses in progress may take at the end.
const GRACE: Duration = Duration::from_secs(20);
/// The pause after a failed accept, for example for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `app` until `stop` resolves; then it accepts no more, and returns when the responses in progress have been
/// sent.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &permits) => accepted,
            () = &mut stop => break,
        };
        let (stream, permit) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIMEOUT));
        let service = TowerToHyperService::new(app.clone());
        let connection = connections.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended with an error");
            }
            drop(permit);
        });
    }
    drop(listener);
    if timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!("some responses were not finished in time");
    }
}

async fn accept(listener: &TcpListener, permits: &Arc<Semaphore>) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, permit))
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Mutex;

    use axum::body::Bytes;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::time::Instant;

    use super::*;

    /// A connection to a server of `app`. The tests' clock goes on when nothing else does.
    async fn connect(app: Router) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, app, pending()));
        TcpStream::connect(address).await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_end_its_request_is_disconnected() {
        let begin = Instant::now();
        let mut client = connect(Router::new()).await;
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").await.unwrap();
        client.read_to_end(&mut Vec::new()).await.unwrap();
        assert!(begin.elapsed() >= HEAD_TIMEOUT, "{:?}", begin.elapsed());
    }

    /// Resolves the other end when it is dropped.
    struct Body(Vec<u8>, #[expect(dead_code, reason = "for its drop")] oneshot::Sender<()>);

    impl AsRef<[u8]> for Body {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_of_its_response_is_disconnected() {
        const SIZE: usize = 64 << 20;
        let begin = Instant::now();
        let (sender, dropped) = oneshot::channel();
        let body = Arc::new(Mutex::new(Some(Bytes::from_owner(Body(vec![0; SIZE], sender)))));
        // The route must not keep it.
        let handler = async move || body.lock().unwrap().take().unwrap_or_default();
        let mut client = connect(Router::new().route("/", get(handler))).await;
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        timeout(2 * WRITE_TIMEOUT, dropped).await.unwrap().unwrap_err();
        assert!(begin.elapsed() >= WRITE_TIMEOUT, "{:?}", begin.elapsed());
        let mut received = Vec::new();
        // The rest is cut off, or the connection is reset.
        let _ = client.read_to_end(&mut received).await;
        assert!(received.len() < SIZE, "{}", received.len());
    }
}
