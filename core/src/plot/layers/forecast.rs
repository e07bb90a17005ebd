//! The forecast: a dashed line from now to the total, its range as a pale cone, a circle where the total is likely
//! reached.

use plotters::{
    element::{Circle, Polygon},
    style::Color,
};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    forecast::Eta,
    plot::{
        canvas::{Canvas, DrawError},
        context::RenderContext,
        elements::DashedLine,
        locale::TimeForm,
        painter::{Label, PlotArea},
        scale::DataPoint,
        theme::{CONE_ALPHA, DASH, LINE_WIDTH, Rgba},
    },
    series::last,
};

/// Draws the forecast of the files, if there is one and a total to reach.
pub fn files<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let model = context.model;
    let (Some(eta), Some(total), true) = (model.eta, model.total, model.shows("completed")) else { return Ok(()) };
    let done = last(&model.series.finished());
    draw(context, area, &Forecast { done, total, eta, color: context.theme.completed })
}

/// Draws the forecast of the items of a job that has one kind of them.
pub fn items<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let (Some(eta), Some(total), [kind]) = (context.model.item_eta, context.item_total, context.kinds) else {
        return Ok(());
    };
    let done = last(&kind.success);
    draw(context, area, &Forecast { done, total, eta, color: context.theme.kind(kind.color) })
}

/// Where a counter is now, and when it will reach its total.
struct Forecast {
    done: u64,
    total: u64,
    eta: Eta,
    color: Rgba,
}

fn draw<C: Canvas>(
    context: &RenderContext<C>,
    area: &PlotArea<C>,
    &Forecast { done, total, eta, color }: &Forecast,
) -> Result<(), DrawError> {
    let domain = &context.domain;
    let (now, end) = (domain.data.1, domain.shown.1);
    if done >= total || now < domain.shown.0 || now >= end {
        return Ok(());
    }
    let ratio = context.layout.ratio;
    // Where the line from now to (`ms`, total) ends on the axis.
    let clip = |ms: i64| {
        if ms <= end {
            return (ms, total);
        }
        let share = (end - now) as f64 / (ms - now) as f64;
        (end, done + ((total - done) as f64 * share) as u64)
    };
    let (early, likely, late) = (clip(eta.early.max(now)), clip(eta.likely.max(now)), clip(eta.late.max(now)));
    let mut cone = vec![(now, done), early];
    if early.1 == total && late.1 < total {
        // One edge reaches the total and the other the end of the axis: their corner belongs to the cone.
        cone.push((end, total));
    }
    cone.push(late);
    area.draw(&Polygon::new(cone, color.mix(CONE_ALPHA)))?;
    area.draw(&DashedLine {
        ends: [(now, done), likely],
        dash: ratio.line_width(DASH),
        style: color.stroke_width(ratio.line_width(LINE_WIDTH)),
    })?;
    if likely.1 == total { mark_end(context, area, likely, color) } else { Ok(()) }
}

/// Draws a circle around the likely end, with its time above.
fn mark_end<C: Canvas>(
    context: &RenderContext<C>,
    area: &PlotArea<C>,
    end: DataPoint,
    color: Rgba,
) -> Result<(), DrawError> {
    let RenderContext { painter, layout, theme, .. } = context;
    let ratio = layout.ratio;
    let radius = ratio.px(4.0);
    area.draw(&Circle::new(end, radius, theme.back.filled()))?;
    area.draw(&Circle::new(end, radius, color.stroke_width(ratio.line_width(LINE_WIDTH))))?;
    let (x, y) = area.map_coordinate(&end);
    let text = context.format_time(end.0, TimeForm::Minutes);
    let half = painter.text_width(&text, true)? / 2 + 1;
    let x = x.min(painter.size().0 - half).max(half);
    let label = Label { color, bold: true, h: HPos::Center, v: VPos::Bottom };
    painter.write(&text, label, (x, y - ratio.px(7.0)))
}
