//! Pagination.

/// A page as asked for; bounds are checked where the request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Rows to hold at most.
    pub limit: u64,
}
