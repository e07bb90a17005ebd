//! What is painted, bottom layer first: markers of progress entries, grid and labels, present and forecast, and the
//! data of each panel.

pub mod axis;
pub mod files;
pub mod forecast;
pub mod items;
pub mod markers;
pub mod now;
pub mod total;
