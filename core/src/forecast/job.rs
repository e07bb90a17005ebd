//! The progress of a running job: the rates and ETAs of its files and items, or that it has stalled.

use super::counter::{Eta, forecast_counter, last_growth};
use crate::series::Series;

/// A job has stalled if nothing was counted for this share of the time since its start: its rate says nothing any more.
const STALLED_SHARE: f64 = 0.25;
/// Shorter gaps (ms) are normal, however young the job.
const STALLED_MS: f64 = 5.0 * 60_000.0;

/// Rates and ETAs of a running job.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct JobForecast {
    /// Files per second now; `None` while there are too few data.
    pub rate: Option<f64>,
    /// Items of all kinds per second now; `None` while there are too few data.
    pub item_rate: Option<f64>,
    /// When the last file will be done.
    pub eta: Option<Eta>,
    /// When the last item will be done.
    pub item_eta: Option<Eta>,
    /// When the last file or item was counted (ms since the Unix epoch), if the job has stalled since. Then there is no
    /// rate.
    pub stalled_since: Option<i64>,
}

impl JobForecast {
    /// At `now`, the server's time in ms since the Unix epoch. Without a total there is no ETA.
    pub fn new(series: &Series, file_total: Option<u64>, item_total: Option<u64>, now: i64) -> Self {
        let Some((start, _)) = series.span() else { return Self::default() };
        let (files, items) = (series.finished(), series.items());
        let last_growth = |counts: &[u64]| last_growth(&series.times, counts);
        let ms_since = |time: i64| now as f64 - time as f64;
        let longest_gap = STALLED_MS.max(ms_since(start) * STALLED_SHARE);
        let stalled_since = last_growth(&files).max(last_growth(&items)).filter(|time| ms_since(*time) > longest_gap);
        if stalled_since.is_some() {
            return Self { stalled_since, ..Self::default() };
        }
        let files = forecast_counter(start, &series.times, &files, file_total, now);
        let items = forecast_counter(start, &series.times, &items, item_total, now);
        Self {
            rate: files.map(|forecast| forecast.rate),
            item_rate: items.map(|forecast| forecast.rate),
            eta: files.and_then(|forecast| forecast.eta),
            item_eta: items.and_then(|forecast| forecast.eta),
            stalled_since: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::KindSeries;

    /// A file every 10 s until `ended`, then nothing, up to `now` (s); buckets of 1 s.
    fn steady(ended: i64, now: i64) -> Series {
        let times: Vec<_> = (1..=now).map(|second| second * 1000).collect();
        let completed: Vec<_> = (1..=now).map(|second| (second.min(ended) / 10) as u64).collect();
        let failed = vec![0; times.len()];
        Series { times, bucket_ms: 1000, completed, failed, ..Series::default() }
    }

    #[test]
    fn a_steady_job_has_a_rate_and_an_end() {
        let forecast = JobForecast::new(&steady(100, 100), Some(20), None, 100_000);
        let rate = forecast.rate.unwrap();
        assert!((0.08..0.12).contains(&rate), "{rate}");
        let eta = forecast.eta.unwrap();
        assert!((170_000..240_000).contains(&eta.likely), "{eta:?}");
        assert_eq!((forecast.item_rate, forecast.stalled_since), (None, None));
    }

    #[test]
    fn items_have_an_end_of_their_own() {
        let mut series = steady(100, 100);
        let success = std::mem::take(&mut series.completed);
        series.completed = vec![0; success.len()];
        series.kinds.push(KindSeries {
            name: "a".into(),
            failed: vec![0; success.len()],
            success,
            ..KindSeries::default()
        });
        let forecast = JobForecast::new(&series, Some(1), Some(20), 100_000);
        assert_eq!(forecast.eta, None, "there are no data about the single file");
        let eta = forecast.item_eta.unwrap();
        assert!((170_000..240_000).contains(&eta.likely), "{eta:?}");
        assert_eq!(JobForecast::new(&series, Some(1), None, 100_000).item_eta, None);
    }

    #[test]
    fn a_stalled_job_has_no_rate() {
        assert_eq!(
            JobForecast::new(&steady(100, 390), Some(50), None, 390_000).stalled_since,
            None,
            "five minutes are normal"
        );
        let stalled = JobForecast::new(&steady(100, 410), Some(50), None, 410_000);
        assert_eq!(stalled, JobForecast { stalled_since: Some(100_000), ..JobForecast::default() });
    }

    #[test]
    fn without_points_there_is_no_forecast() {
        assert_eq!(JobForecast::new(&Series::default(), Some(5), None, 1), JobForecast::default());
    }
}
