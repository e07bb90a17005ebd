//! In which order the server gives the list, inferred from the pages that came.

use std::cmp::Ordering;

use crate::response::entries::Entry;

/// The order may change this often; then it stays as it is.
const MAX_FLIPS: u32 = 4;

/// Where the newest entries are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// At the end; also assumed while nothing is known.
    #[default]
    OldestFirst,
    /// At the start.
    NewestFirst,
    /// Anywhere: the server's order is kept.
    Unsorted,
}

/// Counts neighbours that are in either order.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrderDetector {
    ascending: u64,
    descending: u64,
    order: SortOrder,
    flips: u32,
}

impl OrderDetector {
    /// Takes in a page, its entries in the server's order; gives whether the order turns out to be another.
    pub fn observe(&mut self, entries: &[Entry]) -> bool {
        for pair in entries.windows(2) {
            let [a, b] = pair else { continue };
            let by_time = match (a.time(), b.time()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => Ordering::Equal,
            };
            // Ids count up with most servers.
            match by_time.then_with(|| a.raw_id.count().cmp(&b.raw_id.count())) {
                Ordering::Less => self.ascending += 1,
                Ordering::Greater => self.descending += 1,
                Ordering::Equal => {}
            }
        }
        let order = self.most_likely();
        let flips = order != self.order && self.flips < MAX_FLIPS;
        if flips {
            self.order = order;
            self.flips += 1;
        }
        flips
    }

    /// The order in which ranks are counted.
    pub fn order(&self) -> SortOrder {
        self.order
    }

    /// A few entries that came late don't count.
    fn most_likely(&self) -> SortOrder {
        if self.ascending >= 3 * self.descending {
            SortOrder::OldestFirst
        } else if self.descending >= 3 * self.ascending {
            SortOrder::NewestFirst
        } else {
            SortOrder::Unsorted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Observes entries with these ids, and no times.
    fn observe(detector: &mut OrderDetector, ids: &[u64]) -> bool {
        let json: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":{id}}}"#)).collect();
        let entries: Vec<_> = json.iter().map(|json| Entry::parse(json).unwrap()).collect();
        detector.observe(&entries)
    }

    #[test]
    fn most_neighbours_decide() {
        let mut detector = OrderDetector::default();
        assert!(!observe(&mut detector, &[]) && !observe(&mut detector, &[7]));
        assert_eq!(detector.order(), SortOrder::OldestFirst);
        assert!(observe(&mut detector, &[9, 8, 7]));
        assert_eq!(detector.order(), SortOrder::NewestFirst);
        assert!(observe(&mut detector, &[1, 2, 3]));
        assert_eq!(detector.order(), SortOrder::Unsorted);
        assert!(observe(&mut detector, &(0..10).collect::<Vec<_>>()));
        assert_eq!(detector.order(), SortOrder::OldestFirst);
        assert!(!observe(&mut detector, &[9, 8]), "one that came late");
    }

    #[test]
    fn times_come_before_ids() {
        let mut detector = OrderDetector::default();
        let entries =
            [r#"{"id":1,"created_at":"2026-04-14T10:01:00Z"}"#, r#"{"id":2,"created_at":"2026-04-14T10:00:00Z"}"#];
        detector.observe(&entries.map(|json| Entry::parse(json).unwrap()));
        assert_eq!(detector.order(), SortOrder::NewestFirst);
    }

    #[test]
    fn it_does_not_flip_for_ever() {
        let mut detector = OrderDetector::default();
        let mut flips = 0;
        for power in 1..8 {
            let mut ids: Vec<_> = (0..5u64.pow(power)).collect();
            if power % 2 == 0 {
                ids.reverse();
            }
            flips += u32::from(observe(&mut detector, &ids));
        }
        assert_eq!(flips, MAX_FLIPS);
    }
}
