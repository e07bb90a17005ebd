//! `EntryLog` and `EntryExport`: a job's progress entries. They send no requests: JS sends them and passes the
//! responses in.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use job_progress_core::entries::{entry_log, export};
use job_progress_interop::{Call, js_error, to_js};
use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// ms of the page's monotonic clock.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Shorter texts (in bytes) are left as they are: they are no secrets.
const MIN_SECRET_BYTES: usize = 8;

/// A text as `sanitize` gives it; nothing of it if that throws.
fn sanitized(text: &str, max: usize, sanitize: &Function) -> String {
    if text.len() < MIN_SECRET_BYTES {
        return text.into();
    }
    let shown = sanitize.call2(&JsValue::UNDEFINED, &text.into(), &(max as u32).into());
    shown.ok().and_then(|shown| shown.as_string()).unwrap_or_default()
}

/// The entries of a job that the user is viewing. Rows are numbered from the oldest: first those kept from before a
/// retry that removed entries from the server, then the server's list. The `sanitize` functions must not use the log.
#[wasm_bindgen]
pub struct EntryLog(RefCell<entry_log::EntryLog>);

#[wasm_bindgen]
impl EntryLog {
    /// Entries of a job, all or those of a kind and/or an input.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = jobId)] job_id: &str,
        kind: Option<String>,
        #[wasm_bindgen(js_name = inputId)] input_id: Option<String>,
    ) -> Self {
        let _call = Call::begin();
        Self(RefCell::new(entry_log::EntryLog::new(job_id, kind.as_deref(), input_id.as_deref())))
    }

    /// Sets which rows are in view, at most 1500: these are requested and kept. If they reach the end, new entries are
    /// loaded, else only counted.
    #[wasm_bindgen(js_name = setViewport)]
    pub fn set_viewport(&self, first: f64, count: f64) {
        let _call = Call::begin();
        // Casts saturate and turn NaN into 0.
        self.0.borrow_mut().set_viewport(first as u64, count as u64);
    }

    /// Checks for new entries with the next query.
    pub fn refresh(&self) {
        let _call = Call::begin();
        self.0.borrow_mut().refresh();
    }

    /// Tries again at once after a page that could not be used.
    pub fn retry(&self) {
        let _call = Call::begin();
        self.0.borrow_mut().retry();
    }

    /// Sets the job's attempt. After a retry, entries from before `startedAt` (ms since the Unix epoch) are marked
    /// `earlier`.
    #[wasm_bindgen(js_name = setAttempt)]
    pub fn set_attempt(
        &self,
        #[wasm_bindgen(js_name = retryCount)] retry_count: u32,
        #[wasm_bindgen(js_name = startedAt)] started_at: Option<f64>,
    ) {
        let _call = Call::begin();
        self.0.borrow_mut().set_attempt(retry_count, started_at.map(|ms| ms as i64));
    }

    /// Searches for the row of a time (ms since the Unix epoch): `nextQuery()` returns the requests that are needed to
    /// find it.
    #[wasm_bindgen(js_name = findTime)]
    pub fn find_time(&self, ms: f64) {
        let _call = Call::begin();
        self.0.borrow_mut().find_time(ms as i64);
    }

    /// The row that was searched for last, once it is found: the last one at or before the time, else the first.
    #[wasm_bindgen(js_name = foundRow)]
    pub fn found_row(&self) -> Option<f64> {
        let _call = Call::begin();
        self.0.borrow().found_row().map(|row| row as f64)
    }

    /// The query string of the page to request now, undefined if nothing is missing, or during `retryInMs()`. Each is
    /// followed by one `handlePage()` or `handleError()`.
    #[wasm_bindgen(js_name = nextQuery)]
    pub fn next_query(&self) -> Option<String> {
        let _call = Call::begin();
        self.0.borrow_mut().next_query(now())
    }

    /// Processes the page; `sanitize` makes texts fit to be shown. Throws an Error with `code` ("bad-response", or
    /// "too-large" beyond 100,000 entries) if it can't be used; then nothing is requested during `retryInMs()`.
    #[wasm_bindgen(js_name = handlePage)]
    pub fn handle_page(
        &self,
        body: Vec<u8>,
        #[wasm_bindgen(unchecked_param_type = "(text: string, max: number) => string")] sanitize: &Function,
    ) -> Result<(), JsValue> {
        let _call = Call::begin();
        self.0.borrow_mut().handle_page(now(), &body, &|text, max| sanitized(text, max, sanitize)).map_err(js_error)
    }

    /// How long (ms) nothing is requested after a page that could not be used: 5 s, doubled with each such page in a
    /// row up to a minute. Undefined if there is nothing to wait for.
    #[wasm_bindgen(js_name = retryInMs)]
    pub fn retry_in_ms(&self) -> Option<f64> {
        let _call = Call::begin();
        self.0.borrow().retry_in(now())
    }

    /// The request failed with this error code. Returns whether to request again at once, with fewer entries or without
    /// one that is too large.
    #[wasm_bindgen(js_name = handleError)]
    pub fn handle_error(&self, code: &str) -> bool {
        let _call = Call::begin();
        self.0.borrow_mut().handle_error(code)
    }

    /// Whether `length` is known.
    #[wasm_bindgen(getter, js_name = isLengthKnown)]
    pub fn is_length_known(&self) -> bool {
        let _call = Call::begin();
        self.0.borrow().is_length_known()
    }

    /// Number of rows.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> f64 {
        let _call = Call::begin();
        self.0.borrow().len() as f64
    }

    /// Rows first..first+count, at most 1500; null for those that are not loaded.
    #[wasm_bindgen(unchecked_return_type = "(EntryRow | null)[]")]
    pub fn rows(&self, first: f64, count: f64) -> JsValue {
        let _call = Call::begin();
        to_js(&self.0.borrow().rows(first as u64, count as u64))
    }

    /// All details of a row; undefined if they are not loaded. If they were loaded before, they are requested again.
    #[wasm_bindgen(unchecked_return_type = "EntryDetail | undefined")]
    pub fn detail(
        &self,
        row: f64,
        #[wasm_bindgen(unchecked_param_type = "(text: string, max: number) => string")] sanitize: &Function,
    ) -> JsValue {
        let _call = Call::begin();
        let detail = self.0.borrow_mut().detail(row as u64, &|text, max| sanitized(text, max, sanitize));
        detail.map_or(JsValue::UNDEFINED, |detail| to_js(&detail))
    }

    /// Kinds of the entries so far, at most 100.
    pub fn kinds(&self) -> Vec<String> {
        let _call = Call::begin();
        self.0.borrow().stats().kinds().into_iter().map(String::from).collect()
    }

    /// Ids of the inputs of the entries so far, at most 100.
    pub fn inputs(&self) -> Vec<String> {
        let _call = Call::begin();
        self.0.borrow().stats().inputs().to_vec()
    }

    /// Times (ms since the Unix epoch, NaN if unknown) of rows first..first+count, or fewer at the end.
    pub fn times(&self, first: f64, count: f64) -> Vec<f64> {
        let _call = Call::begin();
        self.0.borrow().times(first as u64, count as u64)
    }

    /// Total numbers of items of the whole job, as the newest entries of each kind state them. In a single-file job,
    /// totals of the file count, too.
    #[wasm_bindgen(js_name = itemTotals, unchecked_return_type = "ItemTotal[]")]
    pub fn item_totals(&self, #[wasm_bindgen(js_name = singleFile)] single_file: bool) -> JsValue {
        let _call = Call::begin();
        to_js(&self.0.borrow().stats().item_totals(single_file))
    }
}

