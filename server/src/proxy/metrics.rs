//! Counters in the OpenMetrics text format. No label has a job's id or a viewer's name.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::relay::CacheStatus;
use super::resource::Route;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResponseLabels {
    route: &'static str,
    status: u16,
    source: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UpstreamLabels {
    route: &'static str,
    outcome: &'static str,
}

/// All counters.
pub struct Metrics {
    registry: Registry,
    responses: Family<ResponseLabels, Counter>,
    durations: Histogram,
    upstream: Family<UpstreamLabels, Counter>,
    upstream_durations: Histogram,
    cache_entries: Gauge,
    cache_bytes: Gauge,
    paused: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        // From 0.1 ms to 13 s.
        let histogram = || Histogram::new(exponential_buckets(0.0001, 2.0, 18));
        let (durations, upstream_durations) = (histogram(), histogram());
        let responses = Family::<ResponseLabels, Counter>::default();
        let upstream = Family::<UpstreamLabels, Counter>::default();
        let (cache_entries, cache_bytes, paused) = (Gauge::default(), Gauge::default(), Gauge::default());

        let mut registry = Registry::with_prefix("job_progress_proxy");
        registry.register("responses", "Responses to viewers", responses.clone());
        registry.register_with_unit(
            "response_duration",
            "From the head of a viewer's request to the head of its response",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register("upstream_requests", "Requests to the API", upstream.clone());
        registry.register_with_unit(
            "upstream_duration",
            "From a request to the API to its whole response",
            Unit::Seconds,
            upstream_durations.clone(),
        );
        registry.register("cache_entries", "Cached responses", cache_entries.clone());
        registry.register_with_unit("cache_size", "Cached responses", Unit::Bytes, cache_bytes.clone());
        registry.register("paused_keys", "API keys with which no request may be sent now", paused.clone());
        Self { registry, responses, durations, upstream, upstream_durations, cache_entries, cache_bytes, paused }
    }
}

impl Metrics {
    /// Counts a response to a viewer.
    pub fn responded(&self, route: Option<Route>, status: u16, cache_status: Option<CacheStatus>, duration: Duration) {
        let route = route.map_or("other", Route::name);
        let source = cache_status.map_or("proxy", CacheStatus::name);
        self.responses.get_or_create(&ResponseLabels { route, status, source }).inc();
        self.durations.observe(duration.as_secs_f64());
    }

    /// Counts a request to the API.
    pub fn upstream_responded(&self, route: Route, outcome: &'static str, duration: Duration) {
        self.upstream.get_or_create(&UpstreamLabels { route: route.name(), outcome }).inc();
        self.upstream_durations.observe(duration.as_secs_f64());
    }

    /// The text for Prometheus; the arguments are what is measured now.
    pub fn text(&self, (entries, bytes): (u64, u64), paused_keys: usize) -> String {
        let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        self.cache_entries.set(signed(entries));
        self.cache_bytes.set(signed(bytes));
        self.paused.set(i64::try_from(paused_keys).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing into a String does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
