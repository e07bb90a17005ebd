//! Words, numbers and times for people: the plot asks, the host answers (in a browser by `Intl`).

/// How a time is written on the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// Hours, minutes and seconds.
    Seconds,
    /// Hours and minutes.
    Minutes,
    /// Day and month.
    Date,
}

/// The reader's language and time zone.
pub trait Locale {
    /// A count in few characters: 950, 1.2K, 3M.
    fn count(&self, n: u64) -> String;
    /// A time, in ms since the Unix epoch, in the reader's zone.
    fn time(&self, ms: i64, form: TimeForm) -> String;
    /// What to add to UTC to get the reader's wall clock at that time, in ms.
    fn utc_offset(&self, ms: i64) -> i64;
    /// Title of the files panel.
    fn files(&self) -> &str;
    /// Title of the items panel.
    fn items(&self) -> &str;
    /// Label of the present.
    fn now(&self) -> &str;
    /// Label of the n-th attempt of a job.
    fn attempt(&self, n: usize) -> String;
    /// Name of all kinds that have no line of their own.
    fn other(&self) -> &str;
}
