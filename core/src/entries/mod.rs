//! A job's progress entries: of a list that may have millions of them, what somebody looks at.
//!
//! The server gives pages of a list that grows, in an order that it does not promise. The way of an entry:
//! 1. [`log`] says which page to ask for, and takes it in. It knows the list's length, which rows are looked at, and
//!    whether what is here is still where it was: an entry that is asked for again and has the same id at the same
//!    place proves that nothing came or went before it.
//! 2. [`order`] tells from what came whether the list has its oldest or its newest entry first. From here on entries
//!    have a rank: 0 is the oldest.
//! 3. [`ledger`] holds entries by rank, within bounds; what is farthest from what is looked at goes first.
//! 4. [`seek`] finds the entry of a moment by a few probes.
//! 5. [`row`] is an entry as a list shows it, [`pretty`] its JSON for people, [`totals`] what it says of the whole job.
//! 6. [`export`] goes over the whole list once and writes it to a file, page by page.
//!
//! No request is made here: [`query`] is what a request asks for.

pub mod detail;
pub mod export;
pub mod ledger;
pub mod log;
pub mod object;
pub mod order;
pub mod pretty;
pub mod query;
pub mod row;
pub mod seek;
pub mod totals;
