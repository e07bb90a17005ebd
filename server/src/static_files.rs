//! Static files of mounted folders.

use std::path::PathBuf;
use std::str::FromStr;

use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tower_http::services::ServeDir;

use crate::error::ApiError;
use crate::routes::{API_PREFIX, not_found};

/// Routes for operating the proxy.
const OPERATIONS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// Shortest content hash in a file's name, characters.
const MIN_HASH: usize = 8;

/// A folder and the path below which it is served.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Mount {
    /// `/`, or `/…` without a slash at the end.
    prefix: String,
    folder: PathBuf,
}

/// Why a mount is invalid.
#[derive(Debug, thiserror::Error)]
pub enum MountError {
    /// Not `/prefix=FOLDER`.
    #[error("a mount is written /prefix=FOLDER")]
    Form,
    /// A prefix that is not a plain path, or one that belongs to the API.
    #[error(
        "'{0}' is not a prefix for files: use letters, digits, '-', '_' and '.', no '.' at the beginning, and not \
         {API_PREFIX}, /healthz, /readyz or /metrics"
    )]
    Prefix(String),
    /// No such folder.
    #[error("'{0}' is not a folder")]
    Folder(PathBuf),
    /// Two folders for one prefix.
    #[error("'{0}' is mounted twice")]
    Twice(String),
}

impl FromStr for Mount {
    type Err = MountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (prefix, folder) = text.split_once('=').ok_or(MountError::Form)?;
        let path = prefix.strip_prefix('/').ok_or_else(|| MountError::Prefix(prefix.to_owned()))?;
        let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
        let plain = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let is_taken = format!("/{path}/").starts_with(&format!("{API_PREFIX}/"))
            || OPERATIONS.contains(&format!("/{path}").as_str());
        if is_taken || !(path.is_empty() || path.split('/').all(plain)) {
            return Err(MountError::Prefix(prefix.to_owned()));
        }
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            return Err(MountError::Folder(folder));
        }
        Ok(Self { prefix: format!("/{path}"), folder })
    }
}

impl TryFrom<String> for Mount {
    type Error = MountError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Serves each folder below its prefix: `index.html` for folders, types by file name, conditional and range requests.
/// Clients that accept brotli or gzip get the `.br` or `.gz` file beside a file instead of it.
///
/// # Errors
/// When two mounts have the same prefix.
pub fn router(mounts: &[Mount]) -> Result<Router, MountError> {
    let mut router = Router::new().fallback(not_found);
    let mut seen = Vec::new();
    for Mount { prefix, folder } in mounts {
        if seen.contains(&prefix) {
            return Err(MountError::Twice(prefix.clone()));
        }
        seen.push(prefix);
        let files = ServeDir::new(folder).precompressed_br().precompressed_gzip().fallback(not_found.into_service());
        router = if prefix == "/" {
            router.fallback_service(files)
        } else {
            // The service sees paths without the prefix, but must redirect to ones with it.
            router.nest_service(prefix, files.redirect_path_prefix(prefix))
        };
    }
    Ok(router
        .layer(middleware::map_response(name_javascript))
        .layer(middleware::from_fn(refuse_hidden))
        .layer(middleware::from_fn(set_caching)))
}

/// Files whose names change with their content are kept for a year without asking; all others are revalidated.
async fn set_caching(request: Request, next: Next) -> Response {
    let is_hashed = has_content_hash(request.uri().path());
    let mut response = next.run(request).await;
    let is_file = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let caching = if is_hashed && is_file { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(caching));
    response
}

/// Whether a file's name has a hash as bundlers write it: in hexadecimal (webpack, Parcel) or in base64 (Vite, Rollup),
/// and so mixed that no words and numbers look like it. Many hashes aren't recognized, among them all in capitals
/// (esbuild): that costs a revalidation. A name that is taken for one would keep an old file alive.
fn has_content_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    stem.split(['-', '.']).skip(1).filter(|part| part.len() >= MIN_HASH).any(|part| {
        let count = |is: fn(&char) -> bool| part.chars().filter(is).count();
        let (upper, lower) = (count(char::is_ascii_uppercase), count(char::is_ascii_lowercase));
        if part.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            // A word or a date can be hexadecimal, also with a number or a letter at its end.
            return runs(part) >= 3;
        }
        let is_base64 = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // Mp4Video has 3 runs, and names of more words and numbers have longer ones. Without capitals it may be
        // 10h30m15s.
        is_base64 && upper >= 2 && lower >= 2 && runs(part) * 8 >= part.len() * 5
    })
}

/// The number of words and numbers in a text in camel case.
fn runs(text: &str) -> usize {
    let begins = |pair: &&[u8]| {
        !matches!(
            pair,
            [_, b'_']
                | [b'0'..=b'9', b'0'..=b'9']
                | [b'a'..=b'z', b'a'..=b'z']
                | [b'A'..=b'Z', b'A'..=b'Z' | b'a'..=b'z']
        )
    };
    1 + text.as_bytes().windows(2).filter(begins).count()
}

/// RFC 9239 §6: `text/javascript` is the type of all scripts; the crate's table has another one for `.mjs`.
async fn name_javascript(mut response: Response) -> Response {
    if let Some(content_type) = response.headers_mut().get_mut(CONTENT_TYPE)
        && content_type == "application/javascript"
    {
        *content_type = HeaderValue::from_static("text/javascript");
    }
    response
}

/// Responds with 404 to paths with a segment that begins with a dot: hidden files (`.git`, `.env`) are not public, and
/// `..` could leave the folder. The same for two slashes, since a redirect to `//name/` would lead to another host.
async fn refuse_hidden(request: Request, next: Next) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    if path.split(['/', '\\']).any(|segment| segment.starts_with('.')) || path.contains("//") {
        return ApiError::RouteNotFound.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_hashes_in_names() {
        for path in [
            "/assets/index-B1fG3kd9.js",
            "/assets/index-C4_aT9Wx.css",
            "/a.3f9c01ab.css",
            "/static/js/main.8d1f02c7.chunk.js",
            "/x-eF0aD12hG3.wasm",
            "/job_progress-0a1b2c3d4e5f.wasm",
        ] {
            assert!(has_content_hash(path), "{path}");
        }
        for path in [
            "/",
            "/index.html",
            "/job-progress-chart.js",
            "/gallery-20260101.js",
            "/a-deadbeef.js",
            "/lib-es2020module.js",
            "/app-v1234567.js",
            "/B1fG3kd9.js",
            "/dir-B1fG3kd9/index.js",
            "/README-TypeScript2.md",
            "/app-MyData2_Final.js",
            "/app-MyData2Final.js",
            "/convert-Csv2Json.js",
            "/player-H264ToMp4.js",
            "/report-20260101a.js",
            "/app-facade2024.js",
            "/clip-10h30m15s.js",
            "/datasheet-B4D2X7QA.pdf",
        ] {
            assert!(!has_content_hash(path), "{path}");
        }
    }

    #[test]
    fn reads_mounts() {
        for (text, prefix) in [("/=.", "/"), ("/a=.", "/a"), ("/a/=.", "/a"), ("/a.b/c-d=.", "/a.b/c-d")] {
            assert!(text.parse::<Mount>().is_ok_and(|mount| mount.prefix == prefix), "{text}");
        }
        for text in [
            "",
            "/a",
            "a=.",
            "//=.",
            "/a//b=.",
            "/{a}=.",
            "/a b=.",
            "/v0.5=.",
            "/v0.5/x=.",
            "/metrics=.",
            "/../a=.",
            "/a=no-such-folder",
        ] {
            assert!(text.parse::<Mount>().is_err(), "{text}");
        }
    }
}
