//! What the entries say of the whole job: kinds, inputs, and how many items there will be.

use serde::{Deserialize, Serialize};

use crate::{
    json::{MAX_SAFE_INTEGER, RawValue},
    response::entries::Entry,
    sanitize::{MAX_NAME, Sanitizer},
};

/// Most kinds, and most inputs, that are remembered.
pub const MAX_NAMES: usize = 100;

/// The number of items of a kind in the whole job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemTotal {
    /// The kind.
    pub kind: String,
    /// The number of its items; less than 2^53.
    pub total: u64,
}

/// What is known of one kind.
#[derive(Debug)]
struct KindStats {
    name: String,
    /// The newest total of entries that are about no single input: its time (ms), and the number.
    job_total: Option<(i64, u64)>,
    /// The newest total of all entries.
    any_total: Option<(i64, u64)>,
    /// Whether entries of it are numbered within an input: then they count parts of a file.
    is_part: bool,
}

/// Kinds, inputs and item totals of the entries so far.
#[derive(Debug, Default)]
pub struct EntryStats {
    kinds: Vec<KindStats>,
    inputs: Vec<String>,
}

impl EntryStats {
    /// Takes in an entry.
    pub fn add(&mut self, entry: &Entry, sanitize: Sanitizer) {
        if let Some(input) = name(entry.input_id)
            && self.inputs.len() < MAX_NAMES
            && !self.inputs.contains(&input)
            && is_shown_whole(&input, sanitize)
        {
            self.inputs.push(input);
        }
        let Some(kind) = name(entry.kind).and_then(|name| self.kind(name, sanitize)) else { return };
        kind.is_part |= entry.index.count().is_some_and(|index| index > 0);
        let Some(total) = item_total(entry.metrics) else { return };
        let time = entry.time();
        let newest = |known: Option<(i64, u64)>| {
            // Without a time it is as new as the newest so far: entries mostly come in their order.
            let newest_time = known.map_or(i64::MIN, |known| known.0);
            let time = time.unwrap_or(newest_time);
            if time < newest_time { known } else { Some((time, total)) }
        };
        kind.any_total = newest(kind.any_total);
        if entry.input_id.is_null() {
            kind.job_total = newest(kind.job_total);
        }
    }

    /// The kind with that name, a new one if there is still room for it.
    fn kind(&mut self, name: String, sanitize: Sanitizer) -> Option<&mut KindStats> {
        let at = self.kinds.iter().position(|kind| kind.name == name).unwrap_or(self.kinds.len());
        if at == self.kinds.len() && at < MAX_NAMES && is_shown_whole(&name, sanitize) {
            self.kinds.push(KindStats { name, job_total: None, any_total: None, is_part: false });
        }
        self.kinds.get_mut(at)
    }

    /// Names of kinds, at most [`MAX_NAMES`].
    pub fn kinds(&self) -> Vec<&str> {
        self.kinds.iter().map(|kind| kind.name.as_str()).collect()
    }

    /// Ids of inputs, at most [`MAX_NAMES`].
    pub fn inputs(&self) -> &[String] {
        &self.inputs
    }

    /// Numbers of items of the whole job. In a job of a single file, what entries say of the file counts too.
    pub fn item_totals(&self, single_file: bool) -> Vec<ItemTotal> {
        let kinds = self.kinds.iter().filter(|kind| !kind.is_part);
        let totals = kinds.filter_map(|kind| {
            let (_, total) = if single_file { kind.any_total } else { kind.job_total }?;
            Some(ItemTotal { kind: kind.name.clone(), total })
        });
        totals.collect()
    }

    /// Forgets the totals: they were of another attempt.
    pub fn reset_totals(&mut self) {
        for kind in &mut self.kinds {
            (kind.job_total, kind.any_total, kind.is_part) = (None, None, false);
        }
    }
}

/// Whether a name can be among the filters, where the user sees it.
fn is_shown_whole(name: &str, sanitize: Sanitizer) -> bool {
    sanitize(name, MAX_NAME) == name
}

fn name(value: RawValue) -> Option<String> {
    let name = value.string(MAX_NAME)?;
    (!name.is_truncated).then_some(name.text)
}

