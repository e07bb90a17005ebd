//! Random numbers for jitter. They need an even spread and nothing more, so the smallest generator will do.

/// SplitMix64 (Steele, Lea and Flood, 2014). The seed must differ between visitors, or they would retry at the same
/// times.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Any seed is as good as another.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn spreads_over_the_unit_and_differs_by_seed() {
        let mut random = Random::new(1);
        let mut tenths = [0; 10];
        for _ in 0..10_000 {
            let at = random.unit();
            assert!((0.0..1.0).contains(&at));
            tenths[(at * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|n| (800..1200).contains(n)), "{tenths:?}");
        assert_ne!(Random::new(1).unit(), Random::new(2).unit());
    }
}
