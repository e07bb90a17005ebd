//! The future: a dashed line from now to the total, its range as a pale cone, the likely end as a ring on the total.

use plotters::{
    drawing::DrawingArea,
    element::{Circle, Polygon},
};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    forecast::Eta,
    plot::{
        Failure, Scene,
        canvas::Canvas,
        kinds::Shown,
        layout::bold,
        locale::TimeForm,
        scale::Plane,
        step::DashedLine,
        theme::{CONE_ALPHA, DASH, LINE_WIDTH, Rgba},
    },
    series::last,
};

/// The forecast of the files, if there is one and a total to reach.
pub fn files<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>) -> Result<(), Failure<C>> {
    let picture = scene.picture;
    let (Some(eta), Some(total), true) = (picture.eta, picture.total, picture.shows("completed")) else {
        return Ok(());
    };
    draw(scene, area, &Goal { done: last(&picture.series.finished()), total, eta, color: scene.theme.completed })
}

/// The same of the items of a job that has one kind of them.
pub fn items<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>, kinds: &[Shown]) -> Result<(), Failure<C>> {
    let picture = scene.picture;
    let (Some(eta), Some(total)) = (picture.item_eta, picture.single_total(kinds)) else { return Ok(()) };
    let Some(kind) = kinds.first().filter(|kind| picture.shows(&kind.key())) else { return Ok(()) };
    draw(scene, area, &Goal { done: last(&kind.success), total, eta, color: scene.theme.kind(kind.color) })
}

/// Where a counter is, and where it will be when.
struct Goal {
    done: u64,
    total: u64,
    eta: Eta,
    color: Rgba,
}

fn draw<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>, goal: &Goal) -> Result<(), Failure<C>> {
    let domain = &scene.domain;
    let Goal { done, total, eta, color } = *goal;
    let (now, end) = (domain.data.1, domain.shown.1);
    if done >= total || now < domain.shown.0 || now >= end {
        return Ok(());
    }
    let pixels = scene.layout.pixels;
    // Where a line towards (`ms`, total) is when it leaves the axis.
    let reach = |ms: i64| {
        if ms <= end {
            return (ms, total);
        }
        let share = (end - now) as f64 / (ms - now) as f64;
        (end, done + ((total - done) as f64 * share) as u64)
    };
    let (early, likely, late) = (reach(eta.early.max(now)), reach(eta.likely.max(now)), reach(eta.late.max(now)));
    // The corner that both edges of the cone pass if one reaches the total and the other the end of the axis.
    let corner = (early.1 == total && late.1 < total).then_some((end, total));
    let cone: Vec<_> = [(now, done), early].into_iter().chain(corner).chain([late]).collect();
    area.draw(&Polygon::new(cone, color.fill(CONE_ALPHA)))?;
    let style = color.stroke(pixels.stroke(LINE_WIDTH));
    area.draw(&DashedLine { ends: [(now, done), likely], style, dash: pixels.stroke(DASH) })?;
    if likely.1 == total {
        ring(scene, area, likely, color)?;
    }
    Ok(())
}

fn ring<C: Canvas>(
    scene: &Scene<C>,
    area: &DrawingArea<C, Plane>,
    at: (i64, u64),
    color: Rgba,
) -> Result<(), Failure<C>> {
    let pixels = scene.layout.pixels;
    area.draw(&Circle::new(at, pixels.of(4.0), scene.theme.back.fill(1.0)))?;
    area.draw(&Circle::new(at, pixels.of(4.0), color.stroke(pixels.stroke(LINE_WIDTH))))?;
    let label = scene.time(at.0, TimeForm::Minutes);
    let style = bold(scene.theme, color, pixels, HPos::Center, VPos::Bottom);
    let (x, y) = area.map_coordinate(&at);
    let half = scene.root.estimate_text_size(&label, &style)?.0 as i32 / 2 + 1;
    let width = scene.root.dim_in_pixel().0 as i32;
    scene.root.draw_text(&label, &style, (x.min(width - half).max(half), y - pixels.of(7.0)))
}
