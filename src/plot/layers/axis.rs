//! Grid, axes and their labels.

use plotters::{coord::ranged1d::Ranged, drawing::DrawingArea};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{
    Failure, Scene, TimeAxis,
    canvas::Canvas,
    layout::{Panel, bold, text},
    locale::TimeForm,
    scale::{CountScale, Plane, TimeScale},
    step::Segments,
    ticks,
};

/// The time axis that both panels share.
pub struct Times {
    scale: TimeScale,
    ticks: Vec<i64>,
    labels: Vec<String>,
}

impl<C: Canvas> Scene<'_, C> {
    /// A time as this axis writes it.
    pub fn time(&self, ms: i64, form: TimeForm) -> String {
        match self.picture.time_axis {
            TimeAxis::Clock => self.locale.time(ms, form),
            TimeAxis::Elapsed => ticks::elapsed(ms - self.domain.data.0),
        }
    }
}

impl Times {
    /// Chooses the times to label, as many as fit without touching.
    pub fn new<C: Canvas>(scene: &Scene<C>) -> Result<Self, Failure<C>> {
        let Scene { root, layout, theme, .. } = scene;
        let span = scene.domain.shown;
        let style = text(theme, theme.muted, layout.pixels, HPos::Center, VPos::Top);
        let width = |form| -> Result<i32, Failure<C>> {
            let width = |ms| root.estimate_text_size(&scene.time(ms, form), &style).map(|size| size.0 as i32);
            Ok(width(span.0)?.max(width(span.1)?))
        };
        let date = width(TimeForm::Date)?;
        let (seconds, minutes) = (width(TimeForm::Seconds)?.max(date), width(TimeForm::Minutes)?.max(date));
        let gap = layout.pixels.of(theme.font_size * 1.5);
        let room = f64::from(layout.x.1 - layout.x.0) / (span.1 - span.0) as f64;
        let start = scene.domain.data.0;
        let ticks = ticks::times(
            span,
            |ms| match scene.picture.time_axis {
                TimeAxis::Clock => scene.locale.utc_offset(ms),
                TimeAxis::Elapsed => -start,
            },
            |step, form| {
                let label = match form {
                    TimeForm::Seconds => seconds,
                    TimeForm::Minutes => minutes,
                    TimeForm::Date => date,
                };
                step as f64 * room >= f64::from(label + gap)
            },
        );
        let labels = ticks.iter().map(|tick| scene.time(tick.ms, tick.form)).collect();
        Ok(Self { scale: TimeScale { span }, ticks: ticks.iter().map(|tick| tick.ms).collect(), labels })
    }

    /// Draws the times below the lowest panel; the present, if it is marked, takes the place of its neighbours.
    pub fn draw<C: Canvas>(&self, scene: &Scene<C>) -> Result<(), Failure<C>> {
        let Scene { root, layout, theme, domain, .. } = scene;
        let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return Ok(()) };
        let pixels = layout.pixels;
        let (base, gap) = (panel.y.1, pixels.of(theme.font_size / 2.0));
        let width = root.dim_in_pixel().0 as i32;
        // At the edges of the canvas a label moves inwards.
        let place = |x: i32, half: i32| x.min(width - half).max(half);
        let mut taken = (i32::MAX, i32::MIN);
        if scene.picture.live && domain.contains(domain.data.1) {
            let style = bold(theme, theme.text, pixels, HPos::Center, VPos::Top);
            let label = scene.locale.now();
            let half = (root.estimate_text_size(label, &style)?.0 as i32 + 1) / 2;
            let middle = place(self.scale.map(&domain.data.1, layout.x), half);
            if middle + half <= width {
                root.draw_text(label, &style, (middle, base + pixels.of(7.0)))?;
                taken = (middle - half - gap, middle + half + gap);
            }
        }
        let style = text(theme, theme.muted, pixels, HPos::Center, VPos::Top);
        let mark = theme.axis.stroke(pixels.stroke(1.0));
        let across = |ms: &i64| self.scale.map(ms, layout.x);
        let ends = self.ticks.iter().map(across).map(|x| [(x, base), (x, base + pixels.of(4.0))]).collect();
        root.draw(&Segments { ends, style: mark })?;
        let mut free = 0;
        for (ms, label) in self.ticks.iter().zip(&self.labels) {
            let x = across(ms);
            let half = (root.estimate_text_size(label, &style)?.0 as i32 + 1) / 2;
            let (left, right) = (place(x, half) - half, place(x, half) + half);
            let clear = right <= taken.0 || left >= taken.1;
            if clear && left >= free && right <= width {
                root.draw_text(label, &style, (left + half, base + pixels.of(7.0)))?;
                free = right + gap;
            }
        }
        Ok(())
    }
}

/// Draws a panel's title, grid and counts; returns the area that takes its data.
pub fn draw<C: Canvas>(
    scene: &Scene<C>,
    panel: &Panel,
    times: &Times,
    title: &str,
) -> Result<DrawingArea<C, Plane>, Failure<C>> {
    let Scene { root, layout, theme, .. } = scene;
    let pixels = layout.pixels;
    let ((x0, x1), (y0, y1)) = (layout.x, panel.y);
    let plane = Plane::new(times.scale, CountScale { top: panel.top }, (x0..x1, y1..y0));
    let area = (*root).clone().shrink((x0, y0), (x1 - x0, y1 - y0)).apply_coord_spec(plane);
    let width = pixels.stroke(1.0);
    let level = |count: u64| {
        let (_, y) = area.map_coordinate(&(scene.domain.shown.0, count));
        [(x0, y), (x1, y)]
    };
    let (zero, grid): (Vec<_>, Vec<_>) = panel.ticks.iter().map(|tick| tick.count).partition(|count| *count == 0);
    for (counts, color) in [(grid, theme.grid), (zero, theme.axis)] {
        root.draw(&Segments { ends: counts.into_iter().map(level).collect(), style: color.stroke(width) })?;
    }
    let heading = bold(theme, theme.muted, pixels, HPos::Left, VPos::Bottom);
    root.draw_text(title, &heading, (x0, y0 - pixels.of(7.0)))?;
    let labels = panel.ticks.iter().map(|tick| (tick, text(theme, theme.muted, pixels, HPos::Right, VPos::Center)));
    let total = panel.total.iter().map(|tick| (tick, bold(theme, theme.text, pixels, HPos::Right, VPos::Center)));
    for (tick, style) in labels.chain(total) {
        let (_, y) = area.map_coordinate(&(scene.domain.shown.0, tick.count));
        root.draw_text(&tick.label, &style, (x0 - pixels.of(8.0), y))?;
    }
    Ok(area)
}
