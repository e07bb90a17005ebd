//! Files: the completed ones as an area, the failed ones stacked on it and hatched, the total as a dashed line.

use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};

use crate::{
    plot::{
        canvas::Canvas,
        layout::Layout,
        scale::Plane,
        step::{LevelLine, StepBand, StepLine, Steps},
        theme::{AREA_ALPHA, DASH, HATCH, LINE_WIDTH, Theme},
    },
    series::{Series, max},
};

/// Draws the files of `series`, which begins at `start` (ms).
pub fn draw<C: Canvas>(
    area: &DrawingArea<C, Plane>,
    series: &Series,
    start: i64,
    total: Option<u64>,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<C::ErrorType>> {
    let pixels = layout.pixels;
    let width = pixels.stroke(LINE_WIDTH);
    let steps = |counts| Steps { start, times: &series.times, counts };
    let (completed, finished) = (steps(&series.completed), series.finished());
    area.draw(&StepBand { upper: completed, lower: None, fill: theme.completed.mix(AREA_ALPHA), hatch: None })?;
    if max(&series.failed) > 0 {
        let stacked = steps(&finished);
        let hatch = Some((theme.failed.stroke(pixels.stroke(1.0)), pixels.stroke(HATCH)));
        area.draw(&StepBand { upper: stacked, lower: Some(completed), fill: theme.failed.mix(AREA_ALPHA), hatch })?;
        area.draw(&StepLine { steps: stacked, style: theme.failed.stroke(width), dash: None })?;
    }
    area.draw(&StepLine { steps: completed, style: theme.completed.stroke(width), dash: None })?;
    if let (Some(total), Some(end)) = (total, series.times.last()) {
        let style = theme.muted.stroke(pixels.stroke(1.0));
        area.draw(&LevelLine { ends: [(start, total), (*end, total)], style, dash: pixels.stroke(DASH) / 2 })?;
    }
    Ok(())
}
