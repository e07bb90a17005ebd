//! The total as a dotted line across a panel.

use plotters::coord::CoordTranslate;

use crate::plot::{Scene, canvas::Canvas, pen::Stroke, scale::Plane, theme::DASH};

/// Draws the line, if the total is known.
pub fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane, total: Option<u64>) {
    let Scene { pen, domain, theme, layout, .. } = scene;
    let Some(total) = total else { return };
    let ends = [domain.shown.0, domain.shown.1].map(|ms| plane.translate(&(ms, total)));
    let dash = (layout.pixels.stroke(DASH) / 2).max(1);
    pen.draw(&ends, Stroke::Dashed(dash), theme.muted.stroke(layout.pixels.stroke(1.0)));
}
