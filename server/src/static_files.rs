//! Static files of mounted folders.

use std::path::PathBuf;
use std::str::FromStr;

use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::ApiError;
use crate::routes::{API_PREFIX, not_found};

/// A folder and the path below which it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    #[error("'{0}' is not a prefix for files: use letters, digits, '-', '_' and '.', and not {API_PREFIX}")]
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
            !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let is_api = format!("/{path}/").starts_with(&format!("{API_PREFIX}/"));
        if is_api || !(path.is_empty() || path.split('/').all(plain)) {
            return Err(MountError::Prefix(prefix.to_owned()));
        }
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            return Err(MountError::Folder(folder));
        }
        Ok(Self { prefix: format!("/{path}"), folder })
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
    let revalidate = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(router
        .layer(middleware::map_response(name_javascript))
        .layer(middleware::from_fn(refuse_hidden))
        .layer(revalidate))
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

/// Responds with 404 to paths with a segment that begins with a dot: hidden files (`.git`, `.env`) are not public, and `..`
/// could leave the folder.
async fn refuse_hidden(request: Request, next: Next) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    if path.split(['/', '\\']).any(|segment| segment.starts_with('.')) {
        return ApiError::RouteNotFound.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_mounts() {
        for (text, prefix) in [("/=.", "/"), ("/a=.", "/a"), ("/a/=.", "/a"), ("/a.b/c-d=.", "/a.b/c-d")] {
            assert!(text.parse::<Mount>().is_ok_and(|mount| mount.prefix == prefix), "{text}");
        }
        for text in
            ["", "/a", "a=.", "//=.", "/a//b=.", "/{a}=.", "/a b=.", "/v0.5=.", "/v0.5/x=.", "/a=no-such-folder"]
        {
            assert!(text.parse::<Mount>().is_err(), "{text}");
        }
    }
}
