//! Pagination.

/// A page; its bounds are checked where the request is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Maximum number of rows.
    pub limit: u64,
}
