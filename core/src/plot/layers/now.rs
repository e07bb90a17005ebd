//! Moments that matter, as vertical lines: the present of a live job, and where its counters started anew.

use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{
    Scene,
    canvas::Canvas,
    pen::{Label, Stroke},
    scale::{Plane, line},
    theme::DASH,
};

/// Draws the lines of one panel.
pub fn draw<C: Canvas>(scene: &Scene<C>, plane: &Plane) {
    let Scene { pen, picture, attempts, domain, layout, theme, locale, .. } = scene;
    let pixels = layout.pixels;
    let top = plane.get_y_range().end;
    let ends = |ms| line(plane, (ms, 0), (ms, top));
    // At the edge of the panel a line would only be a border.
    if picture.live && domain.data.1 < domain.shown.1 && domain.contains(domain.data.1) {
        pen.draw(&ends(domain.data.1), Stroke::Segments, theme.axis.stroke(pixels.stroke(1.0)));
    }
    let label = Label { color: theme.muted, bold: false, h: HPos::Left, v: VPos::Top };
    // Attempts that begin close to each other share the first one's label.
    let mut free = layout.x.0;
    for (nth, &start) in attempts.iter().enumerate() {
        if !domain.contains(start) {
            continue;
        }
        let ends @ [_, (x, y)] = ends(start);
        pen.draw(&ends, Stroke::Dashed(pixels.stroke(DASH)), theme.muted.stroke(pixels.stroke(1.0)));
        let words = locale.attempt(nth + 2);
        let right = x + pixels.of(5.0) + pen.width(&words, false);
        if x >= free && right <= layout.x.1 {
            pen.write(&words, label, (x + pixels.of(5.0), y + pixels.of(3.0)));
            free = right + pixels.of(5.0);
        }
    }
}
