//! Responses that a page sets by hand: they go through the same checks as responses of the server.

use std::rc::Rc;

use job_progress_core::{
    error::Error,
    response::{
        job::{self, Job},
        traces,
    },
};
use js_sys::{JSON, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::feed::LatestTraces;

/// Decodes a response of the traces route, an object or its JSON bytes.
///
/// # Errors
/// The response is not what the API documents.
pub fn read_traces(source: &JsValue) -> Result<Rc<LatestTraces>, Error> {
    let bytes = json_bytes(source);
    let traces = Rc::new(traces::decode(&bytes)?);
    Ok(Rc::new(LatestTraces { traces, body: Uint8Array::from(bytes.as_slice()) }))
}

/// Decodes a response of the job route, an object or its JSON bytes.
///
/// # Errors
/// The response is not what the API documents.
pub fn read_job(source: &JsValue) -> Result<Rc<Job>, Error> {
    job::decode(&json_bytes(source)).map(Rc::new)
}

/// The response as a JS value. The body is known to be valid JSON in UTF-8.
pub fn to_object(latest: &LatestTraces) -> JsValue {
    let text = String::from_utf8(latest.body.to_vec()).unwrap_or_default();
    JSON::parse(&text).unwrap_or_default()
}

/// The JSON of an object, or the bytes themselves; empty for a value that can't be JSON.
fn json_bytes(source: &JsValue) -> Vec<u8> {
    if let Some(bytes) = source.dyn_ref::<Uint8Array>() {
        return bytes.to_vec();
    }
    JSON::stringify(source).ok().and_then(|text| text.as_string()).unwrap_or_default().into_bytes()
}
