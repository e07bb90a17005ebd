//! Files: the completed ones as an area, the failed ones stacked on it and hatched, the total as a dotted line.

use plotters::style::Color;

use crate::{
    plot::{
        canvas::{Canvas, DrawError},
        context::RenderContext,
        layers::total,
        painter::PlotArea,
        step::{Hatching, StepArea, StepLine, StepSeries},
        theme::{AREA_ALPHA, HATCH, LINE_WIDTH},
    },
    series::max,
};

/// Draws the files.
pub fn draw<C: Canvas>(context: &RenderContext<C>, area: &PlotArea<C>) -> Result<(), DrawError> {
    let RenderContext { model, domain, theme, layout, .. } = context;
    let (series, ratio) = (model.series, layout.ratio);
    let width = ratio.line_width(LINE_WIDTH);
    total::draw(context, area, model.total)?;
    let finished = series.finished();
    let steps = |counts| StepSeries::new(&series.times, counts, domain);
    let completed = model.shows("completed").then(|| steps(&series.completed));
    if let Some(completed) = completed {
        area.draw(&StepArea::new(completed, None, theme.completed.mix(AREA_ALPHA).filled()))?;
    }
    if max(&series.failed) > 0 && model.shows("failed") {
        let upper = steps(if completed.is_some() { &finished } else { &series.failed });
        let hatching =
            Hatching { style: theme.failed.stroke_width(ratio.line_width(1.0)), spacing: ratio.line_width(HATCH) };
        area.draw(&StepArea::new(upper, completed, theme.failed.mix(AREA_ALPHA).filled()).hatched(hatching))?;
        area.draw(&StepLine { series: upper, style: theme.failed.stroke_width(width), dash: None })?;
    }
    if let Some(completed) = completed {
        area.draw(&StepLine { series: completed, style: theme.completed.stroke_width(width), dash: None })?;
    }
    Ok(())
}
