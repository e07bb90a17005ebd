//! Finds the entry of a moment in a list that is ordered by time, by few probes: a guess by interpolation, and every
//! second time the middle, so that no distribution of times makes it long.

use std::ops::Range;

use super::query::PAGE;

/// Enough to halve the longest list down to a page; more are a list whose order can't be relied on.
const MAX_PROBES: u32 = 100;

/// A search.
#[derive(Debug)]
pub struct Seek {
    ms: i64,
    /// The last one known to be at or before the moment: rank and time.
    before: Option<(u64, i64)>,
    /// The first one known to be after it.
    after: Option<(u64, i64)>,
    probes: u32,
    /// All between the two is known, and none of it has a time.
    closed: bool,
}

impl Seek {
    /// A search for the last entry at or before `ms`.
    pub fn new(ms: i64) -> Self {
        Self { ms, before: None, after: None, probes: 0, closed: false }
    }

    /// The moment.
    pub fn ms(&self) -> i64 {
        self.ms
    }

    /// Forgets where entries are: they have moved.
    pub fn restart(&mut self) {
        *self = Self { probes: self.probes, ..Self::new(self.ms) };
    }

    /// Takes in an entry's time.
    pub fn learn(&mut self, rank: u64, time: Option<i64>) {
        let Some(time) = time else { return };
        if time <= self.ms {
            self.before = self.before.filter(|(known, _)| *known > rank).or(Some((rank, time)));
        } else {
            self.after = self.after.filter(|(known, _)| *known < rank).or(Some((rank, time)));
        }
    }

    /// The answer to a probe was taken in, which had these ranks.
    pub fn probed(&mut self, ranks: Range<u64>, total: u64) {
        self.probes += 1;
        let open = self.open(total);
        self.closed |= ranks.start <= open.start && open.end <= ranks.end;
    }

    /// Ranks where it may be that the last one at or before the moment is.
    fn open(&self, total: u64) -> Range<u64> {
        self.before.map_or(0, |(rank, _)| rank + 1)..self.after.map_or(total, |(rank, _)| rank)
    }

    /// The rank, once it is found: the first of all if none is at or before the moment.
    pub fn found(&self, total: u64) -> Option<u64> {
        let is_found = self.closed || self.open(total).is_empty() || self.probes >= MAX_PROBES;
        is_found.then(|| self.before.map_or(0, |(rank, _)| rank))
    }

    /// Whether all entries are after the moment, as far as is known.
    pub fn is_before_all(&self) -> bool {
        self.before.is_none()
    }

    /// What to ask for next.
    pub fn probe(&self, total: u64) -> Range<u64> {
        let open = self.open(total);
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
    fn search(times: &[i64], ms: i64) -> (u64, u32) {
        let total = times.len() as u64;
        let mut seek = Seek::new(ms);
        loop {
            if let Some(rank) = seek.found(total) {
                return (rank, seek.probes);
            }
            let probe = seek.probe(total);
            assert!(probe.end <= total && (1..=PAGE).contains(&(probe.end - probe.start)), "{probe:?}");
            for rank in probe.clone() {
                seek.learn(rank, Some(times[rank as usize]));
            }
            seek.probed(probe, total);
        }
    }

    #[test]
    fn few_probes_find_it_however_times_are_spread() {
        let even: Vec<i64> = (0..100_000).map(|n| n * 1000).collect();
        let mut late = even.clone();
        late.push(i64::MAX);
        let bent: Vec<i64> = (0..100_000).map(|n: i64| n * n * n).collect();
        let steps: Vec<i64> = (0..100_000).map(|n| n / 30_000 * 1_000_000).collect();
        for (times, most) in [(&even, 4), (&late, 25), (&bent, 25), (&steps, 25)] {
            for rank in [0, 1, 99, 100, 29_999, 50_000, 99_999] {
                for ms in [times[rank], times[rank] + 1, times[rank] - 1] {
                    let (found, probes) = search(times, ms);
                    assert_eq!(found, times.partition_point(|time| *time <= ms).saturating_sub(1) as u64);
                    assert!(probes <= most, "{probes} probes for {ms}");
                }
            }
        }
        assert_eq!(search(&[], 5), (0, 0));
    }

    #[test]
    fn a_list_without_times_comes_to_an_end() {
        let mut seek = Seek::new(5);
        while seek.found(100_000).is_none() {
            let probe = seek.probe(100_000);
            seek.probed(probe, 100_000);
        }
        assert!(seek.probes <= MAX_PROBES);
    }
}
