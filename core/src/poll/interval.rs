//! How often to ask while all is well: as the page wishes, slower where nothing could look different.

use super::{MAX_INTERVAL, MIN_INTERVAL};

/// The time from an answer to the next request.
#[derive(Debug)]
pub struct Interval {
    /// What the page wishes, in ms.
    base: f64,
    /// Width of the widest chart in device pixels; 0 if nobody told.
    pixels: u32,
    /// Length of the time axis in ms.
    span: f64,
    /// Answers in a row with nothing new.
    quiet: u32,
}

impl Interval {
    /// Every `base` ms, at least [`MIN_INTERVAL`].
    pub fn new(base: f64) -> Self {
        let mut interval = Self { base: 0.0, pixels: 0, span: 0.0, quiet: 0 };
        interval.set_base(base);
        interval
    }

    /// What the page wishes, in ms.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// Changes the page's wish.
    pub fn set_base(&mut self, base: f64) {
        // `max` also turns NaN into the minimum.
        self.base = base.max(MIN_INTERVAL);
    }

    /// The widest chart has so many device pixels.
    pub fn set_pixels(&mut self, pixels: u32) {
        self.pixels = pixels;
    }

    /// New data came that reach over so many ms.
    pub fn moved(&mut self, span: f64) {
        self.span = span;
        self.quiet = 0;
    }

    /// Nothing new came; gives how many times in a row now.
    pub fn unmoved(&mut self) -> u32 {
        self.quiet = self.quiet.saturating_add(1);
        self.quiet
    }

    /// Somebody looks, or something happened: as quick as at first.
    pub fn wake(&mut self) {
        self.quiet = 0;
    }

    /// The interval now: the base, but not sooner than the newest data can have moved by a pixel, and twice as long with
    /// each answer that brought nothing; at most [`MAX_INTERVAL`], or the base where that is longer.
    pub fn ms(&self) -> f64 {
        let pixel = if self.pixels == 0 { 0.0 } else { self.span / f64::from(self.pixels) };
        // 2^6 s is past the cap.
        (self.base.max(pixel) * 2f64.powi(self.quiet.min(6) as i32)).min(self.longest())
    }

    /// The longest that [`Interval::ms`] can be.
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
            interval.moved(hours * 3_600_000.0);
            interval.ms()
        };
        assert_eq!([1.0, 4.0, 59.0].map(&mut after_hours), [5_000.0, 18_000.0, 60_000.0]);
        interval.set_pixels(0);
        assert_eq!(interval.ms(), 5_000.0, "nobody told the width");
    }

    #[test]
    fn quiet_times_are_asked_about_less_and_less() {
        let mut interval = Interval::new(5_000.0);
        let delays: Vec<f64> = (0..5)
            .map(|_| {
                interval.unmoved();
                interval.ms()
            })
            .collect();
        assert_eq!(delays, [10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0]);
        interval.moved(1.0);
        assert_eq!(interval.ms(), 5_000.0);
        interval.set_base(300_000.0);
        interval.unmoved();
        assert_eq!(interval.ms(), 300_000.0, "a page that asks rarely is not asked to ask more");
    }
}
