//! From a resource to its response: the cached one while it is fresh, else the API's, else the cached one with its age.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, StatusCode};
use tokio::time::timeout;

use super::api_response::ApiResponse;
use super::cache::{Cache, CacheKey, CachedResponse, Entry};
use super::credential::Credential;
use super::failure::Failure;
use super::metrics::Metrics;
use super::resource::{Resource, Route};
use super::single_flight::SingleFlight;
use super::upstream::{Fetched, Upstream};
use crate::validator::IfNoneMatch;

/// How old responses may become.
#[derive(Clone, Copy, Debug)]
pub struct Ages {
    /// How long a cached response is served without contacting the API.
    pub fresh: Duration,
    /// How long a failure is served without contacting the API.
    pub failed: Duration,
    /// How long after its last confirmation a response is served when there is no newer one.
    pub stale: Duration,
    /// How long a request waits for a fresh response before a stale one is served; not at all if the last one took
    /// longer.
    pub patience: Duration,
    /// A viewer without a copy gets no older body, even if the API has confirmed it: the traces of a live job end at
    /// the time at which they were sent.
    pub body: Duration,
}

/// Where a response came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CacheStatus {
    /// It was cached, and fresh.
    Hit,
    /// The API sent or confirmed it for this request, or for one that waited with it.
    Fetched,
    /// It was cached, and the API has no newer one, or is slow.
    Stale,
    /// There is none.
    Failed,
}

impl CacheStatus {
    /// A name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Fetched => "fetched",
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

/// A response for a viewer.
#[derive(Clone, Debug)]
pub struct Served {
    /// The response.
    pub response: Arc<ApiResponse>,
    /// Time since the API last sent or confirmed it.
    pub age: Duration,
    /// Where it came from.
    pub cache_status: CacheStatus,
}

/// What a viewer has, and since when it waits.
#[derive(Clone, Copy)]
struct ViewerRequest<'a> {
    if_none_match: &'a IfNoneMatch,
    since: Instant,
}

/// The cached responses and the API behind them.
#[derive(Debug)]
pub struct Relay {
    upstream: Upstream,
    cache: Cache,
    fetches: Arc<SingleFlight>,
    ages: Ages,
    metrics: Arc<Metrics>,
}

impl Relay {
    /// With an empty cache.
    pub fn new(upstream: Upstream, max_bytes: u64, ages: Ages, metrics: Arc<Metrics>) -> Self {
        let cache = Cache::new(max_bytes, ages.stale.max(ages.fresh));
        Self { upstream, cache, fetches: Arc::default(), ages, metrics }
    }

    /// The number of cached responses and their bytes.
    pub fn cache_size(&self) -> (u64, u64) {
        self.cache.size()
    }

    /// The response for a viewer whose copies are those of `if_none_match`.
    ///
    /// # Errors
    /// When the API gives no response, and none is cached that is recent enough.
    pub async fn get(
        self: &Arc<Self>,
        credential: &Arc<Credential>,
        resource: Resource,
        if_none_match: &IfNoneMatch,
    ) -> Result<Served, Failure> {
        let key = CacheKey { credential: credential.id, resource };
        let viewer = ViewerRequest { if_none_match, since: Instant::now() };
        let mut entry = self.cache.get(&key).unwrap_or_default();
        // The second time if a request that ran already has confirmed a body that is too old for this viewer.
        for _ in 0..2 {
            if self.is_settled(&entry, viewer) {
                break;
            }
            let begin = || {
                let entry = self.cache.get(&key).unwrap_or_default();
                if self.is_settled(&entry, viewer) {
                    return Err(entry);
                }
                let (relay, credential, key) = (Arc::clone(self), Arc::clone(credential), key.clone());
                let validate = !self.needs_body(&entry, viewer);
                Ok(async move { relay.refresh(&credential, key, entry, validate).await })
            };
            let mut pending = match self.fetches.join(&key, begin) {
                Ok(pending) => pending,
                Err(settled) => {
                    entry = settled;
                    break;
                }
            };
            let stale = self.stale(&entry);
            // Where the API is slow, waiting for it is in vain.
            let patience = if entry.took > self.ages.patience { Duration::ZERO } else { self.ages.patience };
            let fetched = match stale {
                None => pending.entry().await,
                Some(stale) => match timeout(patience.saturating_sub(pending.started.elapsed()), pending.entry()).await
                {
                    Ok(fetched) => fetched,
                    Err(_) => return Ok(stale),
                },
            };
            entry = fetched.ok_or(Failure::Unreachable)?;
        }
        match (&entry.failure, &entry.cached) {
            (Some((failure, _)), _) => self.stale(&entry).ok_or_else(|| failure.clone()),
            (None, Some(cached)) => {
                let is_hit = cached.confirmed_at < viewer.since;
                Ok(served(cached, if is_hit { CacheStatus::Hit } else { CacheStatus::Fetched }))
            }
            (None, None) => Err(Failure::Unreachable),
        }
    }

