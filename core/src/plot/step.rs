//! Step-after lines and the bands between them.
//!
//! Counts are known at bucket ends only, so a line stays level until the next one. Per pixel column only the first and
//! the last value are drawn: of a cumulative counter that is the whole truth.

use plotters::coord::CoordTranslate;
use plotters_backend::BackendCoord;

use super::{
    canvas::Canvas,
    domain::Domain,
    pen::{Pen, Stroke},
    scale::{Plane, line},
    theme::Ink,
};

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

    fn each(self, mut point: impl FnMut((i64, u64))) {
        point(self.start);
        for (time, count) in self.times.iter().zip(self.counts) {
            point((*time, *count));
        }
        point(self.end);
    }

    /// The corners of the line in device pixels.
    fn corners(self, plane: &Plane) -> Vec<BackendCoord> {
        let mut corners = Corners::default();
        self.each(|point| corners.push(plane.translate(&point)));
        corners.finish()
    }

    /// Strokes the line; with dashes of so many device pixels, or solid.
    pub fn draw<C: Canvas>(self, pen: &Pen<C>, plane: &Plane, ink: Ink, dash: Option<u32>) {
        pen.draw(&self.corners(plane), dash.map_or(Stroke::Steps, Stroke::Dashed), ink);
    }

    /// The outline of the area down to another line, or to the base of the panel.
    pub fn band(self, lower: Option<Self>, plane: &Plane) -> Vec<BackendCoord> {
        let mut outline = self.corners(plane);
        match lower {
            Some(lower) => outline.extend(lower.corners(plane).iter().rev()),
            None => outline.extend(line(plane, (self.end.0, 0), (self.start.0, 0))),
        }
        outline
    }
}

/// The corners of the step-after line through points that come in the order of x: at most two per column.
#[derive(Default)]
struct Corners {
    path: Vec<BackendCoord>,
    end: i32,
}

impl Corners {
    fn push(&mut self, (x, y): BackendCoord) {
        self.end = x;
        let path = &mut self.path;
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

    fn finish(mut self) -> Vec<BackendCoord> {
        if let Some(&(last_x, level)) = self.path.last()
            && last_x != self.end
        {
            self.path.push((self.end, level));
        }
        self.path
    }
}

/// The area that a step line of a width covers, as its outline: once along above and to the left of it, and back below
/// and to the right. `None` for a line that falls anywhere: its outline could cross itself.
///
/// A line of odd width covers one pixel more below and to the right than above and to the left. Where its first or last
/// segment is shorter than the width, the corner next to it is cut off with the end.
pub fn outline(path: &[BackendCoord], width: u32) -> Option<Vec<BackendCoord>> {
    let (before, after) = (width as i32 / 2, width as i32 - width as i32 / 2);
    let rises = |pair: &[BackendCoord]| matches!(pair, [a, b] if a.0 <= b.0 && a.1 >= b.1);
    let (&[(_, y0), (_, y1), ..], &[.., (_, y2), (_, y3)]) = (path, path) else { return None };
    if !path.windows(2).all(rises) {
        return None;
    }
    let (mut outline, mut back) = (Vec::with_capacity(2 * path.len()), Vec::with_capacity(path.len()));
    for (at, &(x, y)) in path.iter().enumerate() {
        // The ends are cut off straight, across the first and the last segment.
        let (across, down) = match at {
            0 => (i32::from(y0 != y1), i32::from(y0 == y1)),
            _ if at + 1 == path.len() => (i32::from(y2 != y3), i32::from(y2 == y3)),
            _ => (1, 1),
        };
        outline.push((x - across * before, y - down * before));
        back.push((x + across * after, y + down * after));
    }
    outline.extend(back.iter().rev());
    Some(outline)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::domain::Domain, *};

    fn of(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
        let mut corners = Corners::default();
        points.iter().for_each(|point| corners.push(*point));
        corners.finish()
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
            let mut points = Vec::new();
            Steps::new(&times, &counts, &domain).each(|point| points.push(point));
            points
        };
        assert_eq!(part((0, 60)), [(0, 0), (10, 1), (20, 2), (30, 3), (40, 4), (40, 4)]);
        assert_eq!(part((15, 35)), [(15, 1), (20, 2), (30, 3), (35, 3)]);
        assert_eq!(part((21, 22)), [(21, 2), (22, 2)]);
        assert_eq!(part((50, 60)), [(50, 4), (50, 4)]);
    }

    /// The pixels that squares of a width around all places of a path cover, except beyond its ends.
    fn covered(path: &[BackendCoord], width: i32) -> std::collections::BTreeSet<BackendCoord> {
        let (low, high) = (width / 2, width - width / 2);
        let mut pixels = std::collections::BTreeSet::new();
        for (at, pair) in path.windows(2).enumerate() {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let (first, last) = (at == 0, at + 2 == path.len());
            let level = y0 == y1;
            // Joins reach around corners, ends don't.
            let (left, right) = if level {
                (x0 - if first { 0 } else { low }, x1 + if last { 0 } else { high })
            } else {
                (x0 - low, x0 + high)
            };
            let (top, bottom) = if level {
                (y0 - low, y0 + high)
            } else {
                (y1 - if last { 0 } else { low }, y0 + if first { 0 } else { high })
            };
            pixels.extend((left..right).flat_map(|x| (top..bottom).map(move |y| (x, y))));
        }
        pixels
    }

    /// The pixels whose middles are in a polygon, by counting how often it goes around them.
    fn inside(polygon: &[BackendCoord]) -> std::collections::BTreeSet<BackendCoord> {
        let winding = |x: i32, y: i32| -> i32 {
            let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
            edges
                .map(|(a, b)| match (a.0 > x, a.1 <= y, b.1 <= y) {
                    (true, true, false) => 1,
                    (true, false, true) => -1,
                    _ => 0,
                })
                .sum()
        };
        let range = -20..120;
        range.clone().flat_map(|x| range.clone().map(move |y| (x, y))).filter(|(x, y)| winding(*x, *y) != 0).collect()
    }

    #[test]
    fn a_line_that_falls_has_no_outline() {
        assert!(outline(&[(0, 5), (3, 5), (3, 9), (6, 9)], 2).is_none());
        assert!(outline(&[(0, 5)], 2).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn an_outline_covers_what_the_stroke_covers(
            mut xs in prop::collection::vec(0i32..80, 2..30),
            mut ys in prop::collection::vec(0i32..80, 30),
            width in 1i32..6,
        ) {
            xs.sort_unstable();
            ys.sort_unstable_by(|a, b| b.cmp(a));
            // Ends of segments that are longer than the line is wide.
            let last = ys[xs.len() - 1];
            let points = xs.into_iter().zip(ys.iter().copied());
            let path = of(&std::iter::once((-9, ys[0])).chain(points).chain([(90, last)]).collect::<Vec<_>>());
            if let Some(outline) = outline(&path, width as u32) {
                prop_assert_eq!(inside(&outline), covered(&path, width));
            }
        }

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
