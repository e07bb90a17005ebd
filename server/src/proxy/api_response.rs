//! A response of the API as the cache has it, and the responses that viewers get from it.

use std::io::Write;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, RETRY_AFTER, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;

use super::failure::seconds;
use crate::validator::{EntityTag, IfNoneMatch};

/// Bodies shorter than this are not compressed, bytes.
const MIN_COMPRESSED: usize = 1024;
/// Bytes that a response takes beside its body.
const OVERHEAD: usize = 512;

/// A response of the API.
#[derive(Clone, Debug)]
pub struct ApiResponse {
    /// 200, or an error's.
    pub status: StatusCode,
    /// The API's `ETag` or, where it sends none, one made from `latest_event_at` or from the body, so that caches on
    /// the way to the viewer can answer with 304.
    etag: HeaderValue,
    /// What is sent to the API to revalidate it: its own `ETag`, else `latest_event_at`, as it documents.
    pub validator: Option<HeaderValue>,
    latest_event_at: Option<String>,
    content_type: HeaderValue,
    /// How long the API wants to be left alone.
    pub retry_after: Option<Duration>,
    /// How old it was already when it came: there may be another cache before the API.
    pub age: Duration,
    body: Bytes,
    gzip: Option<Bytes>,
}

#[derive(Deserialize)]
struct LatestEvent {
    latest_event_at: Option<String>,
}

impl ApiResponse {
    /// From what the API sent. It is compressed here, once for all viewers of a cached response.
    pub fn new(status: StatusCode, headers: &HeaderMap, retry_after: Option<Duration>, body: Vec<u8>) -> Self {
        let sent = headers.get(ETAG).filter(|_| status == StatusCode::OK).cloned();
        let latest = serde_json::from_slice::<LatestEvent>(&body).ok().filter(|_| status == StatusCode::OK);
        let latest = latest.and_then(|found| found.latest_event_at);
        let documented = latest.as_deref().and_then(|latest| HeaderValue::from_str(latest).ok());
        let made = match &documented {
            Some(latest) => quoted(latest),
            None => None,
        };
        let etag = sent.clone().or(made).unwrap_or_else(|| tag_of(&body));
        Self {
            status,
            etag,
            validator: sent.or(documented),
            latest_event_at: latest,
            content_type: safe_type(headers.get(CONTENT_TYPE)),
            retry_after,
            age: age(headers),
            gzip: compressed(&body),
            body: body.into(),
        }
    }

    /// The same response with another body, which is not compressed.
    pub fn with_body(&self, body: Vec<u8>) -> Self {
        Self { etag: tag_of(&body), latest_event_at: None, gzip: None, body: body.into(), ..self.clone() }
    }

    /// The same with its body also compressed.
    pub fn compressed(self) -> Self {
        Self { gzip: compressed(&self.body), ..self }
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Bytes that it takes in memory.
    pub fn size(&self) -> usize {
        OVERHEAD + self.body.len() + self.gzip.as_ref().map_or(0, Bytes::len)
    }

    /// Whether a viewer with this `If-None-Match` has this response.
    pub fn matches(&self, if_none_match: &IfNoneMatch) -> bool {
        self.status == StatusCode::OK
            && if_none_match.matches_header(self.etag.as_bytes(), self.latest_event_at.as_deref())
    }

    /// 304 or the whole response. `age` is the time since the API last confirmed it.
    pub fn to_response(
        &self,
        request: &HeaderMap,
        if_none_match: &IfNoneMatch,
        age: Duration,
        caching: &HeaderValue,
    ) -> Response {
        if self.status != StatusCode::OK {
            return self.to_error_response();
        }
        let gzip = self.gzip.as_ref().filter(|_| accepts_gzip(request));
        let mut response =
            if self.matches(if_none_match) { StatusCode::NOT_MODIFIED.into_response() } else { self.whole(gzip) };
        let headers = response.headers_mut();
        // RFC 9110 §8.8.3: another encoding may not have the same strong tag.
        let etag = if gzip.is_some() { weak(&self.etag) } else { self.etag.clone() };
        headers.insert(ETAG, etag);
        headers.insert(AGE, HeaderValue::from(age.as_secs()));
        headers.insert(CACHE_CONTROL, caching.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        response
    }

    /// An error of the API, as it came.
    pub fn to_error_response(&self) -> Response {
        let mut response = self.whole(None);
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds(wait));
        }
        response
    }

