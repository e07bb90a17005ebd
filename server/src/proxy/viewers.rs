//! Who may see what: viewers with tokens, from a file that has the tokens' hashes only.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::credential::Credential;
use super::failure::Refusal;
use super::job_list::JobPatterns;
use super::options::ProxyError;

/// Somebody who looks at jobs.
#[derive(Debug)]
pub struct Viewer {
    /// For the log.
    pub name: String,
    /// The jobs that they may see.
    pub jobs: JobPatterns,
    /// The API key that is used for them.
    pub credential: Arc<Credential>,
}

/// All viewers.
#[derive(Debug)]
pub enum Viewers {
    /// Anybody may see what the key can see.
    Anybody(Viewer),
    /// Only those with a token; each with the SHA-256 of theirs.
    Known(Vec<([u8; 32], Viewer)>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    viewer: Vec<FileViewer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FileViewer {
    name: String,
    /// As `sha256sum` prints it.
    token_sha256: String,
    /// Patterns; `*` for all jobs.
    jobs: Vec<String>,
    /// A file with an API key of their own.
    key_file: Option<PathBuf>,
}

impl Viewers {
    /// Anybody, with this key.
    pub fn anybody(credential: Credential) -> Self {
        let name = String::new();
        Self::Anybody(Viewer { name, jobs: JobPatterns::default(), credential: Arc::new(credential) })
    }

    /// Those in the file at `path`. Those without a key of their own use the one that `shared` reads.
    ///
    /// # Errors
    /// When the file or a key cannot be read.
    pub fn read(path: &Path, shared: impl FnOnce() -> Result<Credential, ProxyError>) -> Result<Self, ProxyError> {
        let text = fs::read_to_string(path).map_err(|cause| ProxyError::File { path: path.to_owned(), cause })?;
        let invalid = |problem: String| ProxyError::Viewers { path: path.to_owned(), problem };
        let file: File = toml::from_str(&text).map_err(|error| invalid(error.message().to_owned()))?;
        if file.viewer.is_empty() {
            return Err(invalid("it has no [[viewer]]".to_owned()));
        }
        let shared = match file.viewer.iter().all(|viewer| viewer.key_file.is_some()) {
            true => None,
            false => Some(Arc::new(shared()?)),
        };
        let mut viewers = Vec::new();
        let mut credentials: Vec<_> = shared.iter().cloned().collect();
        for (viewer, id) in file.viewer.into_iter().zip(1..) {
            let hash = hash(&viewer.token_sha256)
                .ok_or_else(|| invalid(format!("token-sha256 of '{}' must have 64 hexadecimal digits", viewer.name)))?;
            if viewer.jobs.is_empty() {
                return Err(invalid(format!("jobs of '{}' is empty: use [\"*\"] for all jobs", viewer.name)));
            }
            let credential = match (&viewer.key_file, &shared) {
                (None, Some(shared)) => Arc::clone(shared),
                (path, _) => unique(&mut credentials, Credential::read(id, path.as_deref())?),
            };
            viewers.push((hash, Viewer { name: viewer.name, jobs: JobPatterns::new(&viewer.jobs), credential }));
        }
        Ok(Self::Known(viewers))
    }

    /// All keys in use, each once.
    pub fn credentials(&self) -> Vec<&Arc<Credential>> {
        let mut all = match self {
            Self::Anybody(viewer) => vec![&viewer.credential],
            Self::Known(viewers) => viewers.iter().map(|(_, viewer)| &viewer.credential).collect(),
        };
        all.sort_by_key(|credential| credential.id);
        all.dedup_by_key(|credential| credential.id);
        all
    }

    /// Who sent a request. All hashes are compared, in constant time: how long it takes tells nothing about tokens.
    ///
    /// # Errors
    /// When a token is needed, and there is none that is known.
    pub fn identify(&self, headers: &HeaderMap) -> Result<&Viewer, Refusal> {
        let viewers = match self {
            Self::Anybody(viewer) => return Ok(viewer),
            Self::Known(viewers) => viewers,
        };
        let sent = headers.get(AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
        let token = match sent.split_at_checked(7) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"Bearer ") => token.trim_ascii(),
            _ => return Err(Refusal::NoToken),
        };
        let sent: [u8; 32] = Sha256::digest(token).into();
        let mut found = 0_u32;
        let mut any = Choice::from(0);
        for ((hash, _), index) in viewers.iter().zip(0..) {
            let equal = hash.ct_eq(&sent);
            found.conditional_assign(&index, equal);
            any |= equal;
        }
        let viewer = usize::try_from(found).ok().filter(|_| bool::from(any)).and_then(|index| viewers.get(index));
        viewer.map(|(_, viewer)| viewer).ok_or(Refusal::NoToken)
    }
}

/// The known credential with this key, else the new one: a key has one cache and one circuit breaker, even if it is in
/// several files.
fn unique(known: &mut Vec<Arc<Credential>>, new: Credential) -> Arc<Credential> {
    if let Some(same) = known.iter().find(|credential| credential.has_key_of(&new)) {
        return Arc::clone(same);
    }
    let new = Arc::new(new);
    known.push(Arc::clone(&new));
    new
}

/// 64 hexadecimal digits.
fn hash(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> =
        text.trim().chars().map(|digit| digit.to_digit(16).and_then(|value| value.try_into().ok())).collect();
    let bytes: Vec<u8> = digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if text.trim().len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn viewers(text: &str) -> Result<Viewers, ProxyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("viewers.toml");
        fs::write(&path, text).unwrap();
        Viewers::read(&path, || Credential::new(0, "the-shared-key"))
    }

