//! Which times the axis shows: the data, the future as far as it is foreseen, or the reader's zoom.

use super::Picture;

/// Most of the width is the past: beyond this share of the time until now, the future is cut off.
const FUTURE_SHARE: f64 = 0.8;
/// Of a wide range its late end is cut off: so much more than the time to the likely end is shown.
const RANGE_SHARE: f64 = 1.35;
/// So much of the time until now is added to that.
const MARGIN_SHARE: f64 = 0.05;

/// Times in ms since the Unix epoch; each pair rises.
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
    pub fn new(picture: &Picture) -> Option<Self> {
        let data = picture.series.span()?;
        let elapsed = (data.1 - data.0) as f64;
        let future = picture.eta.or(picture.item_eta).map_or(0.0, |eta| {
            let after = |ms: i64| ms as f64 - data.1 as f64;
            (after(eta.late).min(after(eta.likely) * RANGE_SHARE) + elapsed * MARGIN_SHARE)
                .min(elapsed * FUTURE_SHARE)
                .max(0.0)
        });
        let full = (data.0, data.1 + future as i64);
        let shown = picture.zoom.map_or(full, |zoom| Self::clamp(full, zoom));
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
