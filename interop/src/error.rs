//! Errors for JS.

use job_progress_core::error::{Error, RequestError};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::to_js;

/// `ChartErrorDetail` in types.d.ts: the `detail` of an `error` event, and the properties of a thrown `Error`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// The stable code.
    pub code: &'static str,
    /// The message for people.
    pub message: String,
    /// The HTTP status, if it came with one.
    pub status: Option<u16>,
    /// The id under which the server's operators find the error in their logs.
    pub error_uid: Option<String>,
    /// ms until the next try; `None`: no automatic retry.
    pub retry_in_ms: Option<f64>,
    /// The error.
    #[serde(skip)]
    pub error: Error,
}

impl ErrorDetail {
    /// An error, and the time until the next try in ms.
    pub fn new(error: &RequestError, retry_in_ms: Option<f64>) -> Self {
        Self {
            code: error.error.code(),
            message: error.to_string(),
            status: error.error.status(),
            error_uid: error.server.error_uid.clone(),
            retry_in_ms,
            error: error.error.clone(),
        }
    }

    /// An `Error` with these properties.
    pub fn to_js_error(&self) -> JsValue {
        let error = js_sys::Error::new(&self.message);
        Object::assign(error.as_ref(), to_js(self).unchecked_ref()).into()
    }
}

/// An `Error` with the properties of [`ErrorDetail`], to be thrown.
pub fn js_error(error: Error) -> JsValue {
    ErrorDetail::new(&error.into(), None).to_js_error()
}