    fn entry(name: &str, token: &str, jobs: &str) -> String {
        let hash: String = Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("[[viewer]]\nname = \"{name}\"\ntoken-sha256 = \"{hash}\"\njobs = {jobs}\n")
    }

    #[test]
    fn knows_viewers_by_their_tokens() {
        let all = viewers(&(entry("a", "token-a", "[\"*\"]") + &entry("b", "token-b", "[\"job_b*\"]"))).unwrap();
        let who = |value: &'static str| {
            let headers = [(AUTHORIZATION, HeaderValue::from_static(value))].into_iter().collect();
            all.identify(&headers).map(|viewer| viewer.name.clone()).ok()
        };
        assert_eq!(who("Bearer token-a").as_deref(), Some("a"));
        assert_eq!(who("bearer  token-b ").as_deref(), Some("b"));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "token-a",
            "Basic token-a",
            "Bearer token-",
            "Bearer token-aa",
            "Bearer the-shared-key",
        ] {
            assert_eq!(who(wrong), None, "{wrong}");
        }
        assert!(all.identify(&HeaderMap::new()).is_err());
    }

    #[test]
    fn a_key_that_viewers_share_is_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key");
        fs::write(&key, "a-key-of-one-viewer").unwrap();
        let own = format!("{}key-file = {key:?}\n", entry("b", "token-b", "[\"*\"]"));
        let all = viewers(&[entry("a", "token-a", "[\"*\"]"), own, entry("c", "token-c", "[\"*\"]")].concat()).unwrap();
        assert_eq!(all.credentials().iter().map(|credential| credential.id).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn a_key_that_is_in_several_files_is_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let own = |name: &str, key: &str| {
            let path = folder.path().join(name);
            fs::write(&path, key).unwrap();
            format!("{}key-file = {path:?}\n", entry(name, name, "[\"*\"]"))
        };
        let of_viewers = [own("a", "a-key-of-viewers"), own("b", "a-key-of-viewers\n"), own("c", "the-shared-key")];
        let all = viewers(&(of_viewers.concat() + &entry("d", "d", "[\"*\"]"))).unwrap();
        assert_eq!(all.credentials().iter().map(|credential| credential.id).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn says_what_is_wrong_with_the_file() {
        for (text, problem) in [
            (String::new(), "viewer"),
            ("viewer = []".to_owned(), "no [[viewer]]"),
            (entry("a", "x", "[]"), "jobs of 'a'"),
            (entry("a", "x", "[\"*\"]") + "token = \"clear\"\n", "token"),
            (entry("a", "x", "[\"*\"]").replace("token-sha256 = \"", "token-sha256 = \"0"), "64 hexadecimal"),
        ] {
            let error = viewers(&text).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
