//! The total as a dotted line across a panel.

use plotters::drawing::DrawingArea;

use crate::plot::{Failure, Scene, canvas::Canvas, scale::Plane, step::DashedLine, theme::DASH};

/// Draws the line, if the total is known.
pub fn draw<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>, total: Option<u64>) -> Result<(), Failure<C>> {
    let Scene { domain, theme, layout, .. } = scene;
    let Some(total) = total else { return Ok(()) };
    let style = theme.muted.stroke(layout.pixels.stroke(1.0));
    let ends = [(domain.shown.0, total), (domain.shown.1, total)];
    area.draw(&DashedLine { ends, style, dash: (layout.pixels.stroke(DASH) / 2).max(1) })
}
