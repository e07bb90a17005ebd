//! A job's progress entries: of a list that may have millions of them, what the user looks at.
//!
//! The server gives pages of a list that grows, in an order that it does not promise. The way of an entry:
//! 1. [`entry_log`] takes in the pages and knows what the user wants; it is made of the parts below.
//! 2. [`page_planner`] decides which page to request next.
//! 3. [`order_detector`] infers from the pages whether the list has its oldest or its newest entry first. From here on
//!    entries have a rank: 0 is the oldest.
//! 4. [`list_tracker`] compares each page with what is cached: an entry with the same id at the same place proves that
//!    nothing came or went before it.
//! 5. [`entry_cache`] keeps entries by rank, within bounds; what is farthest from the viewport is evicted first.
//! 6. [`attempt_tracker`] keeps what was loaded before a retry took the entries off the server.
//! 7. [`page_failures`] is the back-off after pages that can't be used.
//! 8. [`time_search`] finds the entry of a given time with a few probes.
//! 9. [`row`] is an entry as a list shows it, [`detail`] all of it, [`stats`] what the entries say of the whole job.
//! 10. [`export`] walks over the whole list once and writes it to a file, page by page.
//!
//! No request is made here: [`query`] is the query string of one, and [`page_size`] limits how many entries it is for.

pub mod attempt_tracker;
pub mod detail;
pub mod entry_cache;
pub mod entry_log;
pub mod export;
pub mod list_tracker;
pub mod order_detector;
pub mod page_failures;
pub mod page_planner;
pub mod page_size;
pub mod query;
pub mod row;
pub mod stats;
pub mod time_search;
