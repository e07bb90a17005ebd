//! All entries of a filter, page by page, as text for a file.

use std::collections::HashSet;

use super::query::{Allowance, Filter, MAX_LIMIT};
use crate::{
    error::Error,
    response::{
        entries::{self, Entry, bad},
        json::{self, push_compact},
    },
};

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An entry a line, as JSON; all that the server gave is kept.
    JsonLines,
    /// RFC 4180, the nine documented fields.
    Csv,
}

/// The columns of CSV.
const COLUMNS: &str = "id,kind,step,message,metrics,payload,input_id,index,created_at\r\n";

/// A walk over the list.
#[derive(Debug)]
pub struct Export {
    job_id: String,
    format: Format,
    filter: Filter,
    allowance: Allowance,
    limit: u64,
    offset: u64,
    asked: Option<u64>,
    total: Option<u64>,
    ids: HashSet<Box<str>>,
    skipped: u64,
    /// The list has changed under way, so that entries may have been passed over: they are looked for once more.
    changed: bool,
    again: bool,
    started: bool,
}

impl Export {
    /// A walk over the entries of a job, all or those of a kind and/or an input, `limit` at a time.
    pub fn new(job_id: &str, format: Format, kind: Option<&str>, input_id: Option<&str>, limit: Option<u32>) -> Self {
        Self {
            job_id: job_id.into(),
            format,
            filter: Filter::new(kind, input_id),
            allowance: Allowance::default(),
            limit: limit.map_or(MAX_LIMIT, u64::from).clamp(1, MAX_LIMIT),
            offset: 0,
            asked: None,
            total: None,
            ids: HashSet::new(),
            skipped: 0,
            changed: false,
            again: false,
            started: false,
        }
    }

    /// The query to ask now; `None` when all is done.
    pub fn ask(&mut self) -> Option<String> {
        if let Some(total) = self.total.filter(|total| self.offset >= *total) {
            if !self.changed || self.again || self.count() + self.skipped >= total {
                return None;
            }
            self.again = true;
            self.offset = 0;
        }
        let limit = self.limit.min(self.allowance.most());
        self.asked = Some(limit);
        Some(self.filter.query(self.offset, limit))
    }

    /// The text to append for an answer.
    ///
    /// # Errors
    /// [`Error::BadResponse`].
    pub fn hear(&mut self, body: &[u8]) -> Result<String, Error> {
        let asked = self.asked.take().ok_or_else(|| bad("nothing was asked"))?;
        let page = entries::decode(body, &self.job_id)?;
        self.allowance.answered(asked, page.limit, body.len());
        let end = page.offset + page.entries.len() as u64;
        if end <= self.offset && self.offset < page.total {
            return Err(bad("it has nothing of what was asked for"));
        }
        self.changed |= self.total.replace(page.total).is_some_and(|total| total != page.total);
        self.offset = end.max(self.offset);
        let mut out = String::new();
        if !self.started && self.format == Format::Csv {
            out.push_str(COLUMNS);
        }
        self.started = true;
        for entry in &page.entries {
            if self.ids.insert(entry.id.as_str().into()) {
                match self.format {
                    Format::JsonLines => {
                        push_compact(&mut out, entry.json);
                        out.push('\n');
                    }
                    Format::Csv => push_record(&mut out, entry),
                }
            } else {
                // What was pushed back by new ones comes twice; then others may not have come at all.
                self.changed = true;
            }
        }
        Ok(out)
    }

    /// What was asked last failed. Whether to ask again at once: for fewer entries, or without one that is too large.
    pub fn fail(&mut self, code: &str) -> bool {
        let Some(asked) = self.asked.take() else { return false };
        if self.allowance.failed(asked, code) {
            return true;
        }
        let skips = code == "too-large" && self.total.is_some();
        if skips {
            self.offset += 1;
            self.skipped += u64::from(!self.again);
            self.allowance.answered(1, 1, 0);
        }
        skips
    }

    /// Number of entries that there are, once it is known.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Number of entries that were written.
    pub fn count(&self) -> u64 {
        self.ids.len() as u64
    }

    /// Number of entries that were left out: too large for any answer.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

/// Appends an entry as a record of CSV: texts as they are, all else as JSON, nothing for null.
fn push_record(out: &mut String, entry: &Entry) {
    let fields = [
        entry.id_json,
        entry.kind,
        entry.step,
        entry.message,
        entry.metrics,
        entry.payload,
        entry.input_id,
        entry.index,
        entry.created_at,
    ];
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match json::text(field, usize::MAX) {
            Some((text, _)) => {
                // Spreadsheets run what begins so (OWASP, CSV injection); an apostrophe makes it text.
                let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
                push_cell(out, if formula { "'" } else { "" }, &text);
            }
            None if field == "null" => {}
            None => {
                let mut compact = String::new();
                push_compact(&mut compact, field);
                push_cell(out, "", &compact);
            }
        }
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, prefix: &str, text: &str) {
    if !text.contains(['"', ',', '\r', '\n']) {
        out.extend([prefix, text]);
        return;
    }
    out.extend(["\"", prefix]);
    for part in text.split_inclusive('"') {
        out.push_str(part);
        if part.ends_with('"') {
            out.push('"');
        }
    }
    out.push('"');
}
