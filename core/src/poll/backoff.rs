//! How long to leave a server alone after a failure: exponential back-off with full jitter, and `Retry-After`.

use super::{MAX_INTERVAL, MIN_INTERVAL, random::Random};

/// A `Retry-After` beyond this many ms is cut: a chart that waits for a day looks broken.
pub const MAX_RETRY_AFTER: f64 = 3_600_000.0;

/// ms until the next try after so many failures in a row (1 for the first): even odds anywhere between
/// [`MIN_INTERVAL`] and [`ceiling`], so that clients that failed together do not come back together.
pub fn delay(interval: f64, failures: u32, random: &mut Random) -> f64 {
    MIN_INTERVAL + random.unit() * (ceiling(interval, failures) - MIN_INTERVAL)
}

/// The longest delay: `interval` doubled per failure, at most [`MAX_INTERVAL`], or `interval` where that is longer.
pub fn ceiling(interval: f64, failures: u32) -> f64 {
    // 2^16 s is past any cap.
    (interval * 2f64.powi(failures.min(16) as i32)).min(interval.max(MAX_INTERVAL))
}

/// ms to wait where the server asked for `retry_after`: never less, and up to an interval more, again to spread.
pub fn held(retry_after: f64, interval: f64, random: &mut Random) -> f64 {
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
        assert_eq!(ceiling(300_000.0, 1), 300_000.0, "a page that asks rarely does not ask more often in trouble");
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
            let held = held(asked, 5_000.0, &mut random);
            assert!((floor..floor + 5_000.0).contains(&held), "{asked}: {held}");
        }
    }
}
