//! Errors as JS sees them.

use job_progress_core::error::{Error, RequestError};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::to_js;

/// `ChartErrorDetail` of the types: what an event tells of an error, and the properties of an `Error` that is thrown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// The stable code.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The HTTP status, if it came with one.
    pub status: Option<u16>,
    /// By which the server's operators find the case.
    pub error_uid: Option<String>,
    /// When it is tried again, in ms; `None`: not by itself.
    pub retry_in_ms: Option<f64>,
    /// What went wrong.
    #[serde(skip)]
    pub error: Error,
}

impl ErrorDetail {
    /// An error, and when what failed is tried again.
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
