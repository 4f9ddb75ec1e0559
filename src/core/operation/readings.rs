//! The questions and answers of an operation's readings.

use super::backup::{BackupRow, Job};
use crate::core::base::{CallFailure, InstanceId, JobId, UtcTime, Whole};

/// The answers of the two witnesses of a backup (job and row) in one reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    pub job: JobAnswer,
    /// The backup row; `Ok(None)` if the service does not list it, `None` if its
    /// ID is not known here.
    pub row: Option<Result<Option<BackupRow>, CallFailure>>,
}

/// The question of a reading about the job.
#[derive(Debug, Clone, PartialEq)]
pub enum JobQuestion {
    /// The job of this ID.
    Known(JobId),
    /// Backup jobs of an instance: the ID never arrived.
    Find {
        instance: InstanceId,
        /// Jobs begun at this time or later.
        since: UtcTime,
    },
}

/// The answer to a [`JobQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum JobAnswer {
    NotAsked,
    /// The job; `None` if the service does not list it.
    Known(Result<Option<Job>, CallFailure>),
    /// The instance's jobs, one of which may be the backup's, and the instance's backups, to
    /// which the other jobs belong.
    Found(Looked),
}

/// The rows and jobs among which a backup is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Backups of the instance, also automated ones: a job may belong to one of those. `Ok` only if
    /// both kinds could be read to the end.
    pub rows: Result<Whole<BackupRow>, CallFailure>,
    /// Jobs of the instance by the name of backups.
    pub jobs: Result<Whole<Job>, CallFailure>,
    /// Seconds that the service's clock is ahead of this machine's, as last measured.
    pub skew: Option<i64>,
}
