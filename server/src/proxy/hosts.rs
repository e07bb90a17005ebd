//! Which names of this server are accepted. A page of another site can let its own name point to this machine (DNS
//! rebinding), and would then read what a browser on this machine can read; the `Host` header gives it away.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

/// The accepted names; none if all are.
#[derive(Clone, Debug)]
pub struct Hosts(Option<Vec<String>>);

impl Hosts {
    /// The given names; without any, those of the own machine if the server listens there only.
    pub fn new(names: &[String], listen: SocketAddr) -> Self {
        if !names.is_empty() {
            Self(Some(names.iter().map(|name| name.to_ascii_lowercase()).collect()))
        } else if listen.ip().is_loopback() {
            let own = match listen.ip() {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            };
            Self(Some(vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned(), own]))
        } else {
            Self(None)
        }
    }

    /// Whether the request is for one of them, on any port.
    pub fn accept(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let Some(names) = &self.0 else { return true };
        // RFC 9112 §3.2.2: the host of an absolute request target counts, not the header.
        let sent = uri.authority().map(|authority| authority.as_str());
        let sent = sent.or_else(|| headers.get(HOST).and_then(|host| host.to_str().ok())).unwrap_or_default();
        let name = match sent.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => sent,
        };
        names.iter().any(|known| known == "*" || known.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn accepts_only_its_names() {
        let accepts = |hosts: &Hosts, host: &'static str| {
            let headers = [(HOST, HeaderValue::from_static(host))].into_iter().collect();
            hosts.accept(&Uri::from_static("/"), &headers)
        };
        let local = Hosts::new(&[], "127.0.0.1:80".parse().unwrap());
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"] {
            assert!(accepts(&local, host), "{host}");
        }
        for host in ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "localhost:80:x", "::1"]
        {
            assert!(!accepts(&local, host), "{host}");
        }
        let second = Hosts::new(&[], "127.0.0.2:80".parse().unwrap());
        assert!(accepts(&second, "127.0.0.2:80") && accepts(&second, "localhost") && !accepts(&local, "127.0.0.2"));
        assert!(!local.accept(&Uri::from_static("/"), &HeaderMap::new()));
        assert!(!local.accept(&Uri::from_static("http://evil.example/"), &HeaderMap::new()));
        let named = Hosts::new(&["jobs.example".to_owned()], "127.0.0.1:80".parse().unwrap());
        assert!(accepts(&named, "Jobs.Example:443") && !accepts(&named, "localhost"));
        assert!(accepts(&Hosts::new(&[], "0.0.0.0:80".parse().unwrap()), "any.example"));
    }
}
