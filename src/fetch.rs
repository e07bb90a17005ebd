//! What came of one conditional GET by the browser's fetch, judged: its limits, and what its failures mean.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::page;
use job_progress_core::{error::{Error, Failure}, poll::Request, response::errors::{self, Said}, watch::Reply};

/// Time for the whole answer: the page's `headers` function, the server, the body and all.
const TIMEOUT_SECONDS: u32 = 10;
/// A thousand points of a hundred kinds are 6 MB; beyond this is a mistake or an attack.
const MAX_BODY_BYTES: usize = 16 << 20;
const TOO_LARGE: Error = Error::TooLarge("more than 16 MB");

/// How an answer ended, if not well; `network.js` knows the same numbers.
const HEADERS: u32 = 2;
const LATE: u32 = 3;
const LARGE: u32 = 4;

/// As whom to ask.
pub struct Credentials {
    /// The page's headers: an object, or a function that gives one, at once or later.
    pub headers: JsValue,
    /// Cookies and the like: `omit`, `same-origin` or `include`.
    pub mode: &'static str,
}

#[wasm_bindgen(module = "/src/network.js")]
extern "C" {
    #[wasm_bindgen(js_name = get)]
    fn start(
        url: &str,
        validator: Option<&str>,
        headers: &JsValue,
        credentials: &str,
        early: &JsValue,
        ms: u32,
        limit: usize,
        error_limit: usize,
    ) -> JsValue;
}

/// Sends a GET with `validator` as `If-None-Match`, or takes over one that the page has sent `early`, if it is the same.
/// Gives what [`Line::follow`](super::feed::Line) wants.
pub fn get(url: &str, validator: Option<&str>, credentials: &Credentials, early: &JsValue) -> JsValue {
    let Credentials { headers, mode } = credentials;
    let ms = TIMEOUT_SECONDS * 1000;
    start(url, validator, headers, mode, early, ms, MAX_BODY_BYTES, errors::MAX_BODY_BYTES)
}

/// What came of a request.
pub struct Answer {
    /// The HTTP status; 0 without a response.
    pub status: u32,
    /// 0 if it came to its end.
    pub end: u32,
    /// What came of the body; of a refusal without what was sent in a header.
    pub body: Uint8Array,
    /// The `ETag` header, if script may read it, a text.
    pub etag: JsValue,
    /// What the headers ask to wait in ms; NaN if they don't.
    pub retry_after: f64,
}

impl Answer {
    /// What it means. A page of entries stays out of the wasm's memory: who wants it reads it.
    ///
    /// # Errors
    /// No answer, a late one, a status other than 200 and 304, a body over the limit. Never speaks of a header.
    pub fn judge(&self, request: &Request, url: &str) -> Result<Reply, Failure> {
        let error = match (self.status, self.end) {
            (200, 0) => {
                let bytes = if *request == Request::Entries { Vec::new() } else { self.body.to_vec() };
                return Ok(Reply::Body { bytes, etag: self.etag.as_string() });
            }
            (304, 0) => return Ok(Reply::NotModified),
            (0 | 200 | 304, HEADERS) => Error::Headers,
            (0 | 200 | 304, LATE) => Error::Timeout { seconds: TIMEOUT_SECONDS },
            (0 | 200 | 304, LARGE) => TOO_LARGE,
            (0, _) if page::is_foreign(url) => Error::CrossOrigin,
            (0 | 200 | 304, _) => Error::Network,
            // A status that came in time counts, whatever became of its body: what is no message says nothing.
            (status, _) => {
                let said = errors::read(&self.body.to_vec());
                let retry_after = Some(self.retry_after).filter(|ms| !ms.is_nan()).or(said.retry_after);
                let error = Error::from_status(status as u16);
                return Err(Failure { error, said: Said { retry_after, ..said } });
            }
        };
        Err(error.into())
    }
}
