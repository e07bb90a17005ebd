//! Grid, axes and their labels.

use plotters::{coord::ranged1d::Ranged, style::Color};
use plotters_backend::text_anchor::{HPos, VPos};

use crate::plot::{
    canvas::{Canvas, DrawError},
    context::RenderContext,
    elements::Segments,
    layout::{Layout, Panel, Tick},
    locale::TimeForm,
    model::TimeAxis,
    painter::{Label, PlotArea},
    scale::{CountScale, PlotCoords, TimeScale},
    ticks,
};

/// The labels of the time axis that both panels share.
pub struct TimeLabels {
    /// Times in ms since the Unix epoch, and how they are written.
    labels: Vec<(i64, String)>,
}

impl TimeLabels {
    /// Chooses the times to label, as many as fit without touching.
    pub fn new<C: Canvas>(context: &RenderContext<C>) -> Result<Self, DrawError> {
        let RenderContext { painter, layout, theme, domain, .. } = context;
        let span = domain.shown;
        let widest = |form| -> Result<i32, DrawError> {
            let width = |ms| painter.text_width(&context.format_time(ms, form), false);
            Ok(width(span.0)?.max(width(span.1)?))
        };
        let date = widest(TimeForm::Date)?;
        let (seconds, minutes) = (widest(TimeForm::Seconds)?.max(date), widest(TimeForm::Minutes)?.max(date));
        let gap = layout.ratio.px(theme.font_size * 1.5);
        let px_per_ms = f64::from(layout.x.1 - layout.x.0) / (span.1 - span.0) as f64;
        let ticks = ticks::times(
            span,
            |ms| match context.model.time_axis {
                TimeAxis::Clock => context.locale.utc_offset(ms),
                TimeAxis::Elapsed => -domain.data.0,
            },
            |step, form| {
                let label = match form {
                    TimeForm::Seconds => seconds,
                    TimeForm::Minutes => minutes,
                    TimeForm::Date => date,
                };
                step as f64 * px_per_ms >= f64::from(label + gap)
            },
        );
        let labels = ticks.into_iter().map(|tick| (tick.ms, context.format_time(tick.ms, tick.form))).collect();
        Ok(Self { labels })
    }

    /// Draws the labels below the lowest panel. That of the present, if it is shown, replaces those that it would
    /// touch.
    pub fn draw<C: Canvas>(&self, context: &RenderContext<C>) -> Result<(), DrawError> {
        let RenderContext { painter, layout, theme, domain, .. } = context;
        let Some(panel) = layout.items.as_ref().or(layout.files.as_ref()) else { return Ok(()) };
        let (scale, ratio) = (time_scale(layout), layout.ratio);
        let (base, gap) = (panel.y.1, ratio.px(theme.font_size / 2.0));
        let top = base + ratio.px(7.0);
        let width = painter.size().0;
        // At the edges of the canvas a label moves inwards.
        let inward = |x: i32, half: i32| x.min(width - half).max(half);
        let label = Label { color: theme.muted, bold: false, h: HPos::Center, v: VPos::Top };
        // What the label of the present covers.
        let mut now = None;
        if context.model.live && domain.contains(domain.data.1) {
            let text = context.locale.now();
            let half = (painter.text_width(text, true)? + 1) / 2;
            let middle = inward(scale.map(&domain.data.1, layout.x), half);
            if middle + half <= width {
                painter.write(text, Label { color: theme.text, bold: true, ..label }, (middle, top))?;
                now = Some((middle - half - gap, middle + half + gap));
            }
        }
        let mut marks = Vec::new();
        let mut next_free = 0;
        for (ms, text) in &self.labels {
            let x = scale.map(ms, layout.x);
            marks.extend([(x, base), (x, base + ratio.px(4.0))]);
            let half = (painter.text_width(text, false)? + 1) / 2;
            let middle = inward(x, half);
            let (left, right) = (middle - half, middle + half);
            let clear = now.is_none_or(|(from, to)| right <= from || left >= to);
            if clear && left >= next_free && right <= width {
                painter.write(text, label, (middle, top))?;
                next_free = right + gap;
            }
        }
        let style = theme.axis.stroke_width(ratio.line_width(1.0));
        Ok(painter.root().draw(&Segments { ends: marks, style })?)
    }
}

fn time_scale(layout: &Layout) -> TimeScale {
    TimeScale { span: layout.domain.shown }
}

/// Draws a panel's title, grid and counts. Returns the area for its data.
pub fn draw<C: Canvas>(context: &RenderContext<C>, panel: &Panel, title: &str) -> Result<PlotArea<C>, DrawError> {
    let RenderContext { painter, layout, theme, domain, .. } = context;
    let ratio = layout.ratio;
    let ((x0, x1), (y0, y1)) = (layout.x, panel.y);
    let coords = PlotCoords::new(time_scale(layout), CountScale { top: panel.top }, (x0..x1, y1..y0));
    let area = painter.plot_area(coords);
    let (start, end) = domain.shown;
    let (mut grid, mut zero) = (Vec::new(), Vec::new());
    for tick in &panel.ticks {
        let lines = if tick.count > 0 { &mut grid } else { &mut zero };
        lines.extend([(start, tick.count), (end, tick.count)]);
    }
    area.draw(&Segments { ends: grid, style: theme.grid.stroke_width(ratio.line_width(1.0)) })?;
    area.draw(&Segments { ends: zero, style: theme.axis.stroke_width(ratio.line_width(1.0)) })?;
    let heading = Label { color: theme.muted, bold: true, h: HPos::Left, v: VPos::Bottom };
    painter.write(title, heading, (x0, y0 - ratio.px(7.0)))?;
    let write = |tick: &Tick, color, bold| {
        let label = Label { color, bold, h: HPos::Right, v: VPos::Center };
        let (_, y) = area.map_coordinate(&(start, tick.count));
        painter.write(&tick.label, label, (x0 - ratio.px(8.0), y))
    };
    panel.ticks.iter().try_for_each(|tick| write(tick, theme.muted, false))?;
    panel.total.iter().try_for_each(|total| write(total, theme.text, true))?;
    Ok(area)
}
