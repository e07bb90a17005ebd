//! Items: per kind a solid line for those that ended well and a dashed one of the same colour for those that failed;
//! names at the ends of the lines where the axis has room for them.

use plotters::coord::CoordTranslate;
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    plot::{
        Scene,
        canvas::Canvas,
        layers::total,
        pen::Label,
        scale::Plane,
        step::Steps,
        theme::{DASH, LINE_WIDTH},
    },
    series::{last, max},
};

/// Draws the items.
pub fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let Scene { pen, picture, kinds, item_total, domain, theme, .. } = scene;
    let pixels = scene.layout.pixels;
    for kind in *kinds {
        let ink = theme.kind(kind.color).stroke(pixels.stroke(LINE_WIDTH));
        let steps = |counts| Steps::new(&picture.series.times, counts, domain);
        if max(&kind.failed) > 0 {
            steps(&kind.failed).draw(pen, plane, ink, Some(pixels.stroke(DASH)));
        }
        steps(&kind.success).draw(pen, plane, ink, None);
    }
    total::draw(scene, plane, *item_total);
    // Where the only line goes on, its forecast is.
    if item_total.is_none() || picture.item_eta.is_none() {
        name_lines(scene, plane);
    }
}

/// Writes names to the right of the present, where no data are; those that would touch a larger kind's are left out.
fn name_lines<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let Scene { pen, kinds, domain, theme, layout, .. } = scene;
    let pixels = layout.pixels;
    if domain.data.1 >= domain.shown.1 || !domain.contains(domain.data.1) {
        return;
    }
    let mut ends = Vec::new();
    for kind in *kinds {
        ends.push((plane.translate(&(domain.data.1, last(&kind.success))), Some(kind)));
    }
    let line = pixels.of(theme.font_size * 1.3);
    let edges = plane.get_y_axis_pixel_range();
    let mut free = i32::MIN;
    // A handful: sorting them would weigh more.
    while let Some(((x, y), kind)) = ends.iter_mut().filter(|end| end.1.is_some()).min_by_key(|end| end.0.1)
        && let Some(kind) = kind.take()
    {
        let x = *x + pixels.of(8.0);
        let name = kind.name.unwrap_or(scene.locale.other());
        let room = layout.x.1 - x - pen.width(name, true);
        let y = (*y).min(edges.start.max(edges.end) - line / 2);
        if room >= 0 && y - line / 2 >= free {
            let label = Label { color: theme.kind(kind.color), bold: true, h: HPos::Left, v: VPos::Center };
            pen.write(name, label, (x, y));
            free = y + line / 2;
        }
    }
}
