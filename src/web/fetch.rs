//! One conditional GET by the browser's fetch: time limit, size limit, abort.

use std::{cell::Cell, rc::Rc};

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestCredentials, RequestInit, Response};

use super::timer::Timer;
use crate::error::Error;

/// Time for the whole answer, body and all.
const TIMEOUT_SECONDS: u32 = 10;
/// A thousand points of a hundred kinds are 6 MB; beyond this is a mistake or an attack.
const MAX_BODY_BYTES: usize = 16 << 20;

/// An answer that can be used.
pub enum Answer {
    /// 200.
    Fresh {
        /// The decompressed body.
        body: Vec<u8>,
        /// The `ETag` header, where script may read it.
        etag: Option<String>,
    },
    /// 304.
    NotModified,
}

/// Sends a GET with `validator` as `If-None-Match`. Aborting `abort` ends it as [`Error::Network`].
///
/// # Errors
/// No answer, a late one, a status other than 200 and 304, a body over the limit. Never speaks of a header.
pub async fn get(
    url: &str,
    headers: &Headers,
    credentials: RequestCredentials,
    validator: Option<&str>,
    abort: &AbortController,
) -> Result<Answer, Error> {
    if let Some(validator) = validator {
        // A validator that no header can carry is left out: the answer is whole then.
        headers.set("If-None-Match", validator).unwrap_or_default();
    }
    let late = Rc::new(Cell::new(false));
    let timer = {
        let (late, abort) = (late.clone(), abort.clone());
        Timer::new(f64::from(TIMEOUT_SECONDS) * 1000.0, move || {
            late.set(true);
            abort.abort();
        })
    };
    let answer = exchange(url, headers, credentials, abort).await;
    drop(timer);
    if late.get() { Err(Error::Timeout { seconds: TIMEOUT_SECONDS }) } else { answer }
}

async fn exchange(
    url: &str,
    headers: &Headers,
    credentials: RequestCredentials,
    abort: &AbortController,
) -> Result<Answer, Error> {
    let window = web_sys::window().ok_or_else(|| Error::Engine("there is no window".into()))?;
    let init = RequestInit::new();
    init.set_headers_headers(headers);
    init.set_credentials(credentials);
    init.set_signal(Some(&abort.signal()));
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(url, &init))
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_| Error::Network)?;
    match response.status() {
        200 => {
            let etag = response.headers().get("ETag").ok().flatten();
            let body = read(&response).await;
            if body.is_err() {
                // Whatever is still on its way is not wanted any more.
                abort.abort();
            }
            Ok(Answer::Fresh { body: body?, etag })
        }
        304 => Ok(Answer::NotModified),
        status => {
            abort.abort();
            Err(Error::from_status(status))
        }
    }
}

async fn read(response: &Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else { return Ok(body) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().map_err(|_| Error::Network)?;
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| Error::Network)?;
        let get = |key: &str| Reflect::get(&chunk, &JsValue::from(key)).ok();
        if get("done").is_none_or(|done| done.is_truthy()) {
            return Ok(body);
        }
        let Some(bytes) = get("value").and_then(|value| value.dyn_into::<Uint8Array>().ok()) else {
            return Err(Error::Network);
        };
        let start = body.len();
        let end = start + bytes.length() as usize;
        if end > MAX_BODY_BYTES {
            return Err(Error::TooLarge("more than 16 MB"));
        }
        body.resize(end, 0);
        if let Some(free) = body.get_mut(start..) {
            bytes.copy_to(free);
        }
    }
}
