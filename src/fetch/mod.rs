//! One conditional GET by the browser's fetch: the page's headers, a time limit, a size limit, and abort on drop.

mod body;
mod request;
mod retry_after;

use std::{cell::RefCell, rc::Rc};

use job_progress_core::{
    error::{Error, RequestError, ServerMessage},
    response::error_body,
};
use js_sys::{Number, Uint8Array};
use web_sys::Headers;

use self::body::Body;
pub use self::request::{Credentials, OngoingRequest, Prefetched};
use crate::{
    browser::{page, timer::Timer},
    sanitize::sanitize,
};

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
        /// See [`age`].
        age_ms: f64,
    },
    /// 304.
    NotModified {
        /// See [`age`].
        age_ms: f64,
    },
}

/// Sends a GET with `validator` as `If-None-Match`, or takes over a request that the page has sent. Dropping `ongoing`
/// aborts it. `secrets` becomes the page's headers that were sent: what is in them must not be shown of the response.
///
/// # Errors
/// No response, a late one, a status other than 200 and 304, or a body over the limit.
pub async fn get(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    prefetched: Option<&Prefetched>,
    ongoing: &Rc<OngoingRequest>,
    secrets: &RefCell<Option<Headers>>,
) -> Result<FetchResponse, RequestError> {
    // Aborting the request makes every await below fail.
    let _deadline = Timer::new(f64::from(TIMEOUT_SECONDS) * 1000.0, {
        let ongoing = ongoing.clone();
        move || ongoing.abort()
    });
    let in_time = |error: Error| if ongoing.is_aborted() { Error::Timeout { seconds: TIMEOUT_SECONDS } } else { error };
    let mut exchange = match prefetched {
        Some(prefetched) => prefetched.response().await,
        None => request::send(url, credentials, validator, ongoing, false).await,
    };
    // A redirect that was not followed, because the request has headers of the page.
    if matches!(&exchange, Ok((.., response)) if response.status() == 0) {
        exchange = request::send(url, credentials, validator, ongoing, true).await.map_err(|error| match error {
            Error::Network | Error::CrossOrigin => Error::Redirect,
            error => error,
        });
    }
    let (_request, sent, response) = exchange.map_err(in_time)?;
    secrets.replace(Some(sent).filter(|_| credentials.headers.is_truthy()));
    let (status, headers) = (response.status(), response.headers());
    if status == 304 {
        ongoing.complete();
        return Ok(FetchResponse::NotModified { age_ms: age(&headers) });
    }
    let mut body = Body::new(if status == 200 { MAX_BODY_BYTES } else { error_body::MAX_BODY_BYTES });
    let read = body.read(&response).await.map_err(in_time);
    if read.is_ok() {
        ongoing.complete();
    }
    if status == 200 {
        read?;
        return Ok(FetchResponse::Ok {
            body: body.into_bytes(),
            etag: headers.get("ETag").ok().flatten(),
            age_ms: age(&headers),
        });
    }
    // An error status counts even if its body fails to load: a partial body has no message.
    let secrets = secrets.borrow().clone();
    let server = error_body::parse(&body.into_bytes().to_vec(), &|text, max| sanitize(text, max, secrets.as_ref()));
    let retry_after = retry_after::parse(&headers).or(server.retry_after);
    Err(RequestError { error: Error::from_status(status), server: ServerMessage { retry_after, ..server } })
}

/// `Age` (RFC 9111, 5.1) in ms: how long ago the API sent or confirmed what a cache on the way answers with; 0 if
/// script can't read it.
fn age(headers: &Headers) -> f64 {
    let text = headers.get("Age").ok().flatten().unwrap_or_default();
    Some(Number::parse_float(&text) * 1000.0).filter(|age| age.is_finite()).map_or(0.0, |age| age.max(0.0))
}

/// The error of a request that got no response: for another origin, mostly because the browser blocks it.
fn unreachable(url: &str) -> Error {
    if page::is_cross_origin(url) { Error::CrossOrigin } else { Error::Network }
}
