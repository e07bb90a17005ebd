//! `GET /batch/jobs/{id}/progress`: a page of a job's progress entries.
//!
//! The page is checked strictly, its entries hardly at all: whatever a job writes into an entry is shown, and nothing
//! in it may hide the others. An entry stays the text that was received, and its fields are pieces of it.

use super::{OTHER_JOB, bad_response, timestamp};
use crate::{
    error::Error,
    json::{JsonParser, ParseError, RawValue},
};

/// Entries with longer ids are refused: ids are cached to recognise entries.
const MAX_ID_CHARS: usize = 1000;

/// Longer lists are refused: an entry takes about 100 bytes even if it is empty. A page has at most 1000.
const MAX_ENTRIES: usize = 100_000;

/// A checked page; `offset` and `limit` as the server understood them.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    /// Number of entries that match the filter.
    pub total: u64,
    /// Place of the first entry of the page among these, in the server's order.
    pub offset: u64,
    /// The most entries that the server would have given.
    pub limit: u64,
    /// The entries.
    pub entries: Vec<Entry<'a>>,
}

/// An entry. Fields that are missing are null.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// All of it, including fields that are not known here.
    pub json: RawValue<'a>,
    /// Identifies it: a string, or a number as it was written.
    pub id: String,
    /// The id as JSON.
    pub raw_id: RawValue<'a>,
    /// What it reports on.
    pub kind: RawValue<'a>,
    /// A sequence number.
    pub step: RawValue<'a>,
    /// Text for people.
    pub message: RawValue<'a>,
    /// Mostly an object of numbers.
    pub metrics: RawValue<'a>,
    /// Anything.
    pub payload: RawValue<'a>,
    /// The input that it is about, if it is about one.
    pub input_id: RawValue<'a>,
    /// The part of the input that it is about.
    pub index: RawValue<'a>,
    /// When it was made: RFC 3339.
    pub created_at: RawValue<'a>,
}

impl<'a> Entry<'a> {
    /// Parses an entry; `None` if `json` is not an object with an id.
    pub fn parse(json: &'a str) -> Option<Self> {
        Self::new(RawValue::parse(json).ok()?)
    }

    fn new(json: RawValue<'a>) -> Option<Self> {
        let null = RawValue::NULL;
        let [mut raw_id, mut kind, mut step, mut message, mut metrics] = [null; 5];
        let [mut payload, mut input_id, mut index, mut created_at] = [null; 4];
        for (key, value) in json.members() {
            let field = match key.as_ref() {
                "id" => &mut raw_id,
                "kind" => &mut kind,
                "step" => &mut step,
                "message" => &mut message,
                "metrics" => &mut metrics,
                "payload" => &mut payload,
                "input_id" => &mut input_id,
                "index" => &mut index,
                "created_at" => &mut created_at,
                _ => continue,
            };
            *field = value;
        }
        let id = read_id(raw_id)?;
        Some(Self { json, id, raw_id, kind, step, message, metrics, payload, input_id, index, created_at })
    }

    /// When it was made, in ms since the Unix epoch; `None` if that can't be read.
    pub fn time(&self) -> Option<i64> {
        timestamp::parse(&self.created_at.string(100)?.text)
    }
}

/// A string, or a number as it was written.
fn read_id(id: RawValue) -> Option<String> {
    if let Some(text) = id.string(MAX_ID_CHARS) {
        return (!text.is_truncated).then_some(text.text);
    }
    let digits = id.as_str();
    (digits.len() <= MAX_ID_CHARS && id.number().is_some()).then(|| digits.to_owned())
}

/// The members of a page.
struct RawPage<'a> {
    job_id: RawValue<'a>,
    total: RawValue<'a>,
    offset: RawValue<'a>,
    limit: RawValue<'a>,
    /// `None` if there is no list.
    entries: Option<Vec<RawValue<'a>>>,
}

fn read_page<'a>(json: &mut JsonParser<'a>) -> Result<RawPage<'a>, ParseError> {
    let null = RawValue::NULL;
    let mut page = RawPage { job_id: null, total: null, offset: null, limit: null, entries: None };
    json.begin_object("expected a page of entries: an object")?;
    while let Some(key) = json.next_key()? {
        match key.as_ref() {
            "job_id" => page.job_id = json.raw_value()?,
            "total" => page.total = json.raw_value()?,
            "offset" => page.offset = json.raw_value()?,
            "limit" => page.limit = json.raw_value()?,
            "entries" => {
                let mut entries = Vec::new();
                json.begin_array("expected a list of entries")?;
                while json.next_item()? {
                    let entry = json.raw_value()?;
                    // One more shows that there are too many.
                    if entries.len() <= MAX_ENTRIES {
                        entries.push(entry);
                    }
                }
                page.entries = Some(entries);
            }
            _ => json.skip()?,
        }
    }
    Ok(page)
}

