//! A job's progress: columns of times and cumulative counts.

/// Cumulative counts over time, a column per quantity; all columns have the length of `times`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// Bucket ends in ms since the Unix epoch, not decreasing.
    pub times: Vec<i64>,
    /// Width of a bucket in ms, 0 if unknown. Only the first bucket's start is derived from it: buckets need not be
    /// even.
    pub bucket_ms: i64,
    /// Files that succeeded, per bucket end.
    pub completed: Vec<u64>,
    /// Files that failed, per bucket end.
    pub failed: Vec<u64>,
    /// Item counters per kind, in the order in which the kinds appeared.
    pub kinds: Vec<KindSeries>,
}

/// The item counters of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindSeries {
    /// The kind's name as the server gave it: any string.
    pub name: String,
    /// What is shown in place of the name, if that is not fit to be shown.
    pub label: Option<String>,
    /// Items that succeeded, per bucket end.
    pub success: Vec<u64>,
    /// Items that failed, per bucket end.
    pub failed: Vec<u64>,
}

impl KindSeries {
    /// The name, as it is shown.
    pub fn label(&self) -> &str {
        self.label.as_ref().unwrap_or(&self.name)
    }

    /// The largest value of either counter. Counters may go down when a job is retried, so the last need not be the
    /// largest.
    pub fn max(&self) -> u64 {
        max(&self.success).max(max(&self.failed))
    }
}

impl Series {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is no point at all.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Start of the first bucket and end of the last in ms; never an empty span, `None` without points.
    pub fn span(&self) -> Option<(i64, i64)> {
        let (first, last) = (*self.times.first()?, *self.times.last()?);
        let start = first - self.bucket_ms;
        Some(if start < last { (start, last) } else { (last - 1000, last) })
    }

    /// The largest value of a column up to `ms` (since the Unix epoch).
    pub fn max_until(&self, column: &[u64], ms: i64) -> u64 {
        let until = self.times.partition_point(|time| *time <= ms);
        column.get(..until).map_or(0, max)
    }

    /// The bucket ends at which a counter was lower than before: a new attempt of the job began.
    pub fn attempts(&self) -> Vec<i64> {
        let mut is_drop = vec![false; self.len()];
        let mut mark_drops = |column: &[u64]| {
            let mut before = 0;
            for (count, is_drop) in column.iter().zip(&mut is_drop) {
                *is_drop |= *count < before;
                before = *count;
            }
        };
        mark_drops(&self.completed);
        mark_drops(&self.failed);
        for kind in &self.kinds {
            mark_drops(&kind.success);
            mark_drops(&kind.failed);
        }
        self.times.iter().zip(is_drop).filter(|(_, is_drop)| *is_drop).map(|(time, _)| *time).collect()
    }

    /// Items of all kinds that succeeded or failed, per bucket end.
    pub fn items(&self) -> Vec<u64> {
        let mut items = vec![0; self.len()];
        for kind in &self.kinds {
            add(&mut items, &kind.success);
            add(&mut items, &kind.failed);
        }
        items
    }

    /// Sum of the item `totals` of all kinds; `None` if one is missing, or lower than what was counted already.
    pub fn item_total(&self, totals: &[(String, u64)]) -> Option<u64> {
        let mut sum = 0u64;
        for kind in &self.kinds {
            let (_, total) = totals.iter().find(|(name, _)| *name == kind.name)?;
            if last(&kind.success) + last(&kind.failed) > *total {
                return None;
            }
            sum = sum.saturating_add(*total);
        }
        (sum > 0).then_some(sum)
    }

    /// Files that succeeded or failed, per bucket end.
    pub fn finished(&self) -> Vec<u64> {
        let mut finished = self.completed.clone();
        add(&mut finished, &self.failed);
        finished
    }
}

/// Adds a column to another.
pub fn add(sums: &mut [u64], column: &[u64]) {
    for (sum, count) in sums.iter_mut().zip(column) {
        // At most two counters per kind, all below 2^53: the sum fits into 64 bits.
        *sum += *count;
    }
}

/// The largest value of a column, 0 if it is empty.
pub fn max(column: &[u64]) -> u64 {
    column.iter().copied().max().unwrap_or(0)
}

/// The newest value of a column, 0 if it is empty.
pub fn last(column: &[u64]) -> u64 {
    column.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_begins_where_a_counter_drops() {
        let mut series =
            Series { times: vec![1, 2, 3, 4], completed: vec![0, 5, 1, 2], failed: vec![0; 4], ..Series::default() };
        assert_eq!(series.attempts(), [3]);
        series.kinds.push(KindSeries {
            name: "a".into(),
            success: vec![9, 8, 8, 1],
            failed: vec![0; 4],
            ..KindSeries::default()
        });
        assert_eq!(series.attempts(), [2, 3, 4]);
    }

    #[test]
    fn the_items_have_a_total_if_every_kind_has_a_valid_one() {
        let kind = |name: &str, done| KindSeries {
            name: name.into(),
            success: vec![done],
            failed: vec![1],
            ..KindSeries::default()
        };
        let of = |kinds: &[KindSeries], totals: &[(&str, u64)]| {
            let series = Series { times: vec![1], kinds: kinds.to_vec(), ..Series::default() };
            let totals: Vec<_> = totals.iter().map(|(name, total)| ((*name).to_owned(), *total)).collect();
            series.item_total(&totals)
        };
        assert_eq!(of(&[kind("a", 3), kind("b", 0)], &[("b", 5), ("a", 4)]), Some(9));
        assert_eq!(of(&[kind("a", 3), kind("b", 0)], &[("a", 4)]), None, "the total of b is not known");
        assert_eq!(of(&[kind("a", 4)], &[("a", 4)]), None, "more have been counted already");
        assert_eq!(of(&[], &[("a", 4)]), None);
    }

    #[test]
    fn a_span_is_never_empty() {
        let one = |bucket_ms| Series { times: vec![10_000], bucket_ms, ..Series::default() };
        assert_eq!(Series::default().span(), None);
        assert_eq!(one(0).span(), Some((9_000, 10_000)));
        assert_eq!(one(4_000).span(), Some((6_000, 10_000)));
    }
}
