//! Which kinds of items get a line, and its colour.

use std::{borrow::Cow, cmp::Reverse, collections::BinaryHeap, ops::Range};

use super::theme::KIND_COLORS;
use crate::series::{KindSeries, Series, add};

/// A kind with a line of its own, or the sum of those that have none.
#[derive(Debug, Clone)]
pub struct VisibleKind<'a> {
    /// Its counters and its name; `None` for the sum.
    pub kind: Option<&'a KindSeries>,
    /// Index into the theme's colours of kinds.
    pub color: usize,
    /// Items that ended well, per bucket end.
    pub success: Cow<'a, [u64]>,
    /// Items that failed, per bucket end.
    pub failed: Cow<'a, [u64]>,
}

impl VisibleKind<'_> {
    /// Identifies it among the series of a chart: "other" for the sum, else "kind:" and its name. Names that are not
    /// shown whole may look the same, and have their colour, too.
    pub fn key(&self) -> String {
        match self.kind {
            None => "other".into(),
            Some(KindSeries { label: Some(label), .. }) => format!("kind:{label}#{}", self.color),
            Some(KindSeries { name, .. }) => format!("kind:{name}"),
        }
    }

    /// Its name as it is shown; `None` for the sum.
    pub fn label(&self) -> Option<&str> {
        self.kind.map(KindSeries::label)
    }
}

/// Which kinds of a series have a line of their own, and which are summed up.
#[derive(Debug, Clone, Default)]
pub struct KindSelection {
    kinds: Vec<SelectedKind>,
}

#[derive(Debug, Clone, Copy)]
struct SelectedKind {
    /// Index into the series' kinds.
    index: usize,
    /// Its colour; `None` if it is summed up with others.
    color: Option<usize>,
}

impl KindSelection {
    /// The kinds that `filter` names (all if it is empty), in the order in which they appeared. The [`KIND_COLORS`]
    /// largest have a line, of equal ones those that appeared first; the rest are summed up.
    pub fn new(series: &Series, filter: &[String]) -> Self {
        let selected: Vec<(usize, &KindSeries)> = series
            .kinds
            .iter()
            .enumerate()
            .filter(|(_, kind)| filter.is_empty() || filter.contains(&kind.name))
            .collect();
        // A sort instead adds 3 kB to the compressed wasm (docs/size.md).
        let mut by_size: BinaryHeap<(u64, Reverse<usize>)> =
            selected.iter().map(|(index, kind)| (kind.max(), Reverse(*index))).collect();
        let largest: Vec<usize> =
            (0..KIND_COLORS).filter_map(|_| by_size.pop()).map(|(_, Reverse(index))| index).collect();
        let mut taken = [false; KIND_COLORS];
        let kinds = selected
            .into_iter()
            .map(|(index, kind)| {
                let has_line = largest.contains(&index);
                SelectedKind { index, color: has_line.then(|| pick_color(&kind.name, &mut taken)) }
            })
            .collect();
        Self { kinds }
    }

    /// The selected kinds with the counts of a range of points. `series` must be the one of [`KindSelection::new`].
    pub fn slice<'a>(&self, series: &'a Series, range: Range<usize>) -> Vec<VisibleKind<'a>> {
        let slice = |column: &'a [u64]| column.get(range.clone()).unwrap_or_default();
        let mut visible = Vec::new();
        let mut other: Option<(Vec<u64>, Vec<u64>)> = None;
        for SelectedKind { index, color } in &self.kinds {
            let Some(kind) = series.kinds.get(*index) else { continue };
            let (success, failed) = (slice(&kind.success), slice(&kind.failed));
            if let Some(color) = *color {
                visible.push(VisibleKind { kind: Some(kind), color, success: success.into(), failed: failed.into() });
            } else {
                let (successes, failures) = other.get_or_insert_with(|| (vec![0; range.len()], vec![0; range.len()]));
                add(successes, success);
                add(failures, failed);
            }
        }
        if let Some((success, failed)) = other {
            visible.push(VisibleKind {
                kind: None,
                color: KIND_COLORS,
                success: success.into(),
                failed: failed.into(),
            });
        }
        visible
    }
}

