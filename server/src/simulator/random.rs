//! Random numbers that are the same for the same seed on every machine and after every upgrade: ChaCha8 is specified,
//! and the few ways in which numbers are drawn from it are here.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers.
pub struct Random(ChaCha8Rng);

impl Random {
    /// The stream of this seed; of one seed, each `stream` number has another one.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// An integer from `min` to `max`, both included; `min` if `max` is smaller.
    pub fn between(&mut self, min: i64, max: i64) -> i64 {
        let width = u128::from(max.saturating_sub(min).max(0).unsigned_abs()) + 1;
        // The upper half of a product: uneven by at most width / 2^64, which no chart shows.
        let offset = (u128::from(self.0.next_u64()) * width) >> 64;
        min.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// True in `per_mille` of 1000 cases.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.between(1, 1000) <= i64::from(per_mille)
    }
}
