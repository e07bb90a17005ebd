//! What a chart is showing, as one word.

use crate::{error::Error, response::job::Status};

/// One word for what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// There is no job id, and no data were set by hand.
    Idle,
    /// The first response is awaited.
    Loading,
    /// The job is queued or about to start, and nothing has been counted.
    Waiting,
    /// The job has no point yet.
    Empty,
    /// The job runs, or its status is unknown.
    Live,
    /// The job completed; files may have failed.
    Completed,
    /// The job failed.
    Failed,
    /// The job was cancelled.
    Cancelled,
    /// The job was preempted and waits to continue.
    Preempted,
    /// 404: there is no such job, or no longer.
    Gone,
    /// 401 or 403: the key is not accepted.
    Refused,
    /// There is nothing to show but the error.
    Error,
}

impl Phase {
    /// The stable name, for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Loading => "loading",
            Self::Waiting => "waiting",
            Self::Empty => "empty",
            Self::Live => "live",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Preempted => "preempted",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Error => "error",
        }
    }
}

/// What the phase depends on.
#[derive(Debug, Clone, Copy, Default)]
pub struct PhaseInputs<'a> {
    /// Whether there is a job id.
    pub has_job_id: bool,
    /// Number of points, and whether anything was counted; `None` before the first data.
    pub points: Option<(usize, bool)>,
    /// The job's status, if it is known.
    pub status: Option<Status>,
    /// The current error.
    pub error: Option<&'a Error>,
}

/// The phase. Errors that need a person go first, then whether there are data, then the status of the job.
pub fn phase(inputs: &PhaseInputs) -> Phase {
    match (inputs.error, inputs.points) {
        (Some(Error::NotFound), _) => return Phase::Gone,
        (Some(Error::Unauthorized | Error::Forbidden), _) => return Phase::Refused,
        (Some(_), None) => return Phase::Error,
        (None, None) if !inputs.has_job_id => return Phase::Idle,
        (_, None) => return Phase::Loading,
        _ => {}
    }
    let (points, counted) = inputs.points.unwrap_or_default();
    match inputs.status {
        Some(Status::Completed) => Phase::Completed,
        Some(Status::Failed) => Phase::Failed,
        Some(Status::Cancelled) => Phase::Cancelled,
        Some(Status::Preempted) => Phase::Preempted,
        Some(Status::Waiting) if !counted => Phase::Waiting,
        _ if points == 0 => Phase::Empty,
        _ => Phase::Live,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH_DATA: PhaseInputs = PhaseInputs { has_job_id: true, points: Some((3, true)), status: None, error: None };

    #[test]
    fn without_data() {
        let none = PhaseInputs { has_job_id: true, ..PhaseInputs::default() };
        assert_eq!(phase(&PhaseInputs::default()), Phase::Idle);
        assert_eq!(phase(&none), Phase::Loading);
        assert_eq!(phase(&PhaseInputs { error: Some(&Error::Network), ..none }), Phase::Error);
        assert_eq!(
            phase(&PhaseInputs { error: Some(&Error::Engine("x".into())), has_job_id: false, ..none }),
            Phase::Error
        );
        for (error, expected) in
            [(Error::NotFound, Phase::Gone), (Error::Unauthorized, Phase::Refused), (Error::Forbidden, Phase::Refused)]
        {
            assert_eq!(phase(&PhaseInputs { error: Some(&error), ..none }), expected);
            assert_eq!(phase(&PhaseInputs { error: Some(&error), ..WITH_DATA }), expected, "with data too");
        }
    }

    #[test]
    fn with_data_it_is_the_jobs() {
        let with = |status, points| phase(&PhaseInputs { status: Some(status), points: Some(points), ..WITH_DATA });
        assert_eq!(phase(&WITH_DATA), Phase::Live, "a status need not be known");
        assert_eq!(phase(&PhaseInputs { points: Some((0, false)), ..WITH_DATA }), Phase::Empty);
        assert_eq!(phase(&PhaseInputs { has_job_id: false, ..WITH_DATA }), Phase::Live, "set by hand");
        assert_eq!(phase(&PhaseInputs { error: Some(&Error::Network), ..WITH_DATA }), Phase::Live, "the data stay");
        for (status, points, expected) in [
            (Status::Waiting, (0, false), Phase::Waiting),
            (Status::Waiting, (100, false), Phase::Waiting),
            (Status::Waiting, (100, true), Phase::Live),
            (Status::Running, (0, false), Phase::Empty),
            (Status::Running, (100, false), Phase::Live),
            (Status::Preempted, (9, true), Phase::Preempted),
            (Status::Completed, (0, false), Phase::Completed),
            (Status::Failed, (9, true), Phase::Failed),
            (Status::Cancelled, (9, true), Phase::Cancelled),
        ] {
            assert_eq!(with(status, points), expected, "{status:?} {points:?}");
        }
    }
}
