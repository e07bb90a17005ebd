//! Step-after lines and the bands between them, as elements of plotters.
//!
//! Counts are known at bucket ends only, so a line stays level until the next one. Per pixel column only the first and
//! the last value are drawn: of a cumulative counter that is the whole truth.

use std::iter;

use plotters::{
    element::{Drawable, PointCollection},
    style::ShapeStyle,
};
use plotters_backend::{BackendColor, BackendCoord, DrawingErrorKind};

use super::{canvas::Canvas, domain::Domain};

/// A part of a column of counts over time.
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a> {
    start: (i64, u64),
    times: &'a [i64],
    counts: &'a [u64],
    end: (i64, u64),
}

impl<'a> Steps<'a> {
    /// The part of a column that the axis shows. Before the first bucket end the count is 0.
    pub fn new(times: &'a [i64], counts: &'a [u64], domain: &Domain) -> Self {
        let (from, to) = (domain.shown.0.max(domain.data.0), domain.shown.1.min(domain.data.1));
        let passed = |ms: i64| times.partition_point(|time| *time <= ms);
        let level = |after: usize| after.checked_sub(1).and_then(|at| counts.get(at)).copied().unwrap_or(0);
        let (first, last) = (passed(from), passed(to));
        let within = first..last.max(first);
        Self {
            start: (from, level(first)),
            times: times.get(within.clone()).unwrap_or_default(),
            counts: counts.get(within).unwrap_or_default(),
            end: (to.max(from), level(last)),
        }
    }

    fn points(self) -> impl Iterator<Item = (i64, u64)> + 'a {
        let within = self.times.iter().copied().zip(self.counts.iter().copied());
        iter::once(self.start).chain(within).chain([self.end])
    }

    fn len(self) -> usize {
        self.times.len() + 2
    }
}

/// The corners of the step-after line through points that come in the order of x: at most two per column.
pub fn corners(points: impl Iterator<Item = BackendCoord>) -> Vec<BackendCoord> {
    let mut path: Vec<BackendCoord> = Vec::new();
    let mut end = None;
    for (x, y) in points {
        end = Some(x);
        let before = path.len().checked_sub(2).and_then(|at| path.get(at)).copied();
        match path.last_mut() {
            None => path.push((x, y)),
            Some(last) if last.1 == y => {}
            // This column already has its vertical: let it end where the column ends.
            Some(last) if last.0 == x && before.is_some_and(|before| before.0 == x) => last.1 = y,
            Some(&mut (last_x, level)) => {
                if last_x != x {
                    path.push((x, level));
                }
                path.push((x, y));
            }
        }
    }
    if let (Some(x), Some(&(last_x, level))) = (end, path.last())
        && last_x != x
    {
        path.push((x, level));
    }
    path
}

type Points<'a> = Box<dyn Iterator<Item = (i64, u64)> + 'a>;

/// A stroked step line.
pub struct StepLine<'a> {
    /// What it shows.
    pub steps: Steps<'a>,
    /// Its colour and its width in device pixels.
    pub style: ShapeStyle,
    /// Length of its dashes in device pixels; solid if `None`.
    pub dash: Option<u32>,
}

impl<'a> PointCollection<'a, (i64, u64)> for &'a StepLine<'_> {
    type Point = (i64, u64);
    type IntoIter = Points<'a>;

    fn point_iter(self) -> Self::IntoIter {
        Box::new(self.steps.points())
    }
}

impl<C: Canvas> Drawable<C> for StepLine<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        let path = corners(points);
        match self.dash {
            Some(dash) => canvas.dashed_path(&path, &self.style, dash),
            None => canvas.draw_path(path, &self.style),
        }
    }
}

/// The area between two step lines.
pub struct StepBand<'a> {
    /// The upper edge.
    pub upper: Steps<'a>,
    /// The lower edge; the base of the panel if `None`.
    pub lower: Option<Steps<'a>>,
    /// Its colour.
    pub fill: BackendColor,
    /// Hatch lines on it, and their spacing in device pixels.
    pub hatch: Option<(ShapeStyle, u32)>,
}

impl<'a> PointCollection<'a, (i64, u64)> for &'a StepBand<'_> {
    type Point = (i64, u64);
    type IntoIter = Points<'a>;