/// The number of items that metrics state, or that follows from their percentage.
fn item_total(metrics: RawValue) -> Option<u64> {
    let member = |wanted| metrics.members().filter(|(key, _)| key == wanted).last().map(|(_, value)| value);
    let stated = member("items_total").and_then(RawValue::count).filter(|total| *total > 0);
    if stated.is_some() {
        return stated;
    }
    let percent = member("percent_complete")?.number().filter(|percent| (1.0..=100.0).contains(percent))?;
    let processed = member("items_processed")?.count()?;
    let total = (100.0 * processed as f64 / percent).round() as u64;
    (1..=MAX_SAFE_INTEGER).contains(&total).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize::shorten;

    fn stats(entries: &[&str]) -> EntryStats {
        let mut stats = EntryStats::default();
        for (id, entry) in entries.iter().enumerate() {
            stats.add(&Entry::parse(&format!(r#"{{"id":{id},{entry}}}"#)).unwrap(), &shorten);
        }
        stats
    }

    fn totals(entries: &[&str], single_file: bool) -> Vec<(String, u64)> {
        stats(entries).item_totals(single_file).into_iter().map(|ItemTotal { kind, total }| (kind, total)).collect()
    }

    const WHOLE: &str = r#""kind":"a","created_at":"2026-04-14T10:03:00Z","metrics":{"items_total":10}"#;
    const NEWER: &str = r#""kind":"a","created_at":"2026-04-14T10:04:00Z","metrics":{"items_total":12}"#;
    const TIMELESS: &str = r#""kind":"a","created_at":"soon","metrics":{"items_total":11}"#;
    const INPUT: &str =
        r#""kind":"b","input_id":"i","index":0,"created_at":"2026-04-14T10:04:00Z","metrics":{"items_total":5}"#;
    const PART: &str = r#""kind":"b","input_id":"i","index":3,"metrics":{}"#;

    #[test]
    fn the_newest_total_of_the_whole_job_counts() {
        assert_eq!(totals(&[WHOLE, NEWER], false), [("a".into(), 12)]);
        assert_eq!(totals(&[NEWER, WHOLE, INPUT], false), [("a".into(), 12)], "whatever came first");
        assert_eq!(totals(&[NEWER, INPUT], true), [("a".into(), 12), ("b".into(), 5)], "a file is the job");
        assert_eq!(totals(&[NEWER, INPUT, PART], true), [("a".into(), 12)], "numbered entries count parts");
        assert_eq!(totals(&[WHOLE, TIMELESS], false), [("a".into(), 11)], "it came later");
        assert_eq!(totals(&[TIMELESS, WHOLE], false), [("a".into(), 10)], "times come before none");
        assert_eq!(totals(&[NEWER, TIMELESS, WHOLE], false), [("a".into(), 11)], "an older one comes too late");
        let mut stats = stats(&[NEWER]);
        stats.reset_totals();
        assert_eq!((stats.item_totals(true), stats.kinds()), (vec![], vec!["a"]));
    }

    #[test]
    fn only_plausible_totals_count() {
        for (metrics, expected) in [
            (r#"{"percent_complete":25,"items_processed":2}"#, Some(8)),
            (r#"{"percent_complete":33.3,"items_processed":1}"#, Some(3)),
            (r#"{"items_total":0,"percent_complete":50,"items_processed":2}"#, Some(4)),
            (r#"{"items_total":"9"}"#, None),
            (r#"{"items_total":1.5}"#, None),
            (r#"{"items_total":-3}"#, None),
            (r#"{"items_total":9007199254740991}"#, Some((1 << 53) - 1)),
            (r#"{"items_total":9007199254740992}"#, None),
            (r#"{"percent_complete":1,"items_processed":9007199254740992}"#, None),
            (r#"{"items_total":1,"items\u005ftotal":7}"#, Some(7)),
            (r#"{"percent_complete":0.5,"items_processed":2}"#, None),
            (r#"{"percent_complete":101,"items_processed":2}"#, None),
            (r#"{"percent_complete":50}"#, None),
            (r#"{"percent_complete":50,"items_processed":0}"#, None),
            ("[1]", None),
            ("null", None),
        ] {
            assert_eq!(item_total(RawValue::parse(metrics).unwrap()), expected, "{metrics}");
        }
    }

    #[test]
    fn names_are_bounded() {
        let entries: Vec<_> = (0..150).map(|n| format!(r#""kind":"k{n}","input_id":"i{}""#, n % 120)).collect();
        let mut entries: Vec<_> = entries.iter().map(String::as_str).collect();
        let long = format!(r#""kind":"{}""#, "x".repeat(201));
        entries.push(&long);
        let stats = stats(&entries);
        assert_eq!((stats.kinds().len(), stats.inputs().len()), (100, 100));
        assert_eq!((stats.kinds()[..2].to_vec(), stats.inputs()[99].as_str()), (vec!["k0", "k1"], "i99"));
    }
}