    fn whole(&self, gzip: Option<&Bytes>) -> Response {
        let body = gzip.unwrap_or(&self.body).clone();
        let encoding = gzip.map(|_| (CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        let mut response = (self.status, [(CONTENT_TYPE, self.content_type.clone())], Body::from(body)).into_response();
        response.headers_mut().extend(encoding);
        response
    }
}

/// How old a response was when it came (RFC 9111 §5.1); zero if that is not said.
pub fn age(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(AGE).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    Duration::from_secs(seconds.unwrap_or(0).into())
}

/// JSON is passed on as JSON and all else as text, so that no page or script of another server runs in this one's
/// origin.
fn safe_type(sent: Option<&HeaderValue>) -> HeaderValue {
    let is_json = sent.and_then(|value| value.to_str().ok()).is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    });
    HeaderValue::from_static(if is_json { "application/json" } else { "text/plain; charset=utf-8" })
}

/// `W/"…"` around a validator that is none of HTTP's. None if it contains a quote.
fn quoted(validator: &HeaderValue) -> Option<HeaderValue> {
    let text = validator.to_str().ok().filter(|text| !text.contains('"'))?;
    HeaderValue::from_str(&format!("W/\"{text}\"")).ok()
}

fn tag_of(body: &[u8]) -> HeaderValue {
    HeaderValue::from_str(&EntityTag::of(body).to_string()).unwrap_or(HeaderValue::from_static("\"\""))
}

fn weak(etag: &HeaderValue) -> HeaderValue {
    if !etag.as_bytes().starts_with(b"\"") {
        return etag.clone();
    }
    HeaderValue::from_bytes(&[b"W/", etag.as_bytes()].concat()).unwrap_or_else(|_| etag.clone())
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// None if it is not worth it.
fn compressed(body: &[u8]) -> Option<Bytes> {
    if body.len() < MIN_COMPRESSED {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&'static str, &'static str)], body: &str) -> ApiResponse {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        ApiResponse::new(StatusCode::OK, &headers.collect(), None, body.as_bytes().to_vec())
    }

    fn matches(response: &ApiResponse, validator: &str) -> bool {
        response.matches(&IfNoneMatch::parse([validator.as_bytes()]))
    }

    #[test]
    fn knows_all_validators_of_a_response() {
        let traces = r#"{"latest_event_at": "2026-04-14T10:15:00Z", "points": []}"#;
        let tagged = response(&[("etag", "\"a\"")], traces);
        assert_eq!(tagged.validator, Some(HeaderValue::from_static("\"a\"")));
        for validator in ["\"a\"", "W/\"a\"", "2026-04-14T10:15:00Z", "\"2026-04-14T10:15:00Z\"", "*"] {
            assert!(matches(&tagged, validator), "{validator}");
        }
        assert!(!matches(&tagged, "a") && !matches(&tagged, "\"b\"") && !tagged.matches(&IfNoneMatch::Absent));

        let untagged = response(&[], traces);
        assert_eq!(untagged.validator, Some(HeaderValue::from_static("2026-04-14T10:15:00Z")));
        assert_eq!(untagged.etag, "W/\"2026-04-14T10:15:00Z\"");
        assert!(matches(&untagged, "2026-04-14T10:15:00Z") && matches(&untagged, "W/\"2026-04-14T10:15:00Z\""));

        let bare = response(&[("etag", "17")], "{}");
        assert!(matches(&bare, "17") && !matches(&bare, "\"17\""));

        let nothing = response(&[], r#"{"status": "RUNNING"}"#);
        assert_eq!(nothing.validator, None);
        assert!(matches(&nothing, nothing.etag.to_str().unwrap()));
    }

    #[test]
    fn only_json_keeps_its_type() {
        for (sent, expected) in [
            ("application/json", "application/json"),
            ("Application/JSON; charset=utf-8", "application/json"),
            ("application/problem+json", "application/json"),
            ("text/html", "text/plain; charset=utf-8"),
            ("image/svg+xml", "text/plain; charset=utf-8"),
            ("text/javascript", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(safe_type(Some(&HeaderValue::from_static(sent))), expected, "{sent}");
        }
    }

    #[test]
    fn compressed_bodies_have_weak_tags() {
        let large = response(&[("etag", "\"a\"")], &"x".repeat(MIN_COMPRESSED));
        let caching = HeaderValue::from_static("max-age=1");
        let respond = |accepted: &'static str| {
            let request = [(ACCEPT_ENCODING, HeaderValue::from_static(accepted))].into_iter().collect();
            let response = large.to_response(&request, &IfNoneMatch::Absent, Duration::from_millis(2900), &caching);
            let header = |name| response.headers().get(name).cloned();
            (header(CONTENT_ENCODING), header(ETAG).unwrap(), header(AGE).unwrap())
        };
        let (plain, strong, age) = respond("br, gzip;q=0");
        assert_eq!((plain, strong.to_str().unwrap(), age.to_str().unwrap()), (None, "\"a\"", "2"));
        let (gzip, etag, _) = respond("br, GZIP;q=0.5");
        assert_eq!((gzip.unwrap().to_str().unwrap(), etag.to_str().unwrap()), ("gzip", "W/\"a\""));
    }
}
