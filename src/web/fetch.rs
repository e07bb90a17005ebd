//! One conditional GET by the browser's fetch: headers of the page, time limit, size limit, abort.

use std::{cell::Cell, rc::Rc};

use js_sys::{Array, Date, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit,
    Response,
};

use super::{options, page, timer::Timer};
use crate::{
    error::{Error, Failure},
    response::errors::{self, Said},
    watch::Reply,
};

/// Time for the whole answer: the page's `headers` function, the server, the body and all.
const TIMEOUT_SECONDS: u32 = 10;
/// A thousand points of a hundred kinds are 6 MB; beyond this is a mistake or an attack.
const MAX_BODY_BYTES: usize = 16 << 20;
const TOO_LARGE: Error = Error::TooLarge("more than 16 MB");

/// As whom to ask.
pub struct Credentials {
    /// The page's headers: an object, or a function that gives one, at once or later.
    pub headers: JsValue,
    /// Cookies and the like.
    pub mode: RequestCredentials,
}

/// Sends a GET with `validator` as `If-None-Match`, or takes over one that was `sent` already (see
/// [`Early`](super::options::Early)). Aborting `abort` ends it as [`Error::Network`].
///
/// # Errors
/// No answer, a late one, a status other than 200 and 304, a body over the limit. Never speaks of a header.
pub async fn get(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    abort: &AbortController,
    sent: Option<&Promise>,
) -> Result<Reply, Failure> {
    let late = Rc::new(Cell::new(false));
    let timer = {
        let (late, abort) = (late.clone(), abort.clone());
        Timer::new(f64::from(TIMEOUT_SECONDS) * 1000.0, move || {
            late.set(true);
            abort.abort();
        })
    };
    let answer = exchange(url, credentials, validator, abort, sent).await;
    drop(timer);
    match answer {
        // A status that came in time counts, whatever became of its body.
        Err(failure) if late.get() && failure.error.status().is_none() => {
            Err(Error::Timeout { seconds: TIMEOUT_SECONDS }.into())
        }
        answer => answer,
    }
}

async fn exchange(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    abort: &AbortController,
    sent: Option<&Promise>,
) -> Result<Reply, Failure> {
    let signal = abort.signal();
    let unreachable = |_| if page::is_foreign(url) { Error::CrossOrigin } else { Error::Network };
    let (headers, response) = match sent {
        Some(sent) => {
            let sent = unless_aborted(sent, &signal).await.map_err(unreachable)?;
            let sent: Array = sent.dyn_into().map_err(|_| Error::Headers)?;
            (sent.get(0).unchecked_into(), sent.get(1).unchecked_into())
        }
        None => send(url, credentials, validator, &signal, unreachable).await?,
    };
    let secrets = values(&headers);
    match response.status() {
        200 => {
            let etag = response.headers().get("ETag").ok().flatten();
            let (bytes, end) = read(&response, MAX_BODY_BYTES).await;
            if end.is_err() {
                // Whatever is still on its way is not wanted any more.
                abort.abort();
            }
            end?;
            Ok(Reply::Body { bytes, etag })
        }
        304 => Ok(Reply::NotModified),
        status => {
            // Whole or not: what is no message says nothing.
            let (bytes, _) = read(&response, errors::MAX_BODY_BYTES).await;
            abort.abort();
            let said = errors::read(&bytes, &secrets);
            let retry_after = retry_after(&response.headers()).or(said.retry_after);
            Err(Failure { error: Error::from_status(status), said: Said { retry_after, ..said } })
        }
    }
}

/// Sends a request; gives its headers and the response.
async fn send(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    signal: &AbortSignal,
    unreachable: impl FnOnce(JsValue) -> Error,
) -> Result<(Headers, Response), Failure> {
    let window = web_sys::window().ok_or_else(|| Error::Engine("there is no window".into()))?;
    let headers = unless_aborted(&options::headers(&credentials.headers)?, signal).await.map_err(|_| Error::Headers)?;
    let headers = options::to_headers(headers)?;
    if let Some(validator) = validator {
        // A validator that no header can carry is left out: the answer is whole then.
        headers.set("If-None-Match", validator).unwrap_or_default();
    }
    let init = RequestInit::new();
    init.set_headers_headers(&headers);
    init.set_credentials(credentials.mode);
    // A cache could tell of yesterday, and makes a request wait for a hanging one of the same URL.
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(signal));
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    Ok((headers, response.and_then(JsCast::dyn_into).map_err(unreachable)?))
}

/// What `promise` gives, unless the request is aborted before: a promise of the page may never end.
async fn unless_aborted(promise: &Promise, signal: &AbortSignal) -> Result<JsValue, JsValue> {
    let aborted = Promise::new(&mut |_, reject: Function| {
        if signal.aborted() {
            reject.call0(&JsValue::UNDEFINED).unwrap_or_default();
        }
        signal.set_onabort(Some(&reject));
    });
    let outcome = JsFuture::from(Promise::race(&Array::of2(promise, &aborted))).await;
    signal.set_onabort(None);
    outcome
}

/// The values of all headers.
fn values(headers: &Headers) -> Vec<String> {
    let values = js_sys::try_iter(&headers.values()).ok().flatten();
    values.into_iter().flatten().filter_map(|value| value.ok()?.as_string()).collect()
}

/// `Retry-After` in ms: seconds, or a date by the server's own clock where it tells that (RFC 9110, 10.2.3).
fn retry_after(headers: &Headers) -> Option<f64> {
    let get = |name: &str| headers.get(name).ok().flatten();
    let text = get("Retry-After")?;
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit are as good as for ever.
        return Some(f64::from(text.parse().unwrap_or(u32::MAX)) * 1000.0);
    }
    let now = get("Date").map_or(f64::NAN, |date| Date::parse(&date));
    let ms = Date::parse(text) - if now.is_nan() { Date::now() } else { now };
    (!ms.is_nan()).then_some(ms)
}

/// The body up to `limit` bytes, and whether that was all.
async fn read(response: &Response, limit: usize) -> (Vec<u8>, Result<(), Error>) {
    let mut body = Vec::new();
    let end = read_into(&mut body, response, limit).await;
    (body, end)
}

async fn read_into(body: &mut Vec<u8>, response: &Response, limit: usize) -> Result<(), Error> {
    let Some(stream) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().map_err(|_| Error::Network)?;
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| Error::Network)?;
        let get = |key: &str| Reflect::get(&chunk, &JsValue::from(key)).ok();
        if get("done").is_none_or(|done| done.is_truthy()) {
            return Ok(());
        }
        let Some(bytes) = get("value").and_then(|value| value.dyn_into::<Uint8Array>().ok()) else {
            return Err(Error::Network);
        };
        let start = body.len();
        let end = start + bytes.length() as usize;
        if end > limit {
            return Err(TOO_LARGE);
        }
        body.resize(end, 0);
        if let Some(free) = body.get_mut(start..) {
            bytes.copy_to(free);
        }
    }
}
