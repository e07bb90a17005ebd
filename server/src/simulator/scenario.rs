//! Descriptions of simulated jobs.

/// A job to simulate.
#[derive(Debug)]
pub struct Scenario {
    /// The name on the command line.
    pub name: &'static str,
    /// The job's id, the same in every run.
    pub job_id: &'static str,
    /// The job's name.
    pub title: &'static str,
    /// The job's `pipeline_key`.
    pub pipeline_key: &'static str,
    /// Its files and their processing.
    pub work: Work,
    /// The phases, in order. The last one ends the job.
    pub script: &'static [Phase],
}

/// The files of a job and how they are worked on.
#[derive(Debug)]
pub struct Work {
    /// How many files.
    pub files: u32,
    /// How many of them at once.
    pub workers: u32,
    /// About how long all of them take, in seconds of job time.
    pub seconds: u32,
    /// How many of them fail.
    pub failures: u32,
    /// The ports that they feed, in turn; at least one.
    pub ports: &'static [&'static str],
    /// What is done with each file, one after the other.
    pub stages: &'static [Stage],
}

impl Work {
    /// The port that an input feeds.
    pub fn port_name(&self, input: u32) -> &'static str {
        let index = input as usize % self.ports.len().max(1);
        self.ports.get(index).copied().unwrap_or_default()
    }
}

/// One thing that is done with a file, and how it is reported.
#[derive(Debug)]
pub struct Stage {
    /// The progress entries' kind.
    pub kind: &'static str,
    /// Which counters they carry.
    pub form: MetricsForm,
    /// The name and version of the model that does it, if any.
    pub model: Option<&'static str>,
    /// The first file with this stage, so that a kind can first appear late.
    pub from_file: u32,
    /// Into how many parts, with an `index` each, a file is split; 0 for none, and no `index`.
    pub parts: u32,
    /// The smallest and the largest number of items in a part.
    pub items: (u32, u32),
    /// How many entries a part gets.
    pub reports: u32,
    /// Its share of the file's time, relative to the other stages'.
    pub weight: u32,
    /// How many of 1000 items fail; 0 where the form has no `failed`.
    pub failures_per_mille: u32,
}

/// Which metrics an entry carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsForm {
    /// `success` and `failed`.
    Counted,
    /// `percent_complete`, `items_processed` and `items_total`.
    Measured,
    /// All of these.
    Full,
}

/// A part of a job's life. Times are in seconds of job time.
#[derive(Debug)]
pub enum Phase {
    /// Waits in the queue, from `position` down to 1.
    Queue {
        /// Where it begins.
        position: u32,
        /// How long each place takes.
        seconds_each: u32,
    },
    /// Has a machine, which starts; then it runs.
    Admit {
        /// The cold start.
        seconds: u32,
    },
    /// Works until this share of all files is finished.
    Work {
        /// In per cent.
        until_percent: u32,
    },
    /// Runs without reporting anything.
    Silence {
        /// How long.
        seconds: u32,
    },
    /// Loses its machine: files in work go back to pending; their entries stay.
    Preempt {
        /// How long until it can be admitted again.
        seconds: u32,
    },
    /// Breaks off: files in work fail, the others stay pending.
    Fail {
        /// Why.
        error: &'static str,
        /// The message of the last entry before it.
        warning: &'static str,
    },
    /// Is PENDING again. The API's documentation does not say whether the first attempt's rows are kept.
    Retry {
        /// How long after the end.
        after_seconds: u32,
        /// True: the job goes on where it failed. Finished inputs and all entries stay, files in work go back to
        /// pending.
        /// False: it starts over. All inputs are pending again, all entries are deleted.
        keeps_progress: bool,
    },
    /// Is stopped: files in work still finish within some seconds, the others stay pending.
    Cancel,
    /// Ends successfully.
    Complete,
}
