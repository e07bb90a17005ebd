//! How many entries a page may have.

use super::query::{MAX_LIMIT, PAGE};

/// After pages of fewer bytes than this, twice as many entries may be requested.
const SMALL_PAGE: usize = 2 << 20;

/// How many entries may be requested at once: what the server gives, and what fits into a response.
#[derive(Debug, Clone, Copy)]
pub struct PageSizeLimit {
    server: u64,
    size: u64,
}

impl Default for PageSizeLimit {
    fn default() -> Self {
        Self { server: MAX_LIMIT, size: MAX_LIMIT }
    }
}

impl PageSizeLimit {
    /// The most entries to request now; at least 1.
    pub fn get(self) -> u64 {
        self.server.min(self.size)
    }

    /// A page of `bytes` came in response to a request for `requested` entries, of which the server would give `limit`.
    /// Gives whether that is less than was requested.
    pub fn record_page(&mut self, requested: u64, limit: u64, bytes: usize) -> bool {
        if bytes < SMALL_PAGE && self.size <= requested {
            self.size = (2 * requested).min(MAX_LIMIT);
        }
        let limit = limit.max(1);
        let is_lowered = limit < requested;
        if is_lowered {
            self.server = limit;
        }
        is_lowered
    }

    /// After an entry that is too large for any page: the next page may have two entries again.
    pub fn record_skipped(&mut self) {
        self.size = self.size.max(2);
    }

    /// A request for `requested` entries failed with the error code `code`. Gives whether to request fewer now; false
    /// at one.
    pub fn record_error(&mut self, requested: u64, code: &str) -> bool {
        match code {
            "too-large" if requested > 1 => self.size = requested / 2,
            // Some servers refuse what others lower.
            "bad-request" if requested > PAGE => self.server = PAGE,
            "bad-request" if requested > 20 => self.server = 20,
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_goes_down_with_failures_and_up_with_small_pages() {
        let mut limit = PageSizeLimit::default();
        assert!(limit.record_error(100, "too-large") && limit.get() == 50);
        assert!(!limit.record_page(50, 50, 3 << 20) && limit.get() == 50, "a large page");
        assert!(!limit.record_page(50, 1000, 1000) && limit.get() == 100);
        assert!(limit.record_page(100, 20, 1000) && limit.get() == 20, "the server gives no more");
        assert!(!limit.record_page(1, 0, 1000) && limit.get() == 20);
        assert!(
            !limit.record_error(1, "too-large")
                && !limit.record_error(100, "network")
                && !limit.record_error(20, "bad-request")
        );
        assert!(limit.record_error(1000, "bad-request") && limit.get() == 100);
    }
}
