//! Mutated bodies of all routes: whatever a server sends, nothing panics, hangs, or leads to a number that can't be
//! shown.
//!
//! A plain `cargo test` tries a bounded number. `npm run fuzz -- --only bodies` tries for longer: FUZZ_SEED and
//! FUZZ_SECONDS in the environment. A body that fails is written to the corpus, which every run repeats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod canvas;
mod mutate;
mod route;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    time::{Duration, Instant},
};

use job_progress_core::poll::random::Random;

use self::{mutate::mutate, route::Route};

/// The bodies that a plain `cargo test` tries.
const CASES: u64 = 6_000;
/// While fuzzing, a body that takes longer has found a loop that is too long. Most take less than a millisecond.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the bodies are that once failed: a folder per route.
fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn variable(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// Tries a body; whether it held.
fn holds(route: Route, body: &[u8], seed: u64) -> bool {
    let start = Instant::now();
    let held = catch_unwind(AssertUnwindSafe(|| route.check(body, &mut Random::new(seed)))).is_ok();
    held && (variable("FUZZ_SECONDS").is_none() || start.elapsed() < PATIENCE)
}

#[test]
fn the_corpus_holds() {
    for route in Route::ALL {
        let Ok(files) = fs::read_dir(corpus().join(route.name())) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let body = fs::read(&path).unwrap();
            assert!((0..20).all(|seed| holds(route, &body, seed)), "{}", path.display());
        }
    }
}

#[test]
fn mutated_bodies_hold() {
    let seed = variable("FUZZ_SEED").unwrap_or(1);
    let end = variable("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut case = 0;
    while end.map_or(case < CASES, |end| Instant::now() < end) {
        let random = &mut Random::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case);
        let route = Route::ALL[below(random, Route::ALL.len())];
        let bodies = route.bodies();
        let mut body = bodies[below(random, bodies.len())].clone();
        for _ in 0..=below(random, 6) {
            mutate(&mut body, &bodies, random);
        }
        let check_seed = case;
        if !holds(route, &body, check_seed) {
            let folder = corpus().join(route.name());
            fs::create_dir_all(&folder).unwrap();
            let path = folder.join(format!("{seed}-{case}.json"));
            fs::write(&path, &body).unwrap();
            panic!(
                "case {case} of seed {seed} failed; it is now {}: cargo test --test fuzz repeats it, FUZZ_SEED={seed} finds it again",
                path.display()
            );
        }
        case += 1;
    }
    println!("{case} bodies, seed {seed}");
}

/// A number below `limit`.
fn below(random: &mut Random, limit: usize) -> usize {
    (random.unit() * limit as f64) as usize
}

/// One of the values.
fn pick<T: Copy>(random: &mut Random, values: &[T]) -> T {
    values[below(random, values.len())]
}
