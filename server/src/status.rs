//! The states of jobs and inputs, as the API and the tables spell them.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// Made, and maybe queued.
    Pending,
    /// Has a machine, which is starting.
    Admitted,
    /// Working.
    Running,
    /// Worked through its inputs; that says nothing of their success.
    Completed,
    /// Broke off with an error.
    Failed,
    /// Lost its machine, and waits for another.
    Preempted,
    /// Stopped by its owner.
    Cancelled,
}

impl JobStatus {
    const ALL: [Self; 7] =
        [Self::Pending, Self::Admitted, Self::Running, Self::Completed, Self::Failed, Self::Preempted, Self::Cancelled];

    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Admitted => "ADMITTED",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Preempted => "PREEMPTED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether the job has come to an end (from which only a retry leads back).
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// Where an input stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputStatus {
    /// Not begun.
    Pending,
    /// Begun.
    Processing,
    /// Finished well.
    Completed,
    /// Finished badly.
    Failed,
}

impl InputStatus {
    /// All there are, in the order of an input's life.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Processing, Self::Completed, Self::Failed];

    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

impl ToSql for JobStatus {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for JobStatus {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for InputStatus {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for InputStatus {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(FromSqlError::InvalidType)
    }
}
