//! The total as a dotted line across a panel.

use crate::plot::{
    Scene,
    canvas::Canvas,
    pen::Stroke,
    scale::{Plane, line},
    theme::DASH,
};

/// Draws the line, if the total is known.
pub fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane, total: Option<u64>) {
    let Scene { pen, domain, theme, layout, .. } = scene;
    let Some(total) = total else { return };
    let ends = line(plane, (domain.shown.0, total), (domain.shown.1, total));
    let dash = (layout.pixels.stroke(DASH) / 2).max(1);
    pen.draw(&ends, Stroke::Dashed(dash), theme.muted.stroke(layout.pixels.stroke(1.0)));
}
