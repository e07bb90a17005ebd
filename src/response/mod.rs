//! What arrives: bytes in, checked values out. Numbers and times are checked here and nowhere else.

pub mod timestamp;
pub mod traces;
