//! In which order the server gives the list, judged by what it gave.

use std::cmp::Ordering;

use crate::response::{entries::Entry, json};

/// Where the newest entries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// At the end; also while nothing is known.
    OldestFirst,
    /// At the start.
    NewestFirst,
    /// Anywhere: the server's order is kept.
    None,
}

/// The neighbours that were seen in either order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    rising: u64,
    falling: u64,
}

impl Evidence {
    /// Takes in a page.
    pub fn add(&mut self, entries: &[Entry]) {
        for pair in entries.windows(2) {
            let [a, b] = pair else { continue };
            let by_time = match (a.time(), b.time()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => Ordering::Equal,
            };
            // Ids count up with most servers.
            match by_time.then_with(|| json::count(a.id_json).cmp(&json::count(b.id_json))) {
                Ordering::Less => self.rising += 1,
                Ordering::Greater => self.falling += 1,
                Ordering::Equal => {}
            }
        }
    }

    /// The order; a few that came late don't count.
    pub fn order(self) -> Order {
        let Self { rising, falling } = self;
        if rising >= 3 * falling {
            Order::OldestFirst
        } else if falling >= 3 * rising {
            Order::NewestFirst
        } else {
            Order::None
        }
    }
}
