//! Which times the axis shows: those of the data and of the forecast, or the user's zoom.

use super::model::ChartModel;

/// Longest future that is shown, as a share of the elapsed time: most of the width is for data.
const MAX_FUTURE_SHARE: f64 = 0.8;
/// Longest part of a forecast's range that is shown, as a multiple of the time to its likely end.
const MAX_RANGE_FACTOR: f64 = 1.35;
/// Margin to the right of the forecast, as a share of the elapsed time.
const MARGIN_SHARE: f64 = 0.05;

/// Times in ms since the Unix epoch. In each pair the first is smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain {
    /// Start of the first bucket and end of the last.
    pub data: (i64, i64),
    /// The ends of the axis without a zoom.
    pub full: (i64, i64),
    /// The ends of the axis.
    pub shown: (i64, i64),
}

impl Domain {
    /// `None` if there are no points.
    pub fn new(model: &ChartModel) -> Option<Self> {
        let data = model.series.span()?;
        let elapsed = (data.1 - data.0) as f64;
        let future = model.eta.or(model.item_eta).map_or(0.0, |eta| {
            let after = |ms: i64| ms as f64 - data.1 as f64;
            (after(eta.late).min(after(eta.likely) * MAX_RANGE_FACTOR) + elapsed * MARGIN_SHARE)
                .min(elapsed * MAX_FUTURE_SHARE)
                .max(0.0)
        });
        let full = (data.0, data.1 + future as i64);
        let shown = model.zoom.map_or(full, |zoom| Self::clamp(full, zoom));
        Some(Self { data, full, shown })
    }

    /// A zoom within the axis, at least a thousandth of it or a second wide.
    fn clamp(full: (i64, i64), (from, to): (i64, i64)) -> (i64, i64) {
        let least = ((full.1 - full.0) / 1000).max(1000).min(full.1 - full.0);
        let from = from.clamp(full.0, full.1 - least);
        (from, to.clamp(from + least, full.1))
    }

    /// Whether a time is on the axis.
    pub fn contains(&self, ms: i64) -> bool {
        (self.shown.0..=self.shown.1).contains(&ms)
    }
}

#[cfg(test)]
mod tests {
    use super::Domain;

    #[test]
    fn a_zoom_stays_within_and_is_never_empty() {
        let full = (0, 1_000_000);
        assert_eq!(Domain::clamp(full, (200_000, 400_000)), (200_000, 400_000));
        assert_eq!(Domain::clamp(full, (-50, 2_000_000)), full);
        assert_eq!(Domain::clamp(full, (500, 400)), (500, 1_500));
        assert_eq!(Domain::clamp(full, (i64::MAX, i64::MIN)), (999_000, 1_000_000));
        assert_eq!(Domain::clamp((0, 300), (100, 100)), (0, 300));
    }
}
