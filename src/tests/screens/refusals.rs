//! Watch after an answer that accepts nothing and proves nothing, or not yet.

use crate::{
    core::{
        base::{BackupId, CreateAnswer, CreateEnd, JobId},
        operation::backup::BackupState,
    },
    tests::support::{
        outcomes::{BACKUP, JOB, answered, row},
        records::sent,
        shots::shot,
    },
};

/// A refusal that names a backup and its job.
pub fn naming_ids() -> CreateEnd {
    let (job, backup) = (JobId::received(JOB), BackupId::received(BACKUP));
    CreateEnd::Answered(CreateAnswer { job, backup, ..answered(409, Some("X.1"), "conflict") })
}

#[test]
fn a_refusal_behind_which_a_backup_is_found() {
    let words = "The backup already exists.";
    let mut s = sent(CreateEnd::Answered(answered(400, Some("DBS.201201"), words)));
    let fits = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![fits]));
    shot("watch_refusal_found", &s);
}
