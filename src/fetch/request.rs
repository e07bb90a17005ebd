//! Sends a request, or takes over one that the page has sent.

use std::{cell::Cell, rc::Rc};

use job_progress_core::error::Error;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Headers, Request, Response};

use super::unreachable;

#[wasm_bindgen(module = "/www/shared/request.js")]
extern "C" {
    /// A GET that bypasses caches, with the page's headers. If it has any, its redirects are not followed;
    /// `was_redirected` makes one that follows redirects within the page's origin. Rejects with a `HeadersError` if the
    /// headers fail or don't arrive before it is aborted; with a `TypeError` if the URL is invalid.
    #[wasm_bindgen(js_name = newRequest)]
    fn new_request(
        url: &str,
        headers: &JsValue,
        credentials: &str,
        signal: &AbortSignal,
        was_redirected: bool,
    ) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(request: &Request) -> Promise;
}

/// Headers and credentials of requests.
#[derive(Clone)]
pub struct Credentials {
    /// The page's headers: an object, or a function that returns one or a promise of one. They are compared by
    /// identity, because their contents may change with each request.
    pub headers: JsValue,
    /// Cookies and the like: `omit`, `same-origin` or `include`.
    pub mode: &'static str,
}

impl Credentials {
    /// Whether both have the identical headers object and the same mode.
    pub fn same(&self, other: &Self) -> bool {
        self.mode == other.mode && js_sys::Object::is(&self.headers, &other.headers)
    }
}

/// Aborts a request on drop, unless it is complete.
pub struct OngoingRequest {
    controller: AbortController,
    complete: Cell<bool>,
}

impl OngoingRequest {
    /// Creates it for a new request.
    ///
    /// # Errors
    /// [`Error::Engine`] where the browser has no `AbortController`.
    pub fn new() -> Result<Rc<Self>, Error> {
        let controller = AbortController::new().map_err(|_| Error::Engine("no AbortController".into()))?;
        Ok(Self::of(controller))
    }

    fn of(controller: AbortController) -> Rc<Self> {
        Rc::new(Self { controller, complete: Cell::new(false) })
    }

    /// Its response has arrived completely.
    pub fn complete(&self) {
        self.complete.set(true);
    }

    /// Aborts the request.
    pub fn abort(&self) {
        self.controller.abort();
    }

    /// Whether it was aborted.
    pub fn is_aborted(&self) -> bool {
        self.controller.signal().aborted()
    }
}

impl Drop for OngoingRequest {
    fn drop(&mut self) {
        if !self.complete.get() {
            self.abort();
        }
    }
}

/// A request for the traces that the page has sent while the wasm was loading: see `www/shared/prefetch.js`.
pub struct Prefetched {
    /// Its URL, as this crate builds it.
    pub url: String,
    /// Aborts it on drop.
    pub ongoing: Rc<OngoingRequest>,
    request: Promise,
    response: Promise,
}

impl Prefetched {
    /// Reads what `www/shared/prefetch.js` hands over: its type `Prefetched`; `None` if it is undefined.
    pub fn read(prefetched: &JsValue) -> Option<Self> {
        let get = |key: &str| Reflect::get(prefetched, &key.into()).ok();
        Some(Self {
            url: get("url")?.as_string()?,
            ongoing: OngoingRequest::of(get("abort")?.unchecked_into()),
            request: get("request")?.unchecked_into(),
            response: get("response")?.unchecked_into(),
        })
    }

    /// The request, the page's headers that were sent, and the response.
    ///
    /// # Errors
    /// The page's headers failed, or the server could not be reached.
    pub async fn response(&self) -> Result<Exchange, Error> {
        let request = JsFuture::from(self.request.clone()).await.map_err(|error| request_error(&error, &self.url))?;
        let request: Request = request.unchecked_into();
        let response = JsFuture::from(self.response.clone()).await.map_err(|_| unreachable(&self.url))?;
        let sent = request.headers();
        Ok((request, sent, response.unchecked_into()))
    }
}

/// A request, the page's headers that were sent, and the response. The request must live until the body is read: in
/// Safari, one that has been garbage-collected can't be aborted any more.
type Exchange = (Request, Headers, Response);

/// Sends a request.
pub async fn send(
    url: &str,
    credentials: &Credentials,
    validator: Option<&str>,
    ongoing: &OngoingRequest,
    was_redirected: bool,
) -> Result<Exchange, Error> {
    let Credentials { headers, mode } = credentials;
    let request = JsFuture::from(new_request(url, headers, mode, &ongoing.controller.signal(), was_redirected));
    let request: Request = request.await.map_err(|error| request_error(&error, url))?.unchecked_into();
    let sent = Headers::new_with_headers(&request.headers()).map_err(|_| Error::Headers)?;
    if let Some(validator) = validator {
        // A validator that can't be a header value is left out; then the response is a full one.
        request.headers().set("If-None-Match", validator).unwrap_or_default();
    }
    let response = JsFuture::from(fetch(&request)).await.map_err(|_| unreachable(url))?;
    Ok((request, sent, response.unchecked_into()))
}

/// The error for an exception of `newRequest`.
fn request_error(error: &JsValue, url: &str) -> Error {
    let name = Reflect::get(error, &"name".into()).unwrap_or_default();
    if name == "HeadersError" { Error::Headers } else { unreachable(url) }
}
