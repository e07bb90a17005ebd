//! Progress entries as a rug along the time axis: a bar per column of CSS pixels, which is higher the more entries are
//! in it.

use plotters::{element::Polygon, style::Color};

use crate::plot::{
    canvas::{Canvas, DrawError},
    context::RenderContext,
    theme::MARKER_ALPHA,
};

/// Height of the bar of a single entry in CSS pixels.
const MIN_HEIGHT: f64 = 5.0;
/// CSS pixels that each doubling of the entries adds.
const HEIGHT_PER_DOUBLING: f64 = 2.0;
/// Height of the highest bar in CSS pixels.
const MAX_HEIGHT: f64 = 17.0;

/// Draws the rug onto the lowest panel.
pub fn draw<C: Canvas>(context: &RenderContext<C>) -> Result<(), DrawError> {
    let RenderContext { painter, model, layout, theme, domain, .. } = context;
    let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return Ok(()) };
    let (from, to) = domain.shown;
    let ratio = layout.ratio;
    let width = ratio.px(1.0).max(1);
    let start = model.markers.partition_point(|ms| *ms < from);
    // All bars are one polygon: one call of the canvas for up to a thousand of them.
    let (mut outline, base) = (Vec::new(), panel.y.1);
    let mut rest = model.markers.get(start..).unwrap_or_default();
    while let Some(&first) = rest.first().filter(|ms| **ms <= to) {
        let column_of = |ms: i64| ((layout.x_of(ms) - f64::from(layout.x.0)) / f64::from(width)) as i32;
        let column = column_of(first);
        let count = rest.partition_point(|ms| *ms <= to && column_of(*ms) <= column).max(1);
        rest = rest.get(count..).unwrap_or_default();
        let height = ratio.px((MIN_HEIGHT + HEIGHT_PER_DOUBLING * f64::from(count.ilog2())).min(MAX_HEIGHT));
        let x = layout.x.0 + column * width;
        outline.extend([(x, base), (x, base - height), (x + width, base - height), (x + width, base)]);
    }
    if outline.is_empty() {
        return Ok(());
    }
    Ok(painter.root().draw(&Polygon::new(outline, theme.text.mix(MARKER_ALPHA)))?)
}
