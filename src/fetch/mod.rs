//! One conditional GET by the browser's fetch: the page's headers, a time limit, a size limit, and abort on drop.

mod body;
mod redact;
mod request;
mod retry_after;

use std::{future::Future, pin::Pin, pin::pin};

use futures_util::future::{Either, select};
use job_progress_core::{
    error::{Error, RequestError, ServerMessage},
    response::error_body,
};
use js_sys::Uint8Array;
use web_sys::Headers;

pub use self::request::{Credentials, OngoingRequest, Prefetched};
use self::{body::Body, redact::Redactor};
use crate::browser::{page, timer::sleep};

/// Time for the whole answer: the page's `headers` function, the server, the body and all.
const TIMEOUT_SECONDS: u32 = 10;
/// A thousand points of a hundred kinds are 6 MB; more is a mistake or an attack.
const MAX_BODY_BYTES: usize = 16 << 20;

/// A good response. The body is outside the wasm's memory: what only passes it on need not copy it.
pub enum FetchResponse {
    /// 200.
    Ok {
        /// The body, decompressed.
        body: Uint8Array,
        /// The `ETag` header, if script may read it.
        etag: Option<String>,
    },
    /// 304.
    NotModified,
}

/// Sends a GET with `validator` as `If-None-Match`, or takes over one that the page has sent already. Dropping `ongoing`
/// aborts it.
///
/// # Errors
/// No response, a late one, a status other than 200 and 304, a body over the limit. Never quotes a header that was sent.
pub async fn get(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    prefetched: Option<&Prefetched>,
    ongoing: &OngoingRequest,
) -> Result<FetchResponse, RequestError> {
    let mut deadline = pin!(sleep(f64::from(TIMEOUT_SECONDS) * 1000.0));
    let exchange = async {
        match prefetched {
            Some(prefetched) => prefetched.response().await,
            None => request::send(url, credentials, validator, ongoing).await,
        }
    };
    let (sent, response) = before(deadline.as_mut(), exchange).await.unwrap_or_else(|| {
        ongoing.abort();
        Err(Error::Timeout { seconds: TIMEOUT_SECONDS })
    })?;
    match response.status() {
        200 => {
            let mut body = Body::new(MAX_BODY_BYTES);
            let read = before(deadline.as_mut(), body.read(&response)).await;
            read.unwrap_or(Err(Error::Timeout { seconds: TIMEOUT_SECONDS })).inspect_err(|_| ongoing.abort())?;
            Ok(FetchResponse::Ok { body: body.into_bytes(), etag: response.headers().get("ETag").ok().flatten() })
        }
        304 => Ok(FetchResponse::NotModified),
        status => {
            let mut body = Body::new(error_body::MAX_BODY_BYTES);
            // A status that came in time counts, whatever became of its body: a part of it is no message.
            if !matches!(before(deadline.as_mut(), body.read(&response)).await, Some(Ok(()))) {
                ongoing.abort();
            }
            let server = redacted(error_body::parse(&body.into_bytes().to_vec()), &sent);
            let retry_after = retry_after::parse(&response.headers()).or(server.retry_after);
            Err(RequestError { error: Error::from_status(status), server: ServerMessage { retry_after, ..server } })
        }
    }
}

/// What `future` gives, unless the deadline passes before.
async fn before<T>(deadline: Pin<&mut impl Future<Output = ()>>, future: impl Future<Output = T>) -> Option<T> {
    match select(deadline, pin!(future)).await {
        Either::Left(_) => None,
        Either::Right((output, _)) => Some(output),
    }
}

/// The server's message without what the page sent in a header: servers quote keys.
fn redacted(server: ServerMessage, sent: &Headers) -> ServerMessage {
    let redactor = Redactor::new(sent);
    let redact = |text: Option<String>| text.map(|text| redactor.redact(&text));
    ServerMessage {
        message: redact(server.message),
        suggestion: redact(server.suggestion),
        error_uid: redact(server.error_uid),
        ..server
    }
}

/// The error of a request that got no response: of another origin it is mostly the browser that refuses.
fn unreachable(url: &str) -> Error {
    if page::is_cross_origin(url) { Error::CrossOrigin } else { Error::Network }
}
