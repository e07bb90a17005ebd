//! Progress entries as a rug along the time axis: a bar per column of CSS pixels, the higher the more entries are in it.

use crate::plot::{Scene, canvas::Canvas, pen::Stroke, theme::MARKER_ALPHA};

/// Height of the bar of a single entry in CSS pixels.
const LEAST: f64 = 5.0;
/// Each doubling of the entries adds so many CSS pixels.
const STEP: f64 = 2.0;
/// Highest bar in CSS pixels.
const MOST: f64 = 17.0;

/// Draws the rug onto the lowest panel.
pub fn draw<C: Canvas>(scene: &Scene<C>) {
    let Scene { pen, picture, layout, theme, .. } = scene;
    let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return };
    let (from, to) = scene.domain.shown;
    let width = layout.pixels.of(1.0).max(1);
    let start = picture.markers.partition_point(|ms| *ms < from);
    // One skyline for all bars is one call of the canvas.
    let (mut skyline, base) = (Vec::new(), panel.y.1);
    let mut rest = picture.markers.get(start..).unwrap_or_default();
    while let Some(&first) = rest.first().filter(|ms| **ms <= to) {
        let column = |ms: i64| ((layout.x_of(ms) - f64::from(layout.x.0)) / f64::from(width)) as i32;
        let at = column(first);
        let count = rest.partition_point(|ms| *ms <= to && column(*ms) <= at);
        rest = rest.get(count.max(1)..).unwrap_or_default();
        let height = layout.pixels.of((LEAST + STEP * f64::from(count.max(1).ilog2())).min(MOST));
        let x = layout.x.0 + at * width;
        skyline.extend([(x, base), (x, base - height), (x + width, base - height), (x + width, base)]);
    }
    if !skyline.is_empty() {
        pen.draw(&skyline, Stroke::Filled, theme.text.fill(MARKER_ALPHA));
    }
}
