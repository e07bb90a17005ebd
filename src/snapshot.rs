//! The parts of what a page can know of a chart. What the members mean is in types.d.ts.

use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};

use super::value::{Value, object};
use job_progress_core::{error::Failure, forecast::Eta, plot::{
        kinds::{KindSelection, VisibleKind},
        layout::Panels,
    }, series::{Series, last}};

/// An error as an event tells it.
#[derive(Debug)]
pub struct ErrorDetail {
    /// What it was.
    pub failure: Failure,
    /// When it is tried again, in ms; `None`: not by itself.
    pub retry_in_ms: Option<f64>,
}

impl ErrorDetail {
    /// Tells an error.
    pub fn new(failure: &Failure, retry_in_ms: Option<f64>) -> Self {
        Self { failure: failure.clone(), retry_in_ms }
    }

    /// As an `Error` of JS with these properties.
    pub fn to_error(&self) -> JsValue {
        let error = js_sys::Error::new(&self.failure.message());
        Object::assign(error.as_ref(), Value::from(self).to_js().unchecked_ref()).into()
    }
}

impl From<&ErrorDetail> for Value {
    fn from(ErrorDetail { failure, retry_in_ms }: &ErrorDetail) -> Self {
        object! {
            "code": failure.error.code(),
            "message": failure.message(),
            "status": failure.error.status().map(f64::from),
            "errorUid": failure.said.error_uid.as_deref(),
            "retryInMs": *retry_in_ms,
        }
    }
}

impl From<&Eta> for Value {
    fn from(Eta { early, likely, late }: &Eta) -> Self {
        object! { "early": *early, "likely": *likely, "late": *late, }
    }
}

impl From<Panels> for Value {
    fn from(Panels { files, items }: Panels) -> Self {
        object! { "files": files, "items": items, }
    }
}

/// The counters of the kinds at a point.
pub fn kinds(series: &Series, chosen: &KindSelection, at: usize) -> Value {
    let count = |kind: VisibleKind| {
        object! {
            "key": kind.key(),
            "name": kind.name,
            "color": kind.color,
            "success": last(&kind.success),
            "failed": last(&kind.failed),
        }
    };
    Value::List(chosen.slice(series, at..at + 1).into_iter().map(count).collect())
}
