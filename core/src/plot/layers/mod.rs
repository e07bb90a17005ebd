//! What is painted, bottom layer first: what happened, then grid and labels, the present and the future, and the data of
//! each panel.

pub mod axis;
pub mod files;
pub mod forecast;
pub mod items;
pub mod markers;
pub mod now;
pub mod total;
