//! Files: the completed ones as an area, the failed ones stacked on it and hatched, the total as a dotted line.

use plotters::drawing::DrawingArea;

use crate::{
    plot::{
        Failure, Scene,
        canvas::Canvas,
        layers::total,
        scale::Plane,
        step::{StepBand, StepLine, Steps},
        theme::{AREA_ALPHA, HATCH, LINE_WIDTH},
    },
    series::max,
};

/// Draws the files.
pub fn draw<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>) -> Result<(), Failure<C>> {
    let Scene { picture, domain, theme, .. } = scene;
    let (series, pixels) = (picture.series, scene.layout.pixels);
    let width = pixels.stroke(LINE_WIDTH);
    total::draw(scene, area, picture.total)?;
    let finished = series.finished();
    let steps = |counts| Steps::new(&series.times, counts, domain);
    let completed = picture.shows("completed").then(|| steps(&series.completed));
    if let Some(completed) = completed {
        area.draw(&StepBand { upper: completed, lower: None, fill: theme.completed.mix(AREA_ALPHA), hatch: None })?;
    }
    if max(&series.failed) > 0 && picture.shows("failed") {
        let upper = steps(if completed.is_some() { &finished } else { &series.failed });
        let hatch = Some((theme.failed.stroke(pixels.stroke(1.0)), pixels.stroke(HATCH)));
        area.draw(&StepBand { upper, lower: completed, fill: theme.failed.mix(AREA_ALPHA), hatch })?;
        area.draw(&StepLine { steps: upper, style: theme.failed.stroke(width), dash: None })?;
    }
    if let Some(steps) = completed {
        area.draw(&StepLine { steps, style: theme.completed.stroke(width), dash: None })?;
    }
    Ok(())
}
