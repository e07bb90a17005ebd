//! The cache of responses, bounded in bytes: the ones that were used longest ago go first.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::policy::EvictionPolicy;
use moka::sync::Cache as Moka;

use super::api_response::ApiResponse;
use super::failure::Failure;
use super::resource::Resource;

/// Responses of different keys never mix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey {
    /// [`super::credential::Credential::id`].
    pub credential: u32,
    /// What was requested.
    pub resource: Resource,
}

/// A response and its age.
#[derive(Clone, Debug)]
pub struct CachedResponse {
    /// The response.
    pub response: Arc<ApiResponse>,
    /// When its body came.
    pub fetched_at: Instant,
    /// When the API last sent or confirmed it.
    pub confirmed_at: Instant,
    /// How old it was then, by the cache before the API that sent or confirmed it.
    pub upstream_age: Duration,
}

impl CachedResponse {
    /// Time since the API itself sent or confirmed it.
    pub fn age(&self) -> Duration {
        self.upstream_age + self.confirmed_at.elapsed()
    }
}

/// What is known of a resource.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The last response that can be served.
    pub cached: Option<CachedResponse>,
    /// Why there is no newer one, and since when.
    pub failure: Option<(Failure, Instant)>,
    /// How long the API took the last time.
    pub took: Duration,
}

impl Entry {
    fn size(&self) -> usize {
        let failed = match &self.failure {
            Some((Failure::ErrorResponse(response), _)) => response.size(),
            _ => 0,
        };
        size_of::<Self>() + failed + self.cached.as_ref().map_or(0, |cached| cached.response.size())
    }
}

/// The cache.
#[derive(Debug)]
pub struct Cache(Moka<CacheKey, Entry>);

impl Cache {
    /// At most `max_bytes`; what nobody requests is dropped after `idle`.
    pub fn new(max_bytes: u64, idle: Duration) -> Self {
        let weigh =
            |key: &CacheKey, entry: &Entry| u32::try_from(key.resource.size() + entry.size()).unwrap_or(u32::MAX);
        let cache = Moka::builder()
            .max_capacity(max_bytes)
            .weigher(weigh)
            // The default policy may refuse a response that is requested for the first time: it would be fetched again
            // at once.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(idle);
        Self(cache.build())
    }

    /// The entry of `key`.
    pub fn get(&self, key: &CacheKey) -> Option<Entry> {
        self.0.get(key)
    }

    /// Replaces the entry of `key`.
    pub fn insert(&self, key: CacheKey, entry: Entry) {
        self.0.insert(key, entry);
    }

    /// The number of entries and their bytes.
    pub fn size(&self) -> (u64, u64) {
        self.0.run_pending_tasks();
        (self.0.entry_count(), self.0.weighted_size())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode};

    use super::*;

    fn entry(bytes: usize) -> Entry {
        let response = ApiResponse::new(StatusCode::OK, &HeaderMap::new(), None, vec![0; bytes]);
        let now = Instant::now();
        Entry {
            cached: Some(CachedResponse {
                response: Arc::new(response),
                fetched_at: now,
                confirmed_at: now,
                upstream_age: Duration::ZERO,
            }),
            ..Entry::default()
        }
    }

    #[test]
    fn is_bounded_in_bytes() {
        let cache = Cache::new(1_000_000, Duration::from_secs(60));
        let key = |number: u32| CacheKey {
            credential: 0,
            resource: Resource::parse(&format!("/batch/jobs/job_{number}"), "").unwrap(),
        };
        for number in 0..1000 {
            cache.insert(key(number), entry(20_000));
        }
        let (entries, bytes) = cache.size();
        assert!(
            (10..50).contains(&entries) && (500_000..=1_000_000).contains(&bytes),
            "{entries} entries, {bytes} bytes"
        );
        assert!(cache.get(&key(999)).is_some() && cache.get(&key(0)).is_none());
        assert!(cache.get(&CacheKey { credential: 1, ..key(999) }).is_none());
    }
}
