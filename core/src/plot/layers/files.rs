//! Files: the completed ones as an area, the failed ones stacked on it and hatched, the total as a dotted line.

use crate::{
    plot::{
        Scene,
        canvas::Canvas,
        layers::total,
        pen::Stroke,
        scale::Plane,
        step::Steps,
        theme::{AREA_ALPHA, HATCH, LINE_WIDTH},
    },
    series::max,
};

/// Draws the files.
pub fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let Scene { pen, picture, domain, theme, .. } = scene;
    let (series, pixels) = (picture.series, scene.layout.pixels);
    let width = pixels.stroke(LINE_WIDTH);
    total::draw(scene, plane, picture.total);
    let finished = series.finished();
    let steps = |counts| Steps::new(&series.times, counts, domain);
    let completed = picture.shows("completed").then(|| steps(&series.completed));
    if let Some(completed) = completed {
        pen.draw(&completed.band(None, plane), Stroke::Filled, theme.completed.fill(AREA_ALPHA));
    }
    if max(&series.failed) > 0 && picture.shows("failed") {
        let upper = steps(if completed.is_some() { &finished } else { &series.failed });
        let band = upper.band(completed, plane);
        pen.draw(&band, Stroke::Filled, theme.failed.fill(AREA_ALPHA));
        pen.draw(&band, Stroke::Hatched(pixels.stroke(HATCH)), theme.failed.stroke(pixels.stroke(1.0)));
        upper.draw(pen, plane, theme.failed.stroke(width), None);
    }
    if let Some(completed) = completed {
        completed.draw(pen, plane, theme.completed.stroke(width), None);
    }
}
