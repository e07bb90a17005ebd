//! The options of the proxy: flags and a TOML file with the same names, and the settings that come of them.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::HeaderValue;
use clap::Args;
use serde::Deserialize;

use super::credential::{Credential, KEY_VARIABLE};
use super::hosts::Hosts;
use super::job_list::JobPatterns;
use super::relay::Ages;
use super::viewers::Viewers;
use crate::static_files::{Mount, MountError};

/// Where the proxy listens if nothing else is said.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// Smallest cache, MB: it must have room for a response of the largest size and its compressed form.
const MIN_CACHE_MB: u64 = 40;
/// See [`Ages::failed`].
const FAILED_AGE: Duration = Duration::from_secs(1);
/// See [`Ages::body`].
const BODY_AGE: Duration = Duration::from_secs(10);

/// Why the proxy does not start.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// No key.
    #[error(
        "there is no API key.\n\n  Set it in the environment, where no other user of this machine can see it:\n    \
         export {KEY_VARIABLE}=…\n  or put it into a file that only you can read, and name that: --key-file FILE\n\n  \
         The key stays in this process: no page gets it."
    )]
    NoKey,
    /// Not a key.
    #[error("the API key is not one: it must have at least 8 characters, all of them visible ASCII")]
    BadKey,
    /// No API.
    #[error(
        "there is no API to ask: give its base URL with --upstream, for example https://api.u1.archetypeai.app/v0.5"
    )]
    NoUpstream,
    /// A base URL that cannot be used.
    #[error("--upstream '{url}' {problem}")]
    Upstream {
        /// As given.
        url: String,
        /// "must …".
        problem: &'static str,
    },
    /// The client cannot be made.
    #[error("cannot make a client for the API: {0}")]
    Client(reqwest::Error),
    /// A file that cannot be read.
    #[error("cannot read '{path}': {cause}")]
    File {
        /// As given.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// An invalid configuration file.
    #[error("the configuration '{path}' is invalid: {problem}")]
    Config {
        /// As given.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// An invalid file of viewers.
    #[error("the file of viewers '{path}' is invalid: {problem}")]
    Viewers {
        /// As given.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// A value that is out of range.
    #[error("{name} must be {expected}")]
    Value {
        /// The flag.
        name: &'static str,
        /// What is possible.
        expected: String,
    },
    /// An invalid mount.
    #[error(transparent)]
    Mount(#[from] MountError),
}

/// What can be set, by flags or in the file of `--config`; a flag goes before the file.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProxyOptions {
    /// Base URL of the API, for example https://api.u1.archetypeai.app/v0.5
    #[arg(long, value_name = "URL")]
    pub upstream: Option<String>,

    /// A file with the API key; without it the key is taken from the environment variable ATAI_API_KEY
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,

    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Serves the files of DIR below /PREFIX; repeatable
    #[arg(long, value_name = "/PREFIX=DIR")]
    pub mount: Vec<Mount>,

    /// Only jobs whose id matches, with * for any characters; repeatable [default: all]
    #[arg(long, value_name = "PATTERN")]
    pub allow_job: Vec<String>,

    /// A page of this origin may use the proxy (CORS), for example https://example.com; repeatable
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,

    /// The proxy answers only for these host names, * for all; repeatable [default: this machine's own if it listens
    /// there only, else all]
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,

    /// A TOML file of viewers with tokens; without it, whoever can reach the proxy sees all jobs
    #[arg(long, value_name = "FILE")]
    pub viewers: Option<PathBuf>,

    /// How long a cached response is served without contacting the API [default: 1]
    #[arg(long, value_name = "SECONDS")]
    pub fresh: Option<f64>,

    /// How long a cached response may be served while the API fails [default: 300]
    #[arg(long, value_name = "SECONDS")]
    pub stale: Option<f64>,

    /// How long a request waits for a fresh response before a stale one is served [default: 0.5]
    #[arg(long, value_name = "SECONDS")]
    pub patience: Option<f64>,

    /// Time limit of a request to the API [default: 8]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<f64>,

    /// Memory for cached responses, at least 40 [default: 128]
    #[arg(long, value_name = "MB")]
    pub cache_mb: Option<u64>,
}

/// The settings of a proxy.
#[derive(Debug)]
pub struct Settings {
    /// Base URL of the API.
    pub upstream: String,
    /// Time limit of a request to the API.
    pub timeout: Duration,
    /// Who may see what, and the keys.
    pub viewers: Viewers,
    /// How old responses may become.
    pub ages: Ages,
    /// Memory for cached responses.
    pub cache_bytes: u64,
    /// The jobs that may be seen at all.
    pub jobs: JobPatterns,
    /// The names of this server.
    pub hosts: Hosts,
    /// Other origins whose pages may use the proxy.
    pub origins: Vec<HeaderValue>,
    /// Static files.
    pub mounts: Vec<Mount>,
}

impl ProxyOptions {
    /// The options in a TOML file.
    ///
    /// # Errors
    /// When it cannot be read, or has anything else in it.
    pub fn read(path: &Path) -> Result<Self, ProxyError> {
        let text = fs::read_to_string(path).map_err(|cause| ProxyError::File { path: path.to_owned(), cause })?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map(|before| before.matches('\n').count() + 1);
            let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            ProxyError::Config { path: path.to_owned(), problem: format!("{place}{}", error.message()) }
        })
    }

    /// These, and those of `file` for what is not given here.
    #[must_use]
    pub fn over(self, file: Self) -> Self {
        fn first<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        Self {
            upstream: self.upstream.or(file.upstream),
            key_file: self.key_file.or(file.key_file),
            listen: self.listen.or(file.listen),
            mount: first(self.mount, file.mount),
            allow_job: first(self.allow_job, file.allow_job),
            allow_origin: first(self.allow_origin, file.allow_origin),
            allow_host: first(self.allow_host, file.allow_host),
            viewers: self.viewers.or(file.viewers),
            fresh: self.fresh.or(file.fresh),
            stale: self.stale.or(file.stale),
            patience: self.patience.or(file.patience),
            timeout: self.timeout.or(file.timeout),
            cache_mb: self.cache_mb.or(file.cache_mb),
        }
    }

    /// The address to listen on.
    #[must_use]
    pub fn listen(&self) -> SocketAddr {
        self.listen.unwrap_or(LISTEN)
    }

    /// The settings; files of keys and viewers are read here.
    ///
    /// # Errors
    /// When something is missing or invalid.
    pub fn settings(self) -> Result<Settings, ProxyError> {
        let listen = self.listen();
        let upstream = self.upstream.ok_or(ProxyError::NoUpstream)?;
        let fresh = seconds("--fresh", self.fresh.unwrap_or(1.0), 0.0..=3600.0)?;
        let ages = Ages {
            fresh,
            failed: FAILED_AGE.min(fresh),
            stale: seconds("--stale", self.stale.unwrap_or(300.0), 0.0..=86_400.0)?,
            patience: seconds("--patience", self.patience.unwrap_or(0.5), 0.0..=60.0)?,
            body: BODY_AGE.max(fresh),
        };
        let timeout = seconds("--timeout", self.timeout.unwrap_or(8.0), 0.1..=120.0)?;
        let cache_mb = self.cache_mb.unwrap_or(128);
        if cache_mb < MIN_CACHE_MB {
            return Err(ProxyError::Value { name: "--cache-mb", expected: format!("at least {MIN_CACHE_MB}") });
        }
        self.allow_host.iter().try_for_each(|text| host(text))?;
        let origins = self.allow_origin.iter().map(|text| origin(text)).collect::<Result<_, _>>()?;
        let key_file = self.key_file;
        let shared = || Credential::read(0, key_file.as_deref());
        let viewers = match &self.viewers {
            Some(path) => Viewers::read(path, shared)?,
            None => Viewers::anybody(shared()?),
        };
        Ok(Settings {
            upstream,
            timeout,
            viewers,
            ages,
            cache_bytes: cache_mb.saturating_mul(1_000_000),
            jobs: JobPatterns::new(&self.allow_job),
            hosts: Hosts::new(&self.allow_host, listen),
            origins,
            mounts: self.mount,
        })
    }
}

