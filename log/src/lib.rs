//! `EntryLog` and `EntryExport`: a job's entries for pages that ask for them themselves. No request is made here.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use js_sys::JSON;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use job_progress_core::{
    entries::{
        export::{Export, Format},
        log::Log,
    },
    error::Error,
};
use job_progress_interop::js_error;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// The entries of a job that somebody looks at. Rows are numbered from the oldest: first what was kept from before a
/// retry that took the entries off the server, then the server's list.
#[wasm_bindgen]
pub struct EntryLog(RefCell<Log>);

#[wasm_bindgen]
impl EntryLog {
    /// Entries of a job, all or those of a kind and/or an input.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = jobId)] job_id: &str,
        kind: Option<String>,
        #[wasm_bindgen(js_name = inputId)] input_id: Option<String>,
    ) -> Self {
        Self(RefCell::new(Log::new(job_id, kind.as_deref(), input_id.as_deref())))
    }

    /// Which rows somebody looks at, at most 1500: those are asked for and kept. If they reach the end, new ones are
    /// asked for by page, else only counted.
    pub fn look(&self, first: f64, count: f64) {
        // Casts saturate and turn NaN into 0.
        self.0.borrow_mut().look(first as u64, count as u64);
    }

    /// There may be new entries, or somebody wants to try again.
    pub fn stir(&self) {
        self.0.borrow_mut().stir();
    }

    /// Where the job stands: entries before `startedAt` (ms) of an attempt after a retry are marked `earlier`.
    pub fn attempt(
        &self,
        #[wasm_bindgen(js_name = retryCount)] retry_count: u32,
        #[wasm_bindgen(js_name = startedAt)] started_at: Option<f64>,
    ) {
        self.0.borrow_mut().attempt(retry_count, started_at.map(|ms| ms as i64));
    }

    /// Looks for the row that stood at a moment (ms): `next()` gives what must be asked to find it.
    pub fn seek(&self, ms: f64) {
        self.0.borrow_mut().seek(ms as i64);
    }

    /// The row that was sought, once it is found: the last one at or before the moment, else the first.
    pub fn sought(&self) -> Option<f64> {
        self.0.borrow().sought().map(|row| row as f64)
    }

    /// The query to ask now, undefined if nothing is missing. One `hear()` or `fail()` follows each.
    pub fn next(&self) -> Option<String> {
        self.0.borrow_mut().ask()
    }

    /// Its answer. Throws an Error with `code` ("bad-response") if it can't be used; then nothing is asked until
    /// somebody looks elsewhere, seeks or stirs.
    pub fn hear(&self, body: Vec<u8>) -> Result<(), JsValue> {
        self.0.borrow_mut().hear(&body).map_err(|error| js_error(&error))
    }

    /// It failed with this code. Whether asking again makes sense at once, for fewer entries.
    pub fn fail(&self, code: &str) -> bool {
        self.0.borrow_mut().fail(code)
    }

    /// Whether `length` is known.
    #[wasm_bindgen(getter)]
    pub fn known(&self) -> bool {
        self.0.borrow().is_known()
    }

    /// Number of rows.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> f64 {
        self.0.borrow().len() as f64
    }

    /// Rows first..first+count, null for those that are not here (yet).
    #[wasm_bindgen(unchecked_return_type = "(EntryRow | null)[]")]
    pub fn rows(&self, first: f64, count: f64) -> JsValue {
        let rows = self.0.borrow().rows(first as u64, count as u64);
        parse(&rows)
    }

    /// All there is to say of a row; undefined if it is not here (yet): what had no room is asked for again.
    #[wasm_bindgen(unchecked_return_type = "EntryDetail | undefined")]
    pub fn detail(&self, row: f64) -> JsValue {
        let detail = self.0.borrow_mut().detail(row as u64);
        detail.map_or(JsValue::UNDEFINED, |detail| parse(&detail))
    }

    /// Kinds seen so far, at most 100.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn kinds(&self) -> JsValue {
        let kinds = self.0.borrow().seen().kinds_json();
        parse(&kinds)
    }

    /// Inputs seen so far, at most 100.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn inputs(&self) -> JsValue {
        let inputs = self.0.borrow().seen().inputs_json();
        parse(&inputs)
    }

    /// Times (ms, NaN unknown) of rows first..first+count, as far as there are so many.
    pub fn times(&self, first: f64, count: f64) -> Vec<f64> {
        self.0.borrow().times(first as u64, count as u64)
    }

    /// Numbers of items of the whole job, as the newest entries of each kind say. Of a job of a single file, what they
    /// say of the file counts.
    #[wasm_bindgen(js_name = itemTotals, unchecked_return_type = "ItemTotals")]
    pub fn item_totals(&self, #[wasm_bindgen(js_name = singleFile)] single_file: bool) -> JsValue {
        let totals = self.0.borrow().seen().totals_json(single_file);
        parse(&totals)
    }
}

/// All entries of a filter, page by page, as text for a file.
#[wasm_bindgen]
pub struct EntryExport(RefCell<Export>);

#[wasm_bindgen]
impl EntryExport {
    /// "jsonl": an entry a line, as the server gave it; "csv": the documented fields. `limit` entries a page, at most 1000.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = jobId)] job_id: &str,
        #[wasm_bindgen(unchecked_param_type = "\"jsonl\" | \"csv\"")] format: &str,
        kind: Option<String>,
        #[wasm_bindgen(js_name = inputId)] input_id: Option<String>,
        limit: Option<u32>,
    ) -> Self {
        let format = if format == "csv" { Format::Csv } else { Format::JsonLines };
        Self(RefCell::new(Export::new(job_id, format, kind.as_deref(), input_id.as_deref(), limit)))
    }

    /// The query to ask now; undefined when all is done.
    pub fn next(&self) -> Option<String> {
        self.0.borrow_mut().ask()
    }

    /// The text to append for its answer. Throws an Error with `code` ("bad-response") if it can't be used.
    pub fn hear(&self, body: Vec<u8>) -> Result<String, JsValue> {
        self.0.borrow_mut().hear(&body).map_err(|error: Error| js_error(&error))
    }

    /// It failed with this code. Whether asking again makes sense at once.
    pub fn fail(&self, code: &str) -> bool {
        self.0.borrow_mut().fail(code)
    }

    /// Number of entries that there are, once it is known.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> Option<f64> {
        self.0.borrow().total().map(|total| total as f64)
    }

    /// Number of entries written so far.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> f64 {
        self.0.borrow().count() as f64
    }

    /// Number of entries left out so far: too large for any answer.
    #[wasm_bindgen(getter)]
    pub fn skipped(&self) -> f64 {
        self.0.borrow().skipped() as f64
    }
}

/// JSON that was written here as JS values: one crossing for many rows.
fn parse(json: &str) -> JsValue {
    JSON::parse(json).unwrap_or_default()
}

#[cfg(test)]
mod tests;
