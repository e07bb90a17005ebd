//! Grid, axes and their labels.

use plotters::coord::{CoordTranslate, ranged1d::Ranged};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{
    Scene, TimeAxis,
    canvas::Canvas,
    layout::{Panel, Tick},
    locale::TimeForm,
    pen::{Label, Stroke},
    scale::{CountScale, Plane, TimeScale},
    ticks,
};

/// The time axis that both panels share.
pub struct Times {
    scale: TimeScale,
    labels: Vec<(i64, String)>,
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
    pub fn new<C: Canvas>(scene: &Scene<C>) -> Self {
        let Scene { pen, layout, theme, .. } = scene;
        let span = scene.domain.shown;
        let width = |form| {
            let width = |ms| pen.width(&scene.time(ms, form), false);
            width(span.0).max(width(span.1))
        };
        let date = width(TimeForm::Date);
        let (seconds, minutes) = (width(TimeForm::Seconds).max(date), width(TimeForm::Minutes).max(date));
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
        let mut labels = Vec::new();
        for tick in ticks {
            labels.push((tick.ms, scene.time(tick.ms, tick.form)));
        }
        Self { scale: TimeScale { span }, labels }
    }

    /// Draws the times below the lowest panel; the present, if it is marked, takes the place of its neighbours.
    pub fn draw<C: Canvas>(&self, scene: &Scene<C>) {
        let Scene { pen, layout, theme, domain, .. } = scene;
        let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return };
        let pixels = layout.pixels;
        let (base, gap) = (panel.y.1, pixels.of(theme.font_size / 2.0));
        let width = pen.size().0;
        // At the edges of the canvas a label moves inwards.
        let place = |x: i32, half: i32| x.min(width - half).max(half);
        let style = Label { color: theme.muted, bold: false, h: HPos::Center, v: VPos::Top };
        let mut taken = (i32::MAX, i32::MIN);
        if scene.picture.live && domain.contains(domain.data.1) {
            let label = scene.locale.now();
            let half = (pen.width(label, true) + 1) / 2;
            let middle = place(self.scale.map(&domain.data.1, layout.x), half);
            if middle + half <= width {
                pen.write(label, Label { color: theme.text, bold: true, ..style }, (middle, base + pixels.of(7.0)));
                taken = (middle - half - gap, middle + half + gap);
            }
        }
        let mut marks = Vec::new();
        let mut free = 0;
        for (ms, label) in &self.labels {
            let x = self.scale.map(ms, layout.x);
            marks.extend([(x, base), (x, base + pixels.of(4.0))]);
            let half = (pen.width(label, false) + 1) / 2;
            let (left, right) = (place(x, half) - half, place(x, half) + half);
            let clear = right <= taken.0 || left >= taken.1;
            if clear && left >= free && right <= width {
                pen.write(label, style, (left + half, base + pixels.of(7.0)));
                free = right + gap;
            }
        }
        pen.draw(&marks, Stroke::Segments, theme.axis.stroke(pixels.stroke(1.0)));
    }
}

/// Draws a panel's title, grid and counts; returns where its data belong.
pub fn draw<C: Canvas>(scene: &Scene<C>, panel: &Panel, times: &Times, title: &str) -> Plane {
    let Scene { pen, layout, theme, .. } = scene;
    let pixels = layout.pixels;
    let ((x0, x1), (y0, y1)) = (layout.x, panel.y);
    let plane = Plane::new(times.scale, CountScale { top: panel.top }, (x0..x1, y1..y0));
    let y_of = |count: u64| plane.translate(&(scene.domain.shown.0, count)).1;
    let (mut grid, mut zero) = (Vec::new(), Vec::new());
    for tick in &panel.ticks {
        let y = y_of(tick.count);
        if tick.count > 0 { &mut grid } else { &mut zero }.extend([(x0, y), (x1, y)]);
    }
    pen.draw(&grid, Stroke::Segments, theme.grid.stroke(pixels.stroke(1.0)));
    pen.draw(&zero, Stroke::Segments, theme.axis.stroke(pixels.stroke(1.0)));
    let heading = Label { color: theme.muted, bold: true, h: HPos::Left, v: VPos::Bottom };
    pen.write(title, heading, (x0, y0 - pixels.of(7.0)));
    let write = |tick: &Tick, color, bold| {
        let label = Label { color, bold, h: HPos::Right, v: VPos::Center };
        pen.write(&tick.label, label, (x0 - pixels.of(8.0), y_of(tick.count)));
    };
    panel.ticks.iter().for_each(|tick| write(tick, theme.muted, false));
    if let Some(total) = &panel.total {
        write(total, theme.text, true);
    }
    plane
}