    /// Whether no request to the API is needed: what is known is fresh, or was learnt while the viewer waited.
    fn is_settled(&self, entry: &Entry, viewer: ViewerRequest<'_>) -> bool {
        let is_recent = |at: Instant, limit: Duration| at >= viewer.since || at.elapsed() < limit;
        match (&entry.failure, &entry.cached) {
            (Some((Failure::Paused { until, .. }, _)), _) if *until <= viewer.since => false,
            (Some((_, failed_at)), _) => is_recent(*failed_at, self.ages.failed),
            (None, Some(cached)) => is_recent(cached.confirmed_at, self.ages.fresh) && !self.needs_body(entry, viewer),
            (None, None) => false,
        }
    }

    /// Whether the viewer needs a body, and the cached one is too old.
    fn needs_body(&self, entry: &Entry, viewer: ViewerRequest<'_>) -> bool {
        entry.cached.as_ref().is_some_and(|cached| {
            let is_old = cached.fetched_at < viewer.since && cached.fetched_at.elapsed() >= self.ages.body;
            is_old && !cached.response.matches(viewer.if_none_match)
        })
    }

    /// The cached response, if it is recent enough to be served though there may be a newer one.
    fn stale(&self, entry: &Entry) -> Option<Served> {
        let cached = entry.cached.as_ref()?;
        let usable = cached.response.status == StatusCode::OK && cached.age() < self.ages.stale;
        usable.then(|| served(cached, CacheStatus::Stale))
    }

    /// Requests the resource from the API, and caches the result.
    async fn refresh(&self, credential: &Arc<Credential>, key: CacheKey, entry: Entry, validate: bool) -> Entry {
        let cached = entry.cached;
        let validator = cached.as_ref().filter(|_| validate).and_then(|cached| cached.response.validator.as_ref());
        let started = Instant::now();
        let result = self.fetch(credential, &key.resource, validator).await;
        let now = Instant::now();
        let took = now - started;
        let entry = match result {
            Ok(Fetched::NotModified { age }) => Entry {
                cached: cached.map(|cached| CachedResponse { confirmed_at: now, upstream_age: age, ..cached }),
                failure: None,
                took,
            },
            Ok(Fetched::Response(response)) => {
                let upstream_age = response.age;
                let cached = CachedResponse { response, fetched_at: now, confirmed_at: now, upstream_age };
                Entry { cached: Some(cached), failure: None, took }
            }
            Err(failure) => Entry { cached, failure: Some((failure, now)), took },
        };
        self.cache.insert(key, entry.clone());
        entry
    }

    async fn fetch(
        &self,
        credential: &Arc<Credential>,
        resource: &Resource,
        validator: Option<&HeaderValue>,
    ) -> Result<Fetched, Failure> {
        let permit = credential.breaker.acquire(self.upstream.timeout()).await?;
        let started = Instant::now();
        let result = self.upstream.fetch(credential, resource, validator).await;
        let outcome = match &result {
            Ok(Fetched::NotModified { .. }) => "304",
            Ok(Fetched::Response(response)) if response.status == StatusCode::OK => "200",
            Ok(Fetched::Response(_)) => "4xx",
            Err(failure) => failure.name(),
        };
        if let Ok(Fetched::Response(response)) = &result {
            warn_of_misconfiguration(resource.route, response.status);
        }
        self.metrics.upstream_responded(resource.route, outcome, started.elapsed());
        credential.breaker.record(&result);
        drop(permit);
        result
    }
}

/// Logs errors of the API that the operator of this proxy must mend.
fn warn_of_misconfiguration(route: Route, status: StatusCode) {
    if status == StatusCode::UNAUTHORIZED {
        tracing::warn!("the API does not accept the proxy's key (401): check ATAI_API_KEY or --key-file");
    } else if status == StatusCode::NOT_FOUND && route == Route::Jobs {
        tracing::warn!("the API has no list of jobs (404): check --upstream");
    }
}

fn served(cached: &CachedResponse, cache_status: CacheStatus) -> Served {
    Served { response: Arc::clone(&cached.response), age: cached.age(), cache_status }
}