/// Decodes a page of the entries of `job_id` and checks it.
///
/// # Errors
/// [`Error::BadResponse`] for what is not JSON, is about another job, or lacks a count, the list, or an entry's id;
/// [`Error::TooLarge`] for more entries than fit in memory.
pub fn decode<'a>(body: &'a [u8], job_id: &str) -> Result<Page<'a>, Error> {
    let page = super::decode(body, read_page)?;
    let job = page.job_id.string(MAX_ID_CHARS).ok_or_else(|| bad_response("it does not say of which job it is"))?;
    if job.text != job_id {
        return Err(bad_response(OTHER_JOB));
    }
    let count = |value: RawValue| value.count().ok_or_else(|| bad_response("total, offset or limit is not a count"));
    let entries = page.entries.ok_or_else(|| bad_response("it has no list of entries"))?;
    if entries.len() > MAX_ENTRIES {
        return Err(Error::TooLarge("more than 100,000 entries"));
    }
    Ok(Page {
        total: count(page.total)?,
        offset: count(page.offset)?,
        limit: count(page.limit)?,
        entries: entries
            .into_iter()
            .map(|entry| Entry::new(entry).ok_or_else(|| bad_response("an entry has no id")))
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &[u8] = include_bytes!("../../../tests/fixtures/api/progress.json");

    fn page(entries: &str) -> String {
        format!(r#"{{"job_id":"j","total":9,"offset":3,"limit":5,"entries":[{entries}],"new":[{{}}]}}"#)
    }

    #[test]
    fn reads_what_the_api_documents() {
        let page = decode(EXAMPLE, "job_2abc3def4ghi5jkl6mno7pqr").unwrap();
        assert_eq!((page.total, page.offset, page.limit, page.entries.len()), (3, 0, 20, 2));
        let entry = &page.entries[1];
        assert_eq!((entry.id.as_str(), entry.kind.as_str(), entry.step.as_str()), ("502", r#""inference""#, "2"));
        assert_eq!((entry.message.as_str(), entry.payload.as_str()), (r#""Processing input 5 of 10""#, "{}"));
        assert!(entry.metrics.as_str().contains("percent_complete"));
        assert_eq!(
            (entry.input_id, entry.index, entry.time()),
            (RawValue::NULL, RawValue::NULL, Some(1_776_161_160_000))
        );
        assert_eq!((page.entries[0].input_id.as_str(), page.entries[0].index.as_str()), (r#""inp_abc123def456""#, "0"));
    }

    #[test]
    fn a_page_is_checked_strictly() {
        for body in [
            "",
            "5",
            "[]",
            "<html>",
            "{}",
            r#"{"job_id":"j","total":1,"offset":0,"limit":5}"#,
            r#"{"job_id":"j","total":1,"offset":0,"limit":5,"entries":{}}"#,
            r#"{"job_id":"j","total":-1,"offset":0,"limit":5,"entries":[]}"#,
            r#"{"job_id":"j","total":1,"offset":0.5,"limit":5,"entries":[]}"#,
            r#"{"job_id":"j","total":1,"offset":0,"limit":"5","entries":[]}"#,
            r#"{"job_id":7,"total":1,"offset":0,"limit":5,"entries":[]}"#,
            r#"{"total":1,"offset":0,"limit":5,"entries":[]}"#,
            &page("5"),
            &page("null"),
            &page("{}"),
            &page(r#"{"id":null}"#),
            &page(r#"{"id":{"a":1}}"#),
            &page(r#"{"id":1},"#),
            &page(&format!(r#"{{"id":"{}"}}"#, "x".repeat(1001))),
            page(r#"{"id":1}"#).strip_suffix('}').unwrap(),
        ] {
            assert!(matches!(decode(body.as_bytes(), "j"), Err(Error::BadResponse(_))), "{body}");
        }
        let other = decode(page("").as_bytes(), "k").unwrap_err();
        assert_eq!(other, bad_response(OTHER_JOB));
        assert!(
            decode(b"{\"job_id\":\"j\",\"total\":0,\"offset\":0,\"limit\":5,\"entries\":[],\"x\":\"\xff\"}", "j")
                .is_err()
        );
    }

    #[test]
    fn an_entry_may_lack_all_but_its_id() {
        let body = page(
            r#"{"id":"a","step":"x","created_at":"soon","metrics":[1],"payload":"p","kind":7,"index":-1},
               {"kind":null,"id":-2.5,"created_at":null,"\ud800":"\udc00","__proto__":{"id":9}}"#,
        );
        let entries = decode(body.as_bytes(), "j").unwrap().entries;
        assert_eq!((entries[0].id.as_str(), entries[0].time(), entries[0].metrics.as_str()), ("a", None, "[1]"));
        assert_eq!((entries[1].id.as_str(), entries[1].time(), entries[1].message.as_str()), ("-2.5", None, "null"));
    }

    #[test]
    fn depth_is_not_limited() {
        let deep = ["{\"a\":[".repeat(10_000), "]}".repeat(10_000)].concat();
        let body = page(&format!(r#"{{"id":1,"payload":{deep}}}"#));
        assert_eq!(decode(body.as_bytes(), "j").unwrap().entries[0].payload.as_str(), deep);
    }
}
