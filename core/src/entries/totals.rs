//! How many items the whole job has, as its newest entries say.

use super::object::{Object, push_list};
use crate::{
    response::{
        entries::Entry,
        json::{self, count, members, number, push_string},
    },
    text::decimal,
};

/// Most kinds, and most inputs, that are remembered.
pub const MAX_NAMES: usize = 100;
/// Longer names can't be filtered for.
const MAX_NAME: usize = 200;

/// What was seen of one kind.
#[derive(Debug)]
struct Kind {
    name: String,
    /// The newest total of entries that are about no single input, and of all: its time, and the number.
    job: Option<(i64, u64)>,
    any: Option<(i64, u64)>,
    /// Whether entries of it are numbered within an input: then they count parts of a file.
    is_part: bool,
}

/// Kinds, inputs and item totals of the entries seen so far.
#[derive(Debug, Default)]
pub struct Seen {
    kinds: Vec<Kind>,
    inputs: Vec<String>,
}

impl Seen {
    /// Takes in an entry.
    pub fn add(&mut self, entry: &Entry) {
        let name = |json| json::text(json, MAX_NAME).filter(|(_, cut)| !cut).map(|(name, _)| name);
        let input = name(entry.input_id);
        if let Some(input) = &input
            && self.inputs.len() < MAX_NAMES
            && !self.inputs.contains(input)
        {
            self.inputs.push(input.clone());
        }
        let Some(name) = name(entry.kind) else { return };
        let at = match self.kinds.iter().position(|kind| kind.name == name) {
            Some(at) => at,
            None if self.kinds.len() < MAX_NAMES => {
                self.kinds.push(Kind { name, job: None, any: None, is_part: false });
                self.kinds.len() - 1
            }
            None => return,
        };
        let Some(kind) = self.kinds.get_mut(at) else { return };
        kind.is_part |= count(entry.index).is_some_and(|index| index > 0);
        // Without a time it is taken for the newest: entries mostly come in their order.
        let told = |total| (entry.time().unwrap_or(i64::MAX), total);
        if let Some(told) = total(entry.metrics).map(told) {
            kind.any = kind.any.filter(|any| any.0 > told.0).or(Some(told));
            if entry.input_id == "null" {
                kind.job = kind.job.filter(|job| job.0 > told.0).or(Some(told));
            }
        }
    }

    /// Names of kinds, as a list of JSON.
    pub fn kinds_json(&self) -> String {
        let mut out = String::new();
        push_list(&mut out, &self.kinds, |out, kind| push_string(out, &kind.name));
        out
    }

    /// Ids of inputs, as a list of JSON.
    pub fn inputs_json(&self) -> String {
        let mut out = String::new();
        push_list(&mut out, &self.inputs, |out, input| push_string(out, input));
        out
    }

    /// Kinds and their numbers of items in the whole job. Of a job of one file, what is said of the file is as good.
    pub fn totals(&self, single_file: bool) -> impl Iterator<Item = (&str, u64)> {
        self.kinds.iter().filter(|kind| !kind.is_part).filter_map(move |kind| {
            let (_, total) = if single_file { kind.any } else { kind.job }?;
            Some((kind.name.as_str(), total))
        })
    }

    /// The same for JS: two columns, as JSON.
    pub fn totals_json(&self, single_file: bool) -> String {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object.list("kinds", self.totals(single_file), |out, (kind, _)| push_string(out, kind));
        object.list("totals", self.totals(single_file), |out, (_, total)| out.push_str(&decimal(total)));
        object.end();
        out
    }

    /// Forgets the totals: they were of another attempt.
    pub fn restart(&mut self) {
        for kind in &mut self.kinds {
            (kind.job, kind.any, kind.is_part) = (None, None, false);
        }
    }
}

/// The number of items that metrics tell of or let expect.
fn total(metrics: &str) -> Option<u64> {
    let member = |wanted| members(metrics).filter(|(name, _)| *name == wanted).last().map(|(_, value)| value);
    if let Some(total) = member(r#""items_total""#).and_then(count).filter(|total| *total > 0) {
        return Some(total);
    }
    let percent = number(member(r#""percent_complete""#)?).filter(|percent| (1.0..=100.0).contains(percent))?;
    let processed = count(member(r#""items_processed""#)?)?;
    let total = (100.0 * processed as f64 / percent + 0.5) as u64;
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(entries: &[&str]) -> Seen {
        let mut seen = Seen::default();
        for (id, entry) in entries.iter().enumerate() {
            seen.add(&Entry::read(&format!(r#"{{"id":{id},{entry}}}"#)).unwrap());
        }
        seen
    }

    fn totals(entries: &[&str], single_file: bool) -> Vec<(String, u64)> {
        seen(entries).totals(single_file).map(|(kind, total)| (kind.to_owned(), total)).collect()
    }

    const WHOLE: &str = r#""kind":"a","created_at":"2026-04-14T10:03:00Z","metrics":{"items_total":10}"#;
    const NEWER: &str = r#""kind":"a","created_at":"2026-04-14T10:04:00Z","metrics":{"items_total":12}"#;
    const INPUT: &str =
        r#""kind":"b","input_id":"i","index":0,"created_at":"2026-04-14T10:04:00Z","metrics":{"items_total":5}"#;
    const PART: &str = r#""kind":"b","input_id":"i","index":3,"metrics":{}"#;

    #[test]
    fn the_newest_that_speaks_of_the_whole_job_counts() {
        assert_eq!(totals(&[WHOLE, NEWER], false), [("a".into(), 12)]);
        assert_eq!(totals(&[NEWER, WHOLE, INPUT], false), [("a".into(), 12)], "whatever came first");
        assert_eq!(totals(&[NEWER, INPUT], true), [("a".into(), 12), ("b".into(), 5)], "a file is the job");
        assert_eq!(totals(&[NEWER, INPUT, PART], true), [("a".into(), 12)], "numbered entries count parts");
        let mut seen = seen(&[NEWER]);
        seen.restart();
        assert_eq!(seen.totals_json(true), r#"{"kinds":[],"totals":[]}"#);
    }

    #[test]
    fn what_is_no_total_is_none() {
        for (metrics, expected) in [
            (r#"{"percent_complete":25,"items_processed":2}"#, Some(8)),
            (r#"{"percent_complete":33.3,"items_processed":1}"#, Some(3)),
            (r#"{"items_total":0,"percent_complete":50,"items_processed":2}"#, Some(4)),
            (r#"{"items_total":"9"}"#, None),
            (r#"{"items_total":1.5}"#, None),
            (r#"{"items_total":-3}"#, None),
            (r#"{"percent_complete":0.5,"items_processed":2}"#, None),
            (r#"{"percent_complete":101,"items_processed":2}"#, None),
            (r#"{"percent_complete":50}"#, None),
            (r#"{"percent_complete":50,"items_processed":0}"#, None),
            ("[1]", None),
            ("null", None),
        ] {
            assert_eq!(total(metrics), expected, "{metrics}");
        }
    }

    #[test]
    fn names_are_bounded() {
        let entries: Vec<_> = (0..150).map(|n| format!(r#""kind":"k{n}","input_id":"i{}""#, n % 120)).collect();
        let mut entries: Vec<_> = entries.iter().map(String::as_str).collect();
        let long = format!(r#""kind":"{}""#, "x".repeat(201));
        entries.push(&long);
        let seen = seen(&entries);
        assert_eq!((seen.kinds.len(), seen.inputs.len()), (100, 100));
        assert!(seen.kinds_json().starts_with(r#"["k0","k1","#) && seen.inputs_json().ends_with(r#","i99"]"#));
    }
}
