//! All entries of a filter, page by page, as text for a file.

use std::collections::HashSet;

use super::{
    page_size::PageSizeLimit,
    query::{Filter, MAX_LIMIT, PAGE},
};
use crate::{
    csv::RecordWriter,
    error::Error,
    json::RawValue,
    response::{
        bad_response,
        entries::{self, Entry},
    },
};

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An entry on each line, as JSON; all that the server gave is kept.
    JsonLines,
    /// RFC 4180, the nine documented fields.
    Csv,
}

const CSV_HEADER: &str = "id,kind,step,message,metrics,payload,input_id,index,created_at\r\n";

/// A list that keeps growing as fast as it is read has no end: after this many pages in a row that came no nearer to
/// it, the walk ends.
const MAX_PAGES_WITHOUT_PROGRESS: u32 = 100;
/// Walks over a list that changes in each of them.
const MAX_PASSES: u32 = 3;

/// A walk over the whole list.
#[derive(Debug)]
pub struct EntryExport {
    job_id: String,
    format: Format,
    filter: Filter,
    page_size: PageSizeLimit,
    /// Entries of a page, if the limit allows it.
    page: u64,
    offset: u64,
    /// The number of entries that were requested last, until the response is here.
    pending: Option<u64>,
    total: Option<u64>,
    /// Ids and times (ms) of the entries that were written: a retry may give ids out again.
    written: HashSet<(Box<str>, Option<i64>)>,
    /// The most entries that were left out in one pass, and those of this pass.
    skipped: u64,
    skipped_in_pass: u64,
    is_header_due: bool,
    passes: u32,
    /// The list has changed in this pass, so that entries may have been passed over: the walk is to be done once more.
    list_changed: bool,
    /// The list has got shorter in this pass: entries were written that it no longer has.
    has_shrunk: bool,
    /// The last page had nothing new.
    had_nothing_new: bool,
    /// The fewest entries that were left to the end in this pass, and the pages since then.
    nearest: u64,
    pages_without_progress: u32,
}

impl EntryExport {
    /// A walk over the entries of a job, all or those of a kind and/or an input, `page` entries at a time.
    pub fn new(job_id: &str, format: Format, kind: Option<&str>, input_id: Option<&str>, page: Option<u32>) -> Self {
        Self {
            job_id: job_id.into(),
            format,
            filter: Filter::new(kind, input_id),
            page_size: PageSizeLimit::default(),
            page: page.map_or(MAX_LIMIT, u64::from).clamp(1, MAX_LIMIT),
            offset: 0,
            pending: None,
            total: None,
            written: HashSet::new(),
            skipped: 0,
            skipped_in_pass: 0,
            is_header_due: format == Format::Csv,
            passes: 1,
            list_changed: false,
            has_shrunk: false,
            had_nothing_new: false,
            nearest: u64::MAX,
            pages_without_progress: 0,
        }
    }

    /// The query of the page to request now; `None` when the walk is done.
    pub fn next_query(&mut self) -> Option<String> {
        if self.pages_without_progress > MAX_PAGES_WITHOUT_PROGRESS {
            return None;
        }
        if let Some(total) = self.total {
            let is_pass_over = self.offset >= total;
            if self.has_all(total) || is_pass_over && (!self.list_changed || self.passes == MAX_PASSES) {
                return None;
            }
            if is_pass_over {
                self.passes += 1;
                (self.offset, self.nearest, self.skipped_in_pass) = (0, u64::MAX, 0);
                (self.list_changed, self.has_shrunk, self.had_nothing_new) = (false, false, false);
            }
        }
        let limit = self.page.min(self.page_size.get());
        self.pending = Some(limit);
        Some(self.filter.query(self.offset, limit))
    }

    /// Whether another pass can end early: it has come to what was written before, and nothing is missing. The number
    /// alone does not say that: it counts entries from before a retry, too.
    fn has_all(&self, total: u64) -> bool {
        self.passes > 1 && self.had_nothing_new && !self.has_shrunk && self.count() + self.skipped >= total
    }

    /// The text to append for the page that was requested last.
    ///
    /// # Errors
    /// [`Error::BadResponse`] or [`Error::TooLarge`].
    pub fn handle_page(&mut self, body: &[u8]) -> Result<String, Error> {
        let requested = self.pending.take().ok_or_else(|| bad_response("no page was requested"))?;
        let page = entries::decode(body, &self.job_id)?;
        self.page_size.record_page(requested, page.limit, body.len());
        let end = page.offset + page.entries.len() as u64;
        if end <= self.offset && self.offset < page.total {
            return Err(bad_response("it has none of the entries that were requested"));
        }
        if let Some(before) = self.total.replace(page.total) {
            self.list_changed |= before != page.total;
            self.has_shrunk |= before > page.total;
        }
        // Entries before it are missing.
        self.list_changed |= page.offset > self.offset;
        self.offset = end.max(self.offset);
        let left = page.total.saturating_sub(self.offset);
        self.pages_without_progress = if left < self.nearest { 0 } else { self.pages_without_progress + 1 };
        self.nearest = left.min(self.nearest);
        let mut out = String::new();
        if self.is_header_due {
            out.push_str(CSV_HEADER);
            self.is_header_due = false;
        }
        self.had_nothing_new = true;
        for entry in &page.entries {
            if self.written.insert((entry.id.as_str().into(), entry.time())) {
                self.had_nothing_new = false;
                self.write(entry, &mut out);
            } else {
                // New entries have pushed it back. Where the newest come last, others may have been passed over.
                self.list_changed |= self.passes == 1;
            }
        }
        Ok(out)
    }

    fn write(&self, entry: &Entry, out: &mut String) {
        match self.format {
            Format::JsonLines => {
                entry.json.write_compact(out);
                out.push('\n');
            }
            Format::Csv => write_record(entry, out),
        }
    }

    /// The request of the last page failed with this error code. Gives whether to request again at once: fewer entries,
    /// or without one that is too large.
    pub fn handle_error(&mut self, code: &str) -> bool {
        let Some(requested) = self.pending.take() else { return false };
        if self.page_size.record_error(requested, code) {
            return true;
        }
        // Before the length is known, a server that refuses every page would be asked for ever.
        let is_skipped = code == "too-large" && (self.total.is_some() || self.offset < PAGE);
        if is_skipped {
            self.offset += 1;
            self.skipped_in_pass += 1;
            self.skipped = self.skipped.max(self.skipped_in_pass);
            self.page_size.record_skipped();
        }
        is_skipped
    }

    /// Number of entries that match, once it is known.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Number of entries that were written.
    pub fn count(&self) -> u64 {
        self.written.len() as u64
    }

    /// Number of entries that were left out: too large for any page.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

/// Appends an entry as a record of CSV: texts as they are, all else as JSON, nothing for null.
fn write_record(entry: &Entry, out: &mut String) {
    let mut record = RecordWriter::new(out);
    let Entry { raw_id, kind, step, message, metrics, payload, input_id, index, created_at, .. } = *entry;
    for value in [raw_id, kind, step, message, metrics, payload, input_id, index, created_at] {
        write_field(value, &mut record);
    }
    record.end();
}

fn write_field(value: RawValue, record: &mut RecordWriter) {
    if let Some(text) = value.string(usize::MAX) {
        record.text(&text.text);
    } else if value.is_null() {
        record.field("");
    } else {
        let mut json = String::new();
        value.write_compact(&mut json);
        record.field(&json);
    }
}