/// All entries of a filter, page by page, as text for a file.
#[wasm_bindgen]
pub struct EntryExport(RefCell<export::EntryExport>);

#[wasm_bindgen]
impl EntryExport {
    /// "jsonl": an entry on each line, as the server gave it; "csv": the documented fields. `limit` entries a page, at
    /// most 1000.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = jobId)] job_id: &str,
        #[wasm_bindgen(unchecked_param_type = "\"jsonl\" | \"csv\"")] format: &str,
        kind: Option<String>,
        #[wasm_bindgen(js_name = inputId)] input_id: Option<String>,
        limit: Option<u32>,
    ) -> Self {
        let _call = Call::begin();
        let format = if format == "csv" { export::Format::Csv } else { export::Format::JsonLines };
        let export = export::EntryExport::new(job_id, format, kind.as_deref(), input_id.as_deref(), limit);
        Self(RefCell::new(export))
    }

    /// The query string of the page to request now; undefined when the export is complete.
    #[wasm_bindgen(js_name = nextQuery)]
    pub fn next_query(&self) -> Option<String> {
        let _call = Call::begin();
        self.0.borrow_mut().next_query()
    }

    /// The text to append for the page. Throws an Error with `code` ("bad-response" or "too-large") if it can't be used.
    #[wasm_bindgen(js_name = handlePage)]
    pub fn handle_page(&self, body: Vec<u8>) -> Result<String, JsValue> {
        let _call = Call::begin();
        self.0.borrow_mut().handle_page(&body).map_err(js_error)
    }

    /// The request failed with this error code. Returns whether to request again at once, with fewer entries or without
    /// one that is too large.
    #[wasm_bindgen(js_name = handleError)]
    pub fn handle_error(&self, code: &str) -> bool {
        let _call = Call::begin();
        self.0.borrow_mut().handle_error(code)
    }

    /// Number of entries that match, once it is known.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> Option<f64> {
        let _call = Call::begin();
        self.0.borrow().total().map(|total| total as f64)
    }

    /// Number of entries written so far.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> f64 {
        let _call = Call::begin();
        self.0.borrow().count() as f64
    }

    /// Number of entries left out so far: too large for any page.
    #[wasm_bindgen(getter)]
    pub fn skipped(&self) -> f64 {
        let _call = Call::begin();
        self.0.borrow().skipped() as f64
    }
}

#[cfg(test)]
mod tests;
