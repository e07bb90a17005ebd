//! placeholder
/// x
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eta {
    /// x
    pub early: i64,
    /// x
    pub likely: i64,
    /// x
    pub late: i64,
}
