//! The delay after a failure: exponential back-off with full jitter
//! (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>), and `Retry-After`.

use super::{
    interval::{MAX_INTERVAL, MIN_INTERVAL},
    random::Random,
};

/// A longer `Retry-After` (ms) is cut to this: a chart that waits for a day looks broken.
pub const MAX_RETRY_AFTER: f64 = 3_600_000.0;

/// ms until the next try after a number of `failures` in a row (1 for the first), at a configured `interval` in ms:
/// evenly distributed from [`MIN_INTERVAL`] to [`ceiling`], so that clients that failed together do not retry together.
pub fn delay(interval: f64, failures: u32, random: &mut Random) -> f64 {
    MIN_INTERVAL + random.unit() * (ceiling(interval, failures) - MIN_INTERVAL)
}

/// The longest delay in ms: `interval` doubled per failure, at most [`MAX_INTERVAL`], or `interval` where that is
/// longer.
pub fn ceiling(interval: f64, failures: u32) -> f64 {
    // 2^16 s is past any cap.
    (interval * 2f64.powi(failures.min(16) as i32)).min(interval.max(MAX_INTERVAL))
}

/// ms to wait if the server asked for `retry_after` ms: never less, and up to an interval more, so that clients spread.
pub fn retry_after_delay(retry_after: f64, interval: f64, random: &mut Random) -> f64 {
    retry_after.clamp(0.0, MAX_RETRY_AFTER) + random.unit() * interval.min(MAX_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_the_cap() {
        let ceilings: Vec<f64> = (1..8).map(|failures| ceiling(1_000.0, failures)).collect();
        assert_eq!(ceilings, [2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0, 60_000.0, 60_000.0]);
        assert_eq!(ceiling(5_000.0, u32::MAX), 60_000.0);
        assert_eq!(ceiling(300_000.0, 1), 300_000.0, "a long interval does not become shorter after failures");
    }

    #[test]
    fn the_delay_is_spread_over_the_whole_range() {
        let mut random = Random::new(7);
        let delays: Vec<f64> = (0..1_000).map(|_| delay(5_000.0, 3, &mut random)).collect();
        assert!(delays.iter().all(|delay| (1_000.0..40_000.0).contains(delay)));
        assert!(delays.iter().any(|delay| *delay < 3_000.0) && delays.iter().any(|delay| *delay > 38_000.0));
    }

    #[test]
    fn retry_after_is_a_floor_with_a_sane_bound() {
        let mut random = Random::new(7);
        for (asked, floor) in [(7_000.0, 7_000.0), (-5.0, 0.0), (1e12, MAX_RETRY_AFTER)] {
            let delay = retry_after_delay(asked, 5_000.0, &mut random);
            assert!((floor..floor + 5_000.0).contains(&delay), "{asked}: {delay}");
        }
    }
}