/// A kind's colour follows from its name, so that it is the same in every chart of the page. If a kind that appeared
/// earlier has it already, the next free one is taken.
fn pick_color(name: &str, taken: &mut [bool; KIND_COLORS]) -> usize {
    let preferred = hash(name) as usize % KIND_COLORS;
    let color = (preferred..preferred + KIND_COLORS)
        .map(|color| color % KIND_COLORS)
        .find(|color| taken.get(*color) == Some(&false))
        .unwrap_or(preferred);
    if let Some(taken) = taken.get_mut(color) {
        *taken = true;
    }
    color
}

/// FNV-1a, 32 bits: the standard library's hasher may change between releases.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds with all their points.
    fn visible<'a>(series: &'a Series, filter: &[String]) -> Vec<VisibleKind<'a>> {
        KindSelection::new(series, filter).slice(series, 0..series.len())
    }

    fn series(sizes: &[(&str, u64)]) -> Series {
        Series {
            times: vec![1],
            completed: vec![0],
            failed: vec![0],
            kinds: sizes
                .iter()
                .map(|(name, size)| KindSeries {
                    name: (*name).into(),
                    success: vec![*size],
                    failed: vec![1],
                    ..KindSeries::default()
                })
                .collect(),
            ..Series::default()
        }
    }

    #[test]
    fn a_kinds_colour_does_not_depend_on_those_that_come_later() {
        let few = series(&[("inference", 1), ("embedding", 1)]);
        let more = series(&[("inference", 1), ("embedding", 1), ("preprocess", 9), ("upload", 3)]);
        let color = |visible: &[VisibleKind]| visible.iter().map(|kind| kind.color).collect::<Vec<_>>();
        assert_eq!(color(&visible(&few, &[])), color(&visible(&more, &[]))[..2]);
        let all: std::collections::BTreeSet<_> = visible(&more, &[]).iter().map(|kind| kind.color).collect();
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn the_smallest_of_many_kinds_are_summed_up() {
        let mut many: Vec<_> =
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].iter().map(|n| (*n, 5)).collect();
        many[9].1 = 7;
        let series = series(&many);
        let visible = visible(&series, &[]);
        assert_eq!(visible.len(), KIND_COLORS + 1);
        let colors: std::collections::BTreeSet<_> = visible.iter().map(|kind| kind.color).collect();
        assert_eq!(colors.len(), KIND_COLORS + 1, "each has its own");
        let names: String = visible.iter().filter_map(VisibleKind::label).collect();
        assert_eq!(names, "abcdefgj");
        let other = visible.last().unwrap();
        assert_eq!((other.label(), other.success.as_ref(), other.failed.as_ref()), (None, &[15][..], &[3][..]));
    }

    #[test]
    fn a_part_has_the_counts_of_its_points() {
        let mut series = series(&[("a", 1), ("b", 2)]);
        series.times = vec![1, 2];
        for kind in &mut series.kinds {
            kind.success.push(7);
            kind.failed.push(8);
        }
        let part = |part| {
            let kinds = KindSelection::new(&series, &[]).slice(&series, part);
            kinds.iter().map(|kind| (kind.success.to_vec(), kind.failed.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(part(1..2), [(vec![7], vec![8]), (vec![7], vec![8])]);
        assert_eq!(part(0..1), [(vec![1], vec![1]), (vec![2], vec![1])]);
        assert_eq!(part(5..6), [(vec![], vec![]), (vec![], vec![])]);
    }

    #[test]
    fn only_named_kinds_pass_a_filter() {
        let series = series(&[("a", 1), ("b", 2)]);
        let names: Vec<_> = visible(&series, &["b".into(), "z".into()]).iter().map(VisibleKind::key).collect();
        assert_eq!(names, ["kind:b"]);
    }
}
