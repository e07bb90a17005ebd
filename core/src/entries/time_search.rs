//! Finds the entry of a given time in a list that is ordered by time, with few probes: a guess by interpolation, and
//! every second time the middle, so that no distribution of times makes the search long.

use std::ops::Range;

use super::query::PAGE;

/// Enough to halve the longest list down to a page; a list that takes more is not reliably ordered.
const MAX_PROBES: u32 = 100;

/// A search for the last entry at or before a time.
#[derive(Debug)]
pub struct TimeSearch {
    ms: i64,
    /// The last entry known to be at or before the time: rank and time.
    before: Option<(u64, i64)>,
    /// The first entry known to be after it.
    after: Option<(u64, i64)>,
    probes: u32,
    /// All entries between the two are known, and none of them has a time.
    is_closed: bool,
}

impl TimeSearch {
    /// A search for `ms` (since the Unix epoch).
    pub fn new(ms: i64) -> Self {
        Self { ms, before: None, after: None, probes: 0, is_closed: false }
    }

    /// The time that is searched for.
    pub fn ms(&self) -> i64 {
        self.ms
    }

    /// Forgets where entries are: they have moved.
    pub fn restart(&mut self) {
        *self = Self { probes: self.probes, ..Self::new(self.ms) };
    }

    /// Takes in the time of the entry at a rank.
    pub fn update_from(&mut self, rank: u64, time: Option<i64>) {
        let Some(time) = time else { return };
        if time <= self.ms {
            self.before = self.before.filter(|(known, _)| *known > rank).or(Some((rank, time)));
        } else {
            self.after = self.after.filter(|(known, _)| *known < rank).or(Some((rank, time)));
        }
    }

    /// The page of a probe was taken in, which had these ranks.
    pub fn record_probe(&mut self, ranks: Range<u64>, total: u64) {
        self.probes += 1;
        let open = self.open_ranks(total);
        self.is_closed |= ranks.start <= open.start && open.end <= ranks.end;
    }

    /// Ranks between the last entry before and the first one after, as far as they are known.
    fn open_ranks(&self, total: u64) -> Range<u64> {
        self.before.map_or(0, |(rank, _)| rank + 1)..self.after.map_or(total, |(rank, _)| rank)
    }

    /// The rank, once it is found: the first of all if no entry is at or before the time.
    pub fn found(&self, total: u64) -> Option<u64> {
        let is_found = self.is_closed || self.open_ranks(total).is_empty() || self.probes >= MAX_PROBES;
        is_found.then(|| self.before.map_or(0, |(rank, _)| rank))
    }

    /// Whether all entries are after the time, as far as is known.
    pub fn is_before_all(&self) -> bool {
        self.before.is_none()
    }

    /// The ranks to request next.
    pub fn next_probe(&self, total: u64) -> Range<u64> {
        let open = self.open_ranks(total);
        let length = open.end.saturating_sub(open.start);
        if length <= PAGE {
            return open;
        }
        let guess = match (self.before, self.after) {
            (None, _) => open.start,
            (_, None) => open.end,
            (Some((_, from)), Some((_, to))) if self.probes.is_multiple_of(2) => {
                let part = self.ms.saturating_sub(from) as f64 / to.saturating_sub(from).max(1) as f64;
                open.start + (part * length as f64) as u64
            }
            _ => open.start + length / 2,
        };
        let start = guess.saturating_sub(PAGE / 2).clamp(open.start, open.end - PAGE);
        start..start + PAGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a list; the rank that was found, and the number of probes.
    fn find(times: &[i64], ms: i64) -> (u64, u32) {
        let total = times.len() as u64;
        let mut search = TimeSearch::new(ms);
        loop {
            if let Some(rank) = search.found(total) {
                return (rank, search.probes);
            }
            let probe = search.next_probe(total);
            assert!(probe.end <= total && (1..=PAGE).contains(&(probe.end - probe.start)), "{probe:?}");
            for rank in probe.clone() {
                search.update_from(rank, Some(times[rank as usize]));
            }
            search.record_probe(probe, total);
        }
    }

    #[test]
    fn few_probes_suffice_however_times_are_distributed() {
        let even: Vec<i64> = (0..100_000).map(|n| n * 1000).collect();
        let mut late = even.clone();
        late.push(i64::MAX);
        let bent: Vec<i64> = (0..100_000).map(|n: i64| n * n * n).collect();
        let steps: Vec<i64> = (0..100_000).map(|n| n / 30_000 * 1_000_000).collect();
        for (times, most) in [(&even, 4), (&late, 25), (&bent, 25), (&steps, 25)] {
            for rank in [0, 1, 99, 100, 29_999, 50_000, 99_999] {
                for ms in [times[rank], times[rank] + 1, times[rank] - 1] {
                    let (found, probes) = find(times, ms);
                    assert_eq!(found, times.partition_point(|time| *time <= ms).saturating_sub(1) as u64);
                    assert!(probes <= most, "{probes} probes for {ms}");
                }
            }
        }
        assert_eq!(find(&[], 5), (0, 0));
    }

    #[test]
    fn a_list_without_times_comes_to_an_end() {
        let mut search = TimeSearch::new(5);
        while search.found(100_000).is_none() {
            let probe = search.next_probe(100_000);
            search.record_probe(probe, 100_000);
        }
        assert!(search.probes <= MAX_PROBES);
    }
}
