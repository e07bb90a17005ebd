//! Items: per kind a solid line for successes and a dashed one of the same colour for failures, with the kind's name at
//! the end of the line where the axis has space for it.

use std::{cmp::Reverse, collections::BinaryHeap};

use plotters::style::Color;
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    plot::{
        canvas::{Canvas, DrawError},
        context::RenderContext,
        layers::total,
        painter::{Label, PlotArea},
        step::{StepLine, StepSeries},
        theme::{DASH, LINE_WIDTH},
    },
    series::{last, max},
};

/// Draws the items.
pub fn draw<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let RenderContext { model, kinds, item_total, domain, theme, layout, .. } = context;
    let ratio = layout.ratio;
    for kind in *kinds {
        let style = theme.kind(kind.color).stroke_width(ratio.line_width(LINE_WIDTH));
        let steps = |counts| StepSeries::new(&model.series.times, counts, domain);
        if max(&kind.failed) > 0 {
            area.draw(&StepLine { series: steps(&kind.failed), style, dash: Some(ratio.line_width(DASH)) })?;
        }
        area.draw(&StepLine { series: steps(&kind.success), style, dash: None })?;
    }
    total::draw(context, area, *item_total)?;
    // A forecast is drawn where the name would be.
    if item_total.is_none() || model.item_eta.is_none() { name_lines(context, area) } else { Ok(()) }
}

/// Writes names to the right of the present, where no data are. A name that would touch one above it is left out.
fn name_lines<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let RenderContext { painter, kinds, domain, theme, layout, locale, .. } = context;
    let ratio = layout.ratio;
    if domain.data.1 >= domain.shown.1 || !domain.contains(domain.data.1) {
        return Ok(());
    }
    // A sort instead adds 3 kB to the compressed wasm (docs/size.md).
    let (now, mut ends) = (domain.data.1, BinaryHeap::new());
    for (index, kind) in kinds.iter().enumerate() {
        let (x, y) = area.map_coordinate(&(now, last(&kind.success)));
        ends.push(Reverse((y, index, x)));
    }
    let line = ratio.px(theme.font_size * 1.3);
    let edges = area.get_y_axis_pixel_range();
    let lowest = edges.start.max(edges.end) - line / 2;
    let mut next_free = i32::MIN;
    // From the top; of equal ends in the order of the kinds.
    while let Some(Reverse((y, index, x))) = ends.pop() {
        let Some(kind) = kinds.get(index) else { continue };
        let (x, y) = (x + ratio.px(8.0), y.min(lowest));
        let name = kind.label().unwrap_or(locale.other());
        if x + painter.text_width(name, true)? <= layout.x.1 && y - line / 2 >= next_free {
            let label = Label { color: theme.kind(kind.color), bold: true, h: HPos::Left, v: VPos::Center };
            painter.write(name, label, (x, y))?;
            next_free = y + line / 2;
        }
    }
    Ok(())
}
