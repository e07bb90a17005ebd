//! Responses that a page sets by hand: they go through the same checks as responses of the server.

use std::rc::Rc;

use job_progress_core::{
    error::Error,
    json,
    response::{
        job::{self, Job},
        traces,
    },
};
use js_sys::{ArrayBuffer, JSON, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::{feed::LatestTraces, sanitize::sanitize};

/// Decodes a response of the traces route, an object or its JSON bytes.
///
/// # Errors
/// The response is not what the API documents.
pub fn read_traces(source: &JsValue) -> Result<Rc<LatestTraces>, Error> {
    let bytes = json_bytes(source);
    let traces = Rc::new(traces::decode(&bytes)?.sanitized(&without_secrets));
    Ok(Rc::new(LatestTraces { traces, body: Uint8Array::from(bytes.as_slice()) }))
}

/// Decodes a response of the job route, an object or its JSON bytes.
///
/// # Errors
/// The response is not what the API documents.
pub fn read_job(source: &JsValue) -> Result<Rc<Job>, Error> {
    Ok(Rc::new(job::decode(&json_bytes(source))?.sanitized(&without_secrets)))
}

/// What a page sets has no secrets that it does not know.
fn without_secrets(text: &str, max: usize) -> String {
    sanitize(text, max, None)
}

/// The response as a JS value. The body is known to be valid JSON in UTF-8.
pub fn to_object(latest: &LatestTraces) -> JsValue {
    let bytes = latest.body.to_vec();
    JSON::parse(json::to_text(&bytes).unwrap_or_default()).unwrap_or_default()
}

/// The JSON of an object, or the bytes themselves; empty for a value that can't be JSON.
fn json_bytes(source: &JsValue) -> Vec<u8> {
    // Not `instanceof`: they may come from another window.
    if ArrayBuffer::is_view(source) {
        let bytes: &Uint8Array = source.unchecked_ref();
        // A copy of a detached array would throw, through the wasm. It has no length.
        return if bytes.length() == 0 { Vec::new() } else { bytes.to_vec() };
    }
    JSON::stringify(source).ok().and_then(|text| text.as_string()).unwrap_or_default().into_bytes()
}
