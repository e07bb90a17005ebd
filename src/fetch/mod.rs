//! One conditional GET by the browser's fetch: the page's headers, a time limit, a size limit, and abort on drop.

mod body;
mod redact;
mod request;
mod retry_after;

use std::rc::Rc;

use job_progress_core::{
    error::{Error, RequestError, ServerMessage},
    response::error_body,
};
use js_sys::Uint8Array;

pub use self::request::{Credentials, OngoingRequest, Prefetched};
use self::{body::Body, redact::Redactor};
use crate::browser::{page, timer::Timer};

/// Time limit of a whole request, including the page's `headers` function and the body.
const TIMEOUT_SECONDS: u32 = 10;
/// A thousand points of a hundred kinds are 6 MB; a larger body is a mistake or an attack.
const MAX_BODY_BYTES: usize = 16 << 20;

/// A good response. The body is outside the wasm's memory, so passing it on needs no copy.
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

/// Sends a GET with `validator` as `If-None-Match`, or takes over a request that the page has sent. Dropping `ongoing`
/// aborts it.
///
/// # Errors
/// No response, a late one, a status other than 200 and 304, or a body over the limit. What the page sent in a header is
/// redacted.
pub async fn get(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    prefetched: Option<&Prefetched>,
    ongoing: &Rc<OngoingRequest>,
) -> Result<FetchResponse, RequestError> {
    // Aborting the request makes every await below fail.
    let _deadline = Timer::new(f64::from(TIMEOUT_SECONDS) * 1000.0, {
        let ongoing = ongoing.clone();
        move || ongoing.abort()
    });
    let in_time = |error: Error| if ongoing.is_aborted() { Error::Timeout { seconds: TIMEOUT_SECONDS } } else { error };
    let exchange = match prefetched {
        Some(prefetched) => prefetched.response().await,
        None => request::send(url, credentials, validator, ongoing).await,
    };
    let (sent, response) = exchange.map_err(in_time)?;
    let (status, headers) = (response.status(), response.headers());
    if status == 304 {
        return Ok(FetchResponse::NotModified);
    }
    let mut body = Body::new(if status == 200 { MAX_BODY_BYTES } else { error_body::MAX_BODY_BYTES });
    let read = body.read(&response).await.map_err(in_time);
    if read.is_err() {
        ongoing.abort();
    }
    if status == 200 {
        read?;
        return Ok(FetchResponse::Ok { body: body.into_bytes(), etag: headers.get("ETag").ok().flatten() });
    }
    // An error status counts even if its body fails to load: a partial body has no message.
    let redactor = Redactor::new(&sent);
    let server = error_body::parse(&body.into_bytes().to_vec(), |text| redactor.redact(text));
    let retry_after = retry_after::parse(&headers).or(server.retry_after);
    Err(RequestError { error: Error::from_status(status), server: ServerMessage { retry_after, ..server } })
}

/// The error of a request that got no response: for another origin, mostly because the browser blocks it.
fn unreachable(url: &str) -> Error {
    if page::is_cross_origin(url) { Error::CrossOrigin } else { Error::Network }
}
