//! Vertical lines: the present of a live job, and the starts of further attempts, where its counters fell.

use plotters::{element::PathElement, style::Color};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{
    canvas::{Canvas, DrawError},
    context::RenderContext,
    elements::DashedLine,
    painter::{Label, PlotArea},
    theme::DASH,
};

/// Draws the lines of one panel.
pub fn draw<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let RenderContext { painter, model, attempts, domain, layout, theme, locale, .. } = context;
    let ratio = layout.ratio;
    let top = area.get_y_range().end;
    let hairline = ratio.line_width(1.0);
    let now = domain.data.1;
    // At the edge of the panel the line would be a mere border.
    if model.live && now < domain.shown.1 && domain.contains(now) {
        area.draw(&PathElement::new([(now, 0), (now, top)], theme.axis.stroke_width(hairline)))?;
    }
    let label = Label { color: theme.muted, bold: false, h: HPos::Left, v: VPos::Top };
    // A label that would touch the one before it is left out.
    let mut next_free = layout.x.0;
    for (nth, &start) in attempts.iter().enumerate() {
        if !domain.contains(start) {
            continue;
        }
        area.draw(&DashedLine {
            ends: [(start, 0), (start, top)],
            dash: ratio.line_width(DASH),
            style: theme.muted.stroke_width(hairline),
        })?;
        let text = locale.attempt(nth + 2);
        let (x, y) = area.map_coordinate(&(start, top));
        let right = x + ratio.px(5.0) + painter.text_width(&text, false)?;
        if x >= next_free && right <= layout.x.1 {
            painter.write(&text, label, (x + ratio.px(5.0), y + ratio.px(3.0)))?;
            next_free = right + ratio.px(5.0);
        }
    }
    Ok(())
}
