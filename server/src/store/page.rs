//! Pagination.

/// Rows of a page, if the request does not say how many.
pub const DEFAULT_LIMIT: u16 = 50;
/// Most rows of a page.
pub const MAX_LIMIT: u16 = 1000;

/// A page; its bounds are checked where the request is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Rows to skip.
    pub offset: u64,
    /// Maximum number of rows.
    pub limit: u64,
}
