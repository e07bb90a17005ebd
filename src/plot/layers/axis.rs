//! Grid, axes and their labels.

use plotters::{
    coord::{Shift, cartesian::MeshLine, ranged1d::Ranged},
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::PathElement,
};
use plotters_backend::{
    DrawingBackend,
    text_anchor::{HPos, VPos},
};

use crate::plot::{
    canvas::Canvas,
    layout::{Layout, Panel, text},
    locale::{Locale, TimeForm},
    scale::{CountScale, Plane, TimeScale},
    theme::Theme,
    ticks,
};

/// The time axis that both panels share.
pub struct Times {
    scale: TimeScale,
    labels: Vec<String>,
}

/// Chooses the times to label, as many as fit without touching.
pub fn times<B: DrawingBackend>(
    root: &DrawingArea<B, Shift>,
    layout: &Layout,
    span: (i64, i64),
    theme: &Theme,
    locale: &dyn Locale,
) -> Result<Times, DrawingAreaErrorKind<B::ErrorType>> {
    let style = text(theme, theme.muted, layout.pixels, HPos::Center, VPos::Top);
    let width_of = |form| -> Result<u32, DrawingAreaErrorKind<B::ErrorType>> {
        let width = |ms| root.estimate_text_size(&locale.time(ms, form), &style).map(|size| size.0);
        Ok(width(span.0)?.max(width(span.1)?))
    };
    let (seconds, minutes, date) =
        (width_of(TimeForm::Seconds)?, width_of(TimeForm::Minutes)?, width_of(TimeForm::Date)?);
    let gap = layout.pixels.of(theme.font_size * 1.5);
    let room = f64::from(layout.x.1 - layout.x.0) / (span.1 - span.0) as f64;
    let ticks = ticks::times(
        span,
        |ms| locale.utc_offset(ms),
        |step, form| {
            let label = match form {
                TimeForm::Seconds => seconds.max(date),
                TimeForm::Minutes => minutes.max(date),
                TimeForm::Date => date,
            };
            step as f64 * room >= f64::from(label as i32 + gap)
        },
    );
    let labels = ticks.iter().map(|tick| locale.time(tick.ms, tick.form)).collect();
    Ok(Times { scale: TimeScale { span, ticks: ticks.iter().map(|tick| tick.ms).collect() }, labels })
}

/// Draws a panel's title, grid and counts; returns the area that takes its data.
pub fn draw<C: Canvas>(
    root: &DrawingArea<C, Shift>,
    layout: &Layout,
    panel: &Panel,
    times: &Times,
    title: &str,
    theme: &Theme,
) -> Result<DrawingArea<C, Plane>, DrawingAreaErrorKind<C::ErrorType>> {
    let pixels = layout.pixels;
    let ((x0, x1), (y0, y1)) = (layout.x, panel.y);
    let plane = Plane::new(
        times.scale.clone(),
        CountScale { top: panel.top, ticks: panel.ticks.iter().map(|tick| tick.0).collect() },
        (x0..x1, y1..y0),
    );
    let area = root.clone().shrink((x0, y0), (x1 - x0, y1 - y0)).apply_coord_spec(plane);
    let width = pixels.stroke(1.0);
    area.draw_mesh(
        |canvas, line| match line {
            MeshLine::XMesh(..) => Ok(()),
            MeshLine::YMesh(from, to, count) => {
                let color = if *count == 0 { theme.axis } else { theme.grid };
                canvas.draw_path([from, to], &color.stroke(width))
            }
        },
        panel.ticks.len(),
        times.labels.len(),
    )?;
    let heading = text(theme, theme.text, pixels, HPos::Left, VPos::Bottom);
    root.draw_text(title, &heading, (x0, y0 - pixels.of(6.0)))?;
    let style = text(theme, theme.muted, pixels, HPos::Right, VPos::Center);
    for (count, label) in &panel.ticks {
        let (_, y) = area.map_coordinate(&(times.scale.span.0, *count));
        root.draw_text(label, &style, (x0 - pixels.of(8.0), y))?;
    }
    Ok(area)
}

/// Draws the times below the lowest panel.
pub fn draw_time_labels<C: Canvas>(
    root: &DrawingArea<C, Shift>,
    layout: &Layout,
    times: &Times,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<C::ErrorType>> {
    let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return Ok(()) };
    let pixels = layout.pixels;
    let style = text(theme, theme.muted, pixels, HPos::Center, VPos::Top);
    let width = root.dim_in_pixel().0 as i32;
    let mark = theme.axis.stroke(pixels.stroke(1.0));
    let mut free = 0;
    for (ms, label) in times.scale.ticks.iter().zip(&times.labels) {
        let x = times.scale.map(ms, layout.x);
        root.draw(&PathElement::new([(x, panel.y.1), (x, panel.y.1 + pixels.of(4.0))], mark))?;
        // At the edges of the canvas a label moves inwards; where that brings it to its neighbour, it goes.
        let half = (root.estimate_text_size(label, &style)?.0 as i32 + 1) / 2;
        let middle = x.min(width - half).max(half);
        if middle - half >= free && middle + half <= width {
            root.draw_text(label, &style, (middle, panel.y.1 + pixels.of(7.0)))?;
            free = middle + half + pixels.of(theme.font_size / 2.0);
        }
    }
    Ok(())
}
