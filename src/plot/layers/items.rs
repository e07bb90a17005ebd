//! Items: per kind a solid line for those that ended well and a dashed one of the same colour for those that failed.

use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};

use crate::{
    plot::{
        canvas::Canvas,
        kinds::Shown,
        layout::Layout,
        scale::Plane,
        step::{StepLine, Steps},
        theme::{DASH, LINE_WIDTH, Theme},
    },
    series::{Series, max},
};

/// Draws the items of `kinds`, which are columns of `series`, which begins at `start` (ms).
pub fn draw<C: Canvas>(
    area: &DrawingArea<C, Plane>,
    series: &Series,
    kinds: &[Shown],
    start: i64,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<C::ErrorType>> {
    let pixels = layout.pixels;
    for kind in kinds {
        let style = theme.kind(kind.color).stroke(pixels.stroke(LINE_WIDTH));
        let steps = |counts| Steps { start, times: &series.times, counts };
        if max(&kind.failed) > 0 {
            area.draw(&StepLine { steps: steps(&kind.failed), style, dash: Some(pixels.stroke(DASH)) })?;
        }
        area.draw(&StepLine { steps: steps(&kind.success), style, dash: None })?;
    }
    Ok(())
}
