//! Which kinds of items get a line, and its colour.

use std::{borrow::Cow, ops::Range};

use super::theme::KIND_COLORS;
use crate::series::{KindSeries, Series, add};

/// A kind as it is drawn.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// Its name; `None` for the sum of all kinds that have no line of their own.
    pub name: Option<&'a str>,
    /// Index into the theme's colours of kinds.
    pub color: usize,
    /// Items that ended well, per bucket end.
    pub success: Cow<'a, [u64]>,
    /// Items that failed, per bucket end.
    pub failed: Cow<'a, [u64]>,
}

impl Shown<'_> {
    /// What it is called where it is switched off; no kind's name can be taken for another thing.
    pub fn key(&self) -> String {
        self.name.map_or_else(|| "other".into(), |name| ["kind:", name].concat())
    }
}

/// Which kinds have a line, and which are summed up.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Their places in the series, and their colours; [`KIND_COLORS`] for those that are summed up.
    places: Vec<(usize, usize)>,
}

impl Chosen {
    /// The kinds that `filter` names (all if it is empty), in the order in which they appeared; beyond [`KIND_COLORS`]
    /// the largest keep a line and the rest are summed up.
    pub fn new(series: &Series, filter: &[String]) -> Self {
        let mut sizes = Vec::new();
        for (at, kind) in series.kinds.iter().enumerate() {
            if filter.is_empty() || filter.contains(&kind.name) {
                sizes.push((at, kind.max(), &kind.name));
            }
        }
        let mut chosen = Self::default();
        let mut taken = [false; KIND_COLORS];
        for &(at, size, name) in &sizes {
            // Of equal ones those that appeared first keep their line.
            let larger = sizes.iter().filter(|(other, of, _)| *of > size || (*of == size && *other < at));
            let own = larger.take(KIND_COLORS).count() < KIND_COLORS;
            chosen.places.push((at, if own { color(name, &mut taken) } else { KIND_COLORS }));
        }
        chosen
    }

    /// A part of their columns; `series` is the one that they were chosen from.
    pub fn within<'a>(&self, series: &'a Series, part: Range<usize>) -> Vec<Shown<'a>> {
        let cut = |column: &'a [u64]| column.get(part.clone()).unwrap_or_default();
        let (mut shown, mut rest) = (Vec::new(), None);
        for &(at, color) in &self.places {
            let Some(KindSeries { name, success, failed }) = series.kinds.get(at) else { continue };
            let (success, failed) = (cut(success), cut(failed));
            if color < KIND_COLORS {
                shown.push(Shown { name: Some(name), color, success: success.into(), failed: failed.into() });
            } else {
                let (successes, failures) = rest.get_or_insert_with(|| (vec![0; part.len()], vec![0; part.len()]));
                add(successes, success);
                add(failures, failed);
            }
        }
        if let Some((success, failed)) = rest {
            shown.push(Shown { name: None, color: KIND_COLORS, success: success.into(), failed: failed.into() });
        }
        shown
    }
}

/// The kinds to draw, with all their points.
pub fn shown<'a>(series: &'a Series, filter: &[String]) -> Vec<Shown<'a>> {
    Chosen::new(series, filter).within(series, 0..series.len())
}

/// A kind's colour: by its name, so that it is the same in every chart of the page; where that is taken by one that
/// appeared earlier, the next free one.
fn color(name: &str, taken: &mut [bool; KIND_COLORS]) -> usize {
    let wanted = hash(name) as usize;
    for color in wanted..wanted + KIND_COLORS {
        if let Some(taken @ false) = taken.get_mut(color % KIND_COLORS) {
            *taken = true;
            return color % KIND_COLORS;
        }
    }
    wanted % KIND_COLORS
}

/// FNV-1a, 32 bits: the standard library's hasher may change between releases.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(sizes: &[(&str, u64)]) -> Series {
        Series {
            times: vec![1],
            completed: vec![0],
            failed: vec![0],
            kinds: sizes
                .iter()
                .map(|(name, size)| KindSeries { name: (*name).into(), success: vec![*size], failed: vec![1] })
                .collect(),
            ..Series::default()
        }
    }

    #[test]
    fn a_kinds_colour_does_not_depend_on_those_that_come_later() {
        let few = series(&[("inference", 1), ("embedding", 1)]);
        let more = series(&[("inference", 1), ("embedding", 1), ("preprocess", 9), ("upload", 3)]);
        let color = |shown: &[Shown]| shown.iter().map(|kind| kind.color).collect::<Vec<_>>();
        assert_eq!(color(&shown(&few, &[])), color(&shown(&more, &[]))[..2]);
        let all: std::collections::BTreeSet<_> = shown(&more, &[]).iter().map(|kind| kind.color).collect();
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn the_smallest_of_many_kinds_are_summed_up() {
        let mut many: Vec<_> =
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].iter().map(|n| (*n, 5)).collect();
        many[9].1 = 7;
        let series = series(&many);
        let shown = shown(&series, &[]);
        assert_eq!(shown.len(), KIND_COLORS + 1);
        let colors: std::collections::BTreeSet<_> = shown.iter().map(|kind| kind.color).collect();
        assert_eq!(colors.len(), KIND_COLORS + 1, "each has its own");
        let names: String = shown.iter().filter_map(|kind| kind.name).collect();
        assert_eq!(names, "abcdefgj");
        let other = shown.last().unwrap();
        assert_eq!((other.name, other.success.as_ref(), other.failed.as_ref()), (None, &[15][..], &[3][..]));
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
            let kinds = Chosen::new(&series, &[]).within(&series, part);
            kinds.iter().map(|kind| (kind.success.to_vec(), kind.failed.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(part(1..2), [(vec![7], vec![8]), (vec![7], vec![8])]);
        assert_eq!(part(0..1), [(vec![1], vec![1]), (vec![2], vec![1])]);
        assert_eq!(part(5..6), [(vec![], vec![]), (vec![], vec![])]);
    }

    #[test]
    fn only_named_kinds_pass_a_filter() {
        let series = series(&[("a", 1), ("b", 2)]);
        let names: Vec<_> = shown(&series, &["b".into(), "z".into()]).iter().map(|kind| kind.name).collect();
        assert_eq!(names, [Some("b")]);
    }
}
