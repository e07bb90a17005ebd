//! What polling guarantees, in 100,000 generated histories, and more with real bodies.

use job_progress_core::{poll::MAX_INTERVAL, session::JobSession};
use proptest::{collection::vec, prelude::*};

use super::{
    history::{EVENTS, Event, Simulation},
    server::{Server, Validators},
    subject::{Bare, Subject},
};

/// Longest wait for a response once all goes well, in ms.
const LATENCY: f64 = 100.0;

/// Runs a history; during it [`Simulation`] checks that
/// - no two requests are in flight at once, and none is sent while nobody could see the response;
/// - a route is never requested more often than once a second;
/// - a back-off is within its bounds, and `Retry-After` is kept;
/// - a validator is one that the server gave with the current traces, byte for byte or in quotes.
///
/// After it, that the current state is shown within an interval, and that a running job is polled and one that ended is
/// not.
fn run_history<S: Subject>(validators: Validators, serves_job: bool, interval: f64, seed: u64, events: &[Event]) {
    let mut simulation = Simulation::<S>::new(Server::new(validators, serves_job), interval, seed);
    for event in events {
        simulation.apply(*event);
    }
    simulation.recover();
    // The request in flight ends and `Retry-After` passes; then everything is loaded within an interval.
    simulation.advance(10_000.0);
    simulation.recover();
    let wait = simulation.subject.retry_in(simulation.now).unwrap_or(0.0).max(0.0);
    simulation.advance(wait + interval.max(MAX_INTERVAL) + 4.0 * LATENCY);
    let job = serves_job.then_some(simulation.server.attempt);
    assert_eq!(
        simulation.subject.shown(),
        (Some(simulation.server.version), job),
        "what is shown is not the current state"
    );

    let before = simulation.requests;
    simulation.advance(10.0 * interval.max(MAX_INTERVAL));
    if !(serves_job && simulation.server.is_terminal()) {
        assert!(simulation.requests - before >= 8, "a running job is polled");
    }
    let before = simulation.requests;
    simulation.advance(3_600_000.0);
    if serves_job && simulation.server.is_terminal() {
        assert_eq!(simulation.requests, before, "a job that ended is not polled");
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    vec((0..EVENTS, any::<u8>()), 0..40)
}

fn interval() -> impl Strategy<Value = f64> {
    prop_oneof![Just(1_000.0), Just(5_000.0), Just(90_000.0)]
}

fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(many(25_000))]

    #[test]
    fn with_etags(events in events(), interval in interval(), job: bool, seed: u64) {
        run_history::<Bare>(Validators::ETag, job, interval, seed, &events);
    }

    #[test]
    fn with_bare_validators(events in events(), interval in interval(), job: bool, seed: u64) {
        run_history::<Bare>(Validators::Bare, job, interval, seed, &events);
    }

    #[test]
    fn with_quoted_validators(events in events(), interval in interval(), job: bool, seed: u64) {
        run_history::<Bare>(Validators::Quoted, job, interval, seed, &events);
    }

    #[test]
    fn without_validators(events in events(), interval in interval(), job: bool, seed: u64) {
        run_history::<Bare>(Validators::Neither, job, interval, seed, &events);
    }
}

proptest! {
    #![proptest_config(many(1_000))]

    #[test]
    fn with_real_bodies(events in events(), interval in interval(), job: bool, seed: u64, validators in prop_oneof![
        Just(Validators::ETag), Just(Validators::Bare), Just(Validators::Quoted), Just(Validators::Neither),
    ]) {
        run_history::<JobSession>(validators, job, interval, seed, &events);
    }
}
