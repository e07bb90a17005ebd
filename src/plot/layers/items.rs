//! Items: per kind a solid line for those that ended well and a dashed one of the same colour for those that failed;
//! names at the ends of the lines where the axis has room for them.

use plotters::drawing::DrawingArea;
use plotters_backend::text_anchor::{HPos, VPos};

use crate::{
    plot::{
        Failure, Scene,
        canvas::Canvas,
        kinds::Shown,
        layers::total,
        layout::bold,
        scale::Plane,
        step::{StepLine, Steps},
        theme::{DASH, LINE_WIDTH},
    },
    series::{last, max},
};

/// Draws the items of `kinds`.
pub fn draw<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>, kinds: &[Shown]) -> Result<(), Failure<C>> {
    let Scene { picture, domain, theme, .. } = scene;
    let pixels = scene.layout.pixels;
    let visible = || kinds.iter().filter(|kind| picture.shows(&kind.key()));
    for kind in visible() {
        let style = theme.kind(kind.color).stroke(pixels.stroke(LINE_WIDTH));
        let steps = |counts| Steps::new(&picture.series.times, counts, domain);
        if max(&kind.failed) > 0 {
            area.draw(&StepLine { steps: steps(&kind.failed), style, dash: Some(pixels.stroke(DASH)) })?;
        }
        area.draw(&StepLine { steps: steps(&kind.success), style, dash: None })?;
    }
    let total = picture.single_total(kinds);
    total::draw(scene, area, total)?;
    // Where the only line goes on, its forecast is.
    if total.is_some() && picture.item_eta.is_some() { Ok(()) } else { name_lines(scene, area, visible()) }
}

/// Writes names to the right of the present, where no data are; those that would touch a larger kind's are left out.
fn name_lines<'a, C: Canvas>(
    scene: &Scene<C>,
    area: &DrawingArea<C, Plane>,
    kinds: impl Iterator<Item = &'a Shown<'a>>,
) -> Result<(), Failure<C>> {
    let Scene { root, domain, theme, layout, .. } = scene;
    let pixels = layout.pixels;
    if domain.data.1 >= domain.shown.1 || !domain.contains(domain.data.1) {
        return Ok(());
    }
    let mut ends: Vec<_> =
        kinds.map(|kind| (area.map_coordinate(&(domain.data.1, last(&kind.success))), kind)).collect();
    let line = pixels.of(theme.font_size * 1.3);
    let mut free = i32::MIN;
    // A handful: sorting them would weigh more.
    while let Some((at, _)) = ends.iter().enumerate().min_by_key(|(_, ((_, y), _))| *y) {
        let ((x, y), kind) = ends.remove(at);
        let style = bold(theme, theme.kind(kind.color), pixels, HPos::Left, VPos::Center);
        let x = x + pixels.of(8.0);
        let name = kind.name.unwrap_or(scene.locale.other());
        let room = layout.x.1 - x - root.estimate_text_size(name, &style)?.0 as i32;
        let y = y.min(area.get_y_axis_pixel_range().start.max(area.get_y_axis_pixel_range().end) - line / 2);
        if room >= 0 && y - line / 2 >= free {
            root.draw_text(name, &style, (x, y))?;
            free = y + line / 2;
        }
    }
    Ok(())
}
