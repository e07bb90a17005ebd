//! `GET /batch/jobs/{id}/progress`: a page of a job's progress entries.
//!
//! The page is checked strictly, an entry hardly: whatever a job writes into it is shown, and nothing in it may hide
//! the others. An entry stays the text that came, and its fields are pieces of it.

use super::{json, timestamp};
use crate::error::Error;

/// Longer ids are refused: they are kept to tell entries apart.
const MAX_ID_CHARS: usize = 1000;

/// A checked page; `offset` and `limit` as the server understood them.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    /// Number of entries that there are, of those asked for.
    pub total: u64,
    /// Place of the first one here among them, in the server's order.
    pub offset: u64,
    /// The most that the server would have given.
    pub limit: u64,
    /// What is here.
    pub entries: Vec<Entry<'a>>,
}

/// An entry, with its fields as JSON: "null" where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// All of it, also fields that are not known here.
    pub json: &'a str,
    /// What tells it from others: a text, or a number as it was written.
    pub id: String,
    /// The id as JSON.
    pub id_json: &'a str,
    /// What it speaks of.
    pub kind: &'a str,
    /// A number within its sequence.
    pub step: &'a str,
    /// For people.
    pub message: &'a str,
    /// Any JSON; mostly an object of numbers.
    pub metrics: &'a str,
    /// Any JSON.
    pub payload: &'a str,
    /// The input that it is about, if it is about one.
    pub input_id: &'a str,
    /// Its place within the input.
    pub index: &'a str,
    /// RFC 3339, if all is well.
    pub created_at: &'a str,
}

impl<'a> Entry<'a> {
    /// Takes an entry apart; `None` if it is no object with an id.
    pub fn read(json: &'a str) -> Option<Self> {
        let mut entry = Self {
            json,
            id: String::new(),
            id_json: "null",
            kind: "null",
            step: "null",
            message: "null",
            metrics: "null",
            payload: "null",
            input_id: "null",
            index: "null",
            created_at: "null",
        };
        for (name, value) in json::members(json) {
            let field = match name {
                r#""id""# => &mut entry.id_json,
                r#""kind""# => &mut entry.kind,
                r#""step""# => &mut entry.step,
                r#""message""# => &mut entry.message,
                r#""metrics""# => &mut entry.metrics,
                r#""payload""# => &mut entry.payload,
                r#""input_id""# => &mut entry.input_id,
                r#""index""# => &mut entry.index,
                r#""created_at""# => &mut entry.created_at,
                _ => continue,
            };
            *field = value;
        }
        entry.id = match json::text(entry.id_json, MAX_ID_CHARS) {
            Some((text, cut)) => (!cut).then_some(text)?,
            None if entry.id_json.len() <= MAX_ID_CHARS => {
                json::number(entry.id_json)?;
                entry.id_json.to_owned()
            }
            None => return None,
        };
        Some(entry)
    }

    /// When it was made, in ms since the Unix epoch; `None` if that can't be read.
    pub fn time(&self) -> Option<i64> {
        timestamp::parse(&json::text(self.created_at, 100)?.0)
    }
}

/// Decodes a page of the entries of `job_id` and checks it.
///
/// # Errors
/// [`Error::BadResponse`] for what is no JSON, speaks of another job, or lacks a count, the list, or an entry's id.
pub fn decode<'a>(body: &'a [u8], job_id: &str) -> Result<Page<'a>, Error> {
    super::decode(body, |json| json.skip())?;
    let body = str::from_utf8(body).map_err(|_| bad("it is not UTF-8"))?;
    let [mut job, mut total, mut offset, mut limit, mut entries] = ["null"; 5];
    for (name, value) in json::members(body) {
        match name {
            r#""job_id""# => job = value,
            r#""total""# => total = value,
            r#""offset""# => offset = value,
            r#""limit""# => limit = value,
            r#""entries""# => entries = value,
            _ => {}
        }
    }
    let (job, _) = json::text(job, MAX_ID_CHARS).ok_or_else(|| bad("it does not say of which job it is"))?;
    if job != job_id {
        return Err(Error::BadResponse(["it speaks of job ", &job].concat()));
    }
    if !entries.starts_with('[') {
        return Err(bad("it has no list of entries"));
    }
    let count = |json| json::count(json).ok_or_else(|| bad("total, offset or limit is not a count"));
    Ok(Page {
        total: count(total)?,
        offset: count(offset)?,
        limit: count(limit)?,
        entries: json::elements(entries)
            .map(|entry| Entry::read(entry).ok_or_else(|| bad("an entry has no id")))
            .collect::<Result<_, _>>()?,
    })
}

/// An answer that is not what the API documents.
pub fn bad(what: &str) -> Error {
    Error::BadResponse(what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &[u8] = include_bytes!("../../../server/tests/fixtures/progress.json");

    fn page(entries: &str) -> String {
        format!(r#"{{"job_id":"j","total":9,"offset":3,"limit":5,"entries":[{entries}],"new":[{{}}]}}"#)
    }

    #[test]
    fn reads_what_the_api_documents() {
        let page = decode(EXAMPLE, "job_2abc3def4ghi5jkl6mno7pqr").unwrap();
        assert_eq!((page.total, page.offset, page.limit, page.entries.len()), (3, 0, 20, 2));
        let entry = &page.entries[1];
        assert_eq!((entry.id.as_str(), entry.kind, entry.step), ("502", r#""inference""#, "2"));
        assert_eq!((entry.message, entry.payload), (r#""Processing input 5 of 10""#, "{}"));
        assert!(entry.metrics.contains("percent_complete"));
        assert_eq!((entry.input_id, entry.index, entry.time()), ("null", "null", Some(1_776_160_960_000 + 200_000)));
        assert_eq!((page.entries[0].input_id, page.entries[0].index), (r#""inp_abc123def456""#, "0"));
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
        assert_eq!(other, Error::BadResponse("it speaks of job j".into()));
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
        assert_eq!((entries[0].id.as_str(), entries[0].time(), entries[0].metrics), ("a", None, "[1]"));
        assert_eq!((entries[1].id.as_str(), entries[1].time(), entries[1].message), ("-2.5", None, "null"));
    }

    #[test]
    fn depth_is_no_matter() {
        let deep = ["{\"a\":[".repeat(10_000), "]}".repeat(10_000)].concat();
        let body = page(&format!(r#"{{"id":1,"payload":{deep}}}"#));
        assert_eq!(decode(body.as_bytes(), "j").unwrap().entries[0].payload, deep);
    }
}