fn seconds(name: &'static str, value: f64, range: RangeInclusive<f64>) -> Result<Duration, ProxyError> {
    let fitting = Some(value).filter(|value| range.contains(value));
    let duration = fitting.and_then(|value| Duration::try_from_secs_f64(value).ok());
    duration.ok_or_else(|| {
        let expected = format!("a number of seconds from {} to {}", range.start(), range.end());
        ProxyError::Value { name, expected }
    })
}

/// A host name or address as it is in a URL, without a port; `*` for all.
fn host(text: &str) -> Result<(), ProxyError> {
    let is_host = || {
        let url = reqwest::Url::parse(&format!("http://{text}/")).ok()?;
        let is_same = url.host_str()?.eq_ignore_ascii_case(text) && !text.contains('*');
        is_same.then_some(())
    };
    if text == "*" || is_host().is_some() {
        return Ok(());
    }
    let expected = format!("a name like example.com, without a port or a pattern, or '*'; '{text}' is not");
    Err(ProxyError::Value { name: "--allow-host", expected })
}

/// `scheme://host[:port]`, as browsers send it.
fn origin(text: &str) -> Result<HeaderValue, ProxyError> {
    let invalid = || ProxyError::Value {
        name: "--allow-origin",
        expected: format!("like https://example.com, without a path; '{text}' is not"),
    };
    let url = reqwest::Url::parse(text).map_err(|_| invalid())?;
    if url.origin().ascii_serialization() != text || text.contains('*') {
        return Err(invalid());
    }
    HeaderValue::from_str(text).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_go_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proxy.toml");
        fs::write(
            &path,
            "upstream = \"https://api.example/v0.5\"\nlisten = \"0.0.0.0:80\"\nfresh = 2\nmount = [\"/=.\"]\nallow-job = [\"a*\"]\n",
        )
        .unwrap();
        let flags = ProxyOptions { fresh: Some(3.0), allow_job: vec!["b*".to_owned()], ..ProxyOptions::default() };
        let options = flags.over(ProxyOptions::read(&path).unwrap());
        assert_eq!(options.upstream.as_deref(), Some("https://api.example/v0.5"));
        assert_eq!((options.listen().port(), options.fresh, options.mount.len()), (80, Some(3.0), 1));
        assert_eq!(options.allow_job, ["b*"]);

        fs::write(&path, "upstream = \"https://api.example\"\n\nkey = \"s3cret-key\"\n").unwrap();
        let error = ProxyOptions::read(&path).unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("key") && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn says_what_is_wrong() {
        let with = |change: fn(&mut ProxyOptions)| {
            let folder = tempfile::tempdir().unwrap();
            let key = folder.path().join("key");
            fs::write(&key, "a-key-of-the-api\n").unwrap();
            let mut options = ProxyOptions {
                upstream: Some("https://api.example".to_owned()),
                key_file: Some(key),
                ..ProxyOptions::default()
            };
            change(&mut options);
            options.settings().map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(with(|_| ()), Ok(()));
        assert!(with(|options| options.upstream = None).unwrap_err().contains("--upstream"));
        assert!(with(|options| options.fresh = Some(-1.0)).unwrap_err().contains("--fresh"));
        assert!(with(|options| options.timeout = Some(f64::NAN)).unwrap_err().contains("--timeout"));
        assert!(with(|options| options.cache_mb = Some(1)).unwrap_err().contains("--cache-mb"));
        for text in ["example.com:8080", "https://example.com", "*.example.com", "", "a/b", "a b"] {
            assert!(host(text).is_err(), "{text}");
        }
        for text in ["*", "localhost", "Example.com", "127.0.0.1", "[::1]"] {
            assert!(host(text).is_ok(), "{text}");
        }
        for text in [
            "*",
            "null",
            "https://*.example",
            "https://a.example/",
            "https://a.example/path",
            "a.example",
            "https://A.example",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
        assert!(origin("https://a.example:8443").is_ok());
        assert!(with(|options| options.key_file = Some("/no/such/file".into())).unwrap_err().contains("/no/such/file"));
    }
}
