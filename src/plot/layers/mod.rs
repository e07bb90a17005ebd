//! What is painted, bottom layer first: grid and labels, the present and the future, then the data of each panel, and
//! what happened.

pub mod axis;
pub mod files;
pub mod forecast;
pub mod items;
pub mod markers;
pub mod now;
pub mod total;
