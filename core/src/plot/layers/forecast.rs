//! The future: a dashed line from now to the total, its range as a pale cone, the likely end as a ring on the total.

use plotters::coord::CoordTranslate;
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    forecast::Eta,
    plot::{
        Scene,
        canvas::Canvas,
        locale::TimeForm,
        pen::{Label, Stroke},
        scale::{Plane, line},
        theme::{CONE_ALPHA, DASH, LINE_WIDTH, Rgba},
    },
    series::last,
};

/// The forecast of the files, if there is one and a total to reach.
pub fn files<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let picture = scene.picture;
    let (Some(eta), Some(total), true) = (picture.eta, picture.total, picture.shows("completed")) else {
        return;
    };
    draw(scene, plane, &Goal { done: last(&picture.series.finished()), total, eta, color: scene.theme.completed });
}

/// The same of the items of a job that has one kind of them.
pub fn items<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let (Some(eta), Some(total), [kind]) = (scene.picture.item_eta, scene.item_total, scene.kinds) else { return };
    draw(scene, plane, &Goal { done: last(&kind.success), total, eta, color: scene.theme.kind(kind.color) });
}

/// Where a counter is, and where it will be when.
struct Goal {
    done: u64,
    total: u64,
    eta: Eta,
    color: Rgba,
}

fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane, goal: &Goal) {
    let domain = &scene.domain;
    let Goal { done, total, eta, color } = *goal;
    let (now, end) = (domain.data.1, domain.shown.1);
    if done >= total || now < domain.shown.0 || now >= end {
        return;
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
    let mut cone = Vec::from(line(plane, (now, done), early));
    if early.1 == total && late.1 < total {
        // One edge reaches the total and the other the end of the axis: both pass the corner.
        cone.push(plane.translate(&(end, total)));
    }
    cone.push(plane.translate(&late));
    scene.pen.draw(&cone, Stroke::Filled, color.fill(CONE_ALPHA));
    let ends = line(plane, (now, done), likely);
    scene.pen.draw(&ends, Stroke::Dashed(pixels.stroke(DASH)), color.stroke(pixels.stroke(LINE_WIDTH)));
    if likely.1 == total {
        ring(scene, plane, likely, color);
    }
}

fn ring<C: Canvas>(scene: &Scene<C>, plane: &Plane, at: (i64, u64), color: Rgba) {
    let pen = scene.pen;
    let pixels = scene.layout.pixels;
    let (x, y) = plane.translate(&at);
    let radius = pixels.of(4.0) as u32;
    pen.draw(&[(x, y)], Stroke::Discs(radius), scene.theme.back.fill(1.0));
    pen.draw(&[(x, y)], Stroke::Circles(radius), color.stroke(pixels.stroke(LINE_WIDTH)));
    let label = scene.time(at.0, TimeForm::Minutes);
    let half = pen.width(&label, true) / 2 + 1;
    let x = x.min(pen.size().0 - half).max(half);
    let style = Label { color, bold: true, h: HPos::Center, v: VPos::Bottom };
    pen.write(&label, style, (x, y - pixels.of(7.0)));
}
