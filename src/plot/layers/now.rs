//! Moments that matter, as vertical lines: the present of a live job, and where its counters started anew.

use plotters::{drawing::DrawingArea, element::PathElement};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{Failure, Scene, canvas::Canvas, layout::text, scale::Plane, step::DashedLine, theme::DASH};

/// Draws the lines of one panel.
pub fn draw<C: Canvas>(scene: &Scene<C>, area: &DrawingArea<C, Plane>) -> Result<(), Failure<C>> {
    let Scene { root, picture, attempts, domain, layout, theme, locale } = scene;
    let pixels = layout.pixels;
    let ends = |ms| [(ms, 0), (ms, area.get_y_range().end)];
    // At the edge of the panel a line would only be a border.
    if picture.live && domain.data.1 < domain.shown.1 && domain.contains(domain.data.1) {
        area.draw(&PathElement::new(ends(domain.data.1), theme.axis.stroke(pixels.stroke(1.0))))?;
    }
    let label = text(theme, theme.muted, pixels, HPos::Left, VPos::Top);
    // Attempts that begin close to each other share the first one's label.
    let mut free = layout.x.0;
    for (nth, &start) in attempts.iter().enumerate() {
        if !domain.contains(start) {
            continue;
        }
        let style = theme.muted.stroke(pixels.stroke(1.0));
        area.draw(&DashedLine { ends: ends(start), style, dash: pixels.stroke(DASH) })?;
        let (x, y) = area.map_coordinate(&(start, area.get_y_range().end));
        let words = locale.attempt(nth + 2);
        let right = x + pixels.of(5.0) + root.estimate_text_size(&words, &label)?.0 as i32;
        if x >= free && right <= layout.x.1 {
            root.draw_text(&words, &label, (x + pixels.of(5.0), y + pixels.of(3.0)))?;
            free = right + pixels.of(5.0);
        }
    }
    Ok(())
}
