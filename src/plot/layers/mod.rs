//! What is painted, bottom layer first: grid and labels, then the data of each panel.

pub mod axis;
pub mod files;
pub mod items;
