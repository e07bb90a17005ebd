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
