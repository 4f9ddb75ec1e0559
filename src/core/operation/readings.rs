//! What a reading of an operation asks, and what the two witnesses of a backup said.

use super::backup::{BackupRow, Job};
use crate::core::base::{
    call::CallFailure,
    ids::{InstanceId, JobId},
    time::UtcTime,
    whole::Whole,
};

/// What the two witnesses of a backup said in one reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    pub job: JobAnswer,
    /// The backup row; `Ok(None)` if the service does not list it, `None` if its
    /// ID is not known here.
    pub row: Option<Result<Option<BackupRow>, CallFailure>>,
}

/// What a reading asks about the job.
#[derive(Debug, Clone, PartialEq)]
pub enum JobQuestion {
    /// The job of this ID.
    Known(JobId),
    /// Backup jobs of an instance: the ID never arrived.
    Find {
        instance: InstanceId,
        /// Begun at this time or later.
        since: UtcTime,
    },
}

/// The answer to a [`JobQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum JobAnswer {
    NotAsked,
    /// The job; `None` if the service does not list it.
    Known(Result<Option<Job>, CallFailure>),
    /// The instance's jobs, among which it may be, and its backups, to which others of them belong.
    Found(Looked),
}

/// What was there to find a backup among.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Backups of the instance, also automated ones: a job may belong to one of those. `Ok` only if
    /// both kinds could be read to the end.
    pub rows: Result<Whole<BackupRow>, CallFailure>,
    /// Jobs of the instance by the name of backups.
    pub jobs: Result<Whole<Job>, CallFailure>,
    /// Seconds that the service's clock is ahead of this machine's, as last measured.
    pub skew: i64,
}
