//! The delay between two requests while all is well: as configured, longer where nothing could look different.

/// Shortest time between two requests of one route (but for pages of entries), in ms.
pub const MIN_INTERVAL: f64 = 1_000.0;
/// Shortest time between two pages of entries, in ms.
pub const MIN_PAGE_INTERVAL: f64 = 50.0;
/// Longest time between two requests in ms while all is well, unless a longer one is configured.
pub const MAX_INTERVAL: f64 = 60_000.0;

/// The time from a response to the next request.
#[derive(Debug)]
pub struct Interval {
    /// As configured, in ms.
    base: f64,
    /// Width of the widest chart in device pixels; 0 if unknown.
    pixels: u32,
    /// Length of the time axis in ms.
    span_ms: f64,
    /// Responses in a row without new data.
    quiet: u32,
}

impl Interval {
    /// Every `base` ms, at least [`MIN_INTERVAL`].
    pub fn new(base: f64) -> Self {
        let mut interval = Self { base: 0.0, pixels: 0, span_ms: 0.0, quiet: 0 };
        interval.set_base(base);
        interval
    }

    /// As configured, in ms.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// Sets the configured interval in ms.
    pub fn set_base(&mut self, base: f64) {
        // `max` also turns NaN into the minimum.
        self.base = base.max(MIN_INTERVAL);
    }

    /// Sets the width of the widest chart in device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.pixels = pixels;
    }

    /// There are new data, whose time axis is `span_ms` long.
    pub fn record_changed(&mut self, span_ms: f64) {
        self.span_ms = span_ms;
        self.quiet = 0;
    }

    /// A response had no new data; gives how many times in a row now.
    pub fn record_unchanged(&mut self) -> u32 {
        self.quiet = self.quiet.saturating_add(1);
        self.quiet
    }

    /// Ends the slowdown of quiet times: the user came back, or the job's status changed.
    pub fn reset_quiet(&mut self) {
        self.quiet = 0;
    }

    /// The interval now in ms: the base, but no less than the time in which the newest data move by a pixel, and
    /// doubled by each response without new data; at most [`MAX_INTERVAL`], or the base where that is longer.
    pub fn ms(&self) -> f64 {
        let pixel = if self.pixels == 0 { 0.0 } else { self.span_ms / f64::from(self.pixels) };
        // 2^6 s is past the cap.
        (self.base.max(pixel) * 2f64.powi(self.quiet.min(6) as i32)).min(self.longest())
    }

    /// The most that [`Interval::ms`] can be.
    pub fn longest(&self) -> f64 {
        self.base.max(MAX_INTERVAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_floor() {
        for base in [f64::NAN, -5.0, 0.0, 10.0] {
            assert_eq!(Interval::new(base).ms(), MIN_INTERVAL);
        }
    }

    #[test]
    fn a_pixel_of_a_long_job_is_long() {
        let mut interval = Interval::new(5_000.0);
        interval.set_pixels(800);
        let mut after_hours = |hours: f64| {
            interval.record_changed(hours * 3_600_000.0);
            interval.ms()
        };
        assert_eq!([1.0, 4.0, 59.0].map(&mut after_hours), [5_000.0, 18_000.0, 60_000.0]);
        interval.set_pixels(0);
        assert_eq!(interval.ms(), 5_000.0, "the width is unknown");
    }

    #[test]
    fn quiet_times_are_polled_less_and_less() {
        let mut interval = Interval::new(5_000.0);
        let delays: Vec<f64> = (0..5)
            .map(|_| {
                interval.record_unchanged();
                interval.ms()
            })
            .collect();
        assert_eq!(delays, [10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0]);
        interval.record_changed(1.0);
        assert_eq!(interval.ms(), 5_000.0);
        interval.set_base(300_000.0);
        interval.record_unchanged();
        assert_eq!(interval.ms(), 300_000.0, "a long configured interval does not become shorter");
    }
}