    fn point_iter(self) -> Self::IntoIter {
        let base = self.lower.is_none().then_some([(self.upper.start.0, 0), (self.upper.end.0, 0)]);
        let lower = self.lower.into_iter().flat_map(Steps::points).chain(base.into_iter().flatten());
        Box::new(self.upper.points().chain(lower))
    }
}

impl<C: Canvas> Drawable<C> for StepBand<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        let mut outline = corners(points.by_ref().take(self.upper.len()));
        outline.extend(corners(points).into_iter().rev());
        canvas.fill_polygon(outline.iter().copied(), &self.fill)?;
        match &self.hatch {
            Some((style, spacing)) => canvas.hatch_polygon(&outline, style, *spacing),
            None => Ok(()),
        }
    }
}

/// A dashed straight line.
pub struct DashedLine {
    /// Its two ends: ms since the Unix epoch and count.
    pub ends: [(i64, u64); 2],
    /// Its colour and its width in device pixels.
    pub style: ShapeStyle,
    /// Length of its dashes in device pixels.
    pub dash: u32,
}

impl<'a> PointCollection<'a, (i64, u64)> for &'a DashedLine {
    type Point = &'a (i64, u64);
    type IntoIter = &'a [(i64, u64); 2];

    fn point_iter(self) -> Self::IntoIter {
        &self.ends
    }
}

impl<C: Canvas> Drawable<C> for DashedLine {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut C,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<C::ErrorType>> {
        canvas.dashed_path(&points.collect::<Vec<_>>(), &self.style, self.dash)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::{super::domain::Domain, *};

    fn of(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
        corners(points.iter().copied())
    }

    #[test]
    fn a_line_is_level_until_the_next_point() {
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[(0, 9)]), [(0, 9)]);
        assert_eq!(of(&[(0, 9), (5, 4), (8, 4), (9, 1)]), [(0, 9), (5, 9), (5, 4), (9, 4), (9, 1)]);
        assert_eq!(of(&[(0, 9), (5, 9), (9, 9)]), [(0, 9), (9, 9)]);
    }

    #[test]
    fn a_column_has_one_vertical() {
        assert_eq!(of(&[(0, 9), (0, 7), (0, 5)]), [(0, 9), (0, 5)]);
        assert_eq!(of(&[(0, 9), (3, 7), (3, 6), (3, 2), (4, 2)]), [(0, 9), (3, 9), (3, 2), (4, 2)]);
    }

    #[test]
    fn a_part_begins_and_ends_at_its_levels() {
        let (times, counts) = ([10, 20, 30, 40], [1, 2, 3, 4]);
        let part = |shown| {
            let domain = Domain { data: (0, 40), full: (0, 60), shown };
            Steps::new(&times, &counts, &domain).points().collect::<Vec<_>>()
        };
        assert_eq!(part((0, 60)), [(0, 0), (10, 1), (20, 2), (30, 3), (40, 4), (40, 4)]);
        assert_eq!(part((15, 35)), [(15, 1), (20, 2), (30, 3), (35, 3)]);
        assert_eq!(part((21, 22)), [(21, 2), (22, 2)]);
        assert_eq!(part((50, 60)), [(50, 4), (50, 4)]);
    }

    proptest! {
        #[test]
        fn decimation_keeps_every_columns_first_and_last(
            mut xs in prop::collection::vec(0i32..50, 1..400),
            mut ys in prop::collection::vec(0i32..1000, 400),
        ) {
            xs.sort_unstable();
            ys.sort_unstable_by(|a, b| b.cmp(a));
            let points: Vec<_> = xs.into_iter().zip(ys).collect();
            let path = of(&points);
            prop_assert!(path.len() <= 2 * 50 + 2);
            prop_assert!(path.windows(2).all(|pair| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1));
            for pair in points.windows(2) {
                // The level between two columns is the last value of the first.
                if pair[0].0 < pair[1].0 {
                    let level = path.iter().rev().find(|corner| corner.0 <= pair[0].0).map(|corner| corner.1);
                    prop_assert_eq!(level, Some(pair[0].1));
                }
            }
            prop_assert_eq!(path.last(), points.last());
        }
    }
}
