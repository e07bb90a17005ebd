//! The total as a dotted line across a panel.

use plotters::style::Color;

use crate::plot::{
    canvas::{Canvas, DrawError},
    context::RenderContext,
    elements::DashedLine,
    painter::PlotArea,
    theme::DASH,
};

/// Draws the line, if the total is known.
pub fn draw<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>, total: Option<u64>) -> Result<(), DrawError> {
    let RenderContext { domain, theme, layout, .. } = context;
    let Some(total) = total else { return Ok(()) };
    Ok(area.draw(&DashedLine {
        ends: [(domain.shown.0, total), (domain.shown.1, total)],
        dash: (layout.ratio.line_width(DASH) / 2).max(1),
        style: theme.muted.stroke_width(layout.ratio.line_width(1.0)),
    })?)
}
