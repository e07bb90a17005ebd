//! Where a server is, seen from the page.

use web_sys::{Url, window};

/// What the address tells of a server.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    /// It is another origin than the page's: the browser asks it for permission first.
    pub cross_origin: bool,
    /// It is this device: there whatever becomes of the network.
    pub loopback: bool,
}

impl Place {
    /// Reads a URL, absolute or relative to the page. What can't be read is taken as the page's own.
    pub fn of(url: &str) -> Self {
        let Some(window) = window() else { return Self::default() };
        let base = window.document().and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
        let Ok(url) = Url::new_with_base(url, &base) else { return Self::default() };
        let host = url.hostname();
        Self {
            cross_origin: window.location().origin().is_ok_and(|origin| origin != url.origin()),
            loopback: host == "localhost"
                || host.ends_with(".localhost")
                || host == "[::1]"
                || host.starts_with("127."),
        }
    }
}
