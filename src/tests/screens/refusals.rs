//! Watch after an answer that accepts nothing and proves nothing, or not yet.

use crate::{
    core::{
        base::{
            call::{CreateAnswer, CreateEnd},
            ids::{BackupId, JobId},
        },
        operation::backup::BackupState,
    },
    tests::support::{
        outcomes::{BACKUP, JOB, answered, row},
        records::sent,
        shots::{SMALL, resized, shot},
    },
};

/// A refusal that names a backup and its job.
pub fn naming_ids() -> CreateEnd {
    let (job, backup) = (JobId::received(JOB), BackupId::received(BACKUP));
    CreateEnd::Answered(CreateAnswer { job, backup, ..answered(409, Some("X.1"), "conflict") })
}

fn refused(status: u16, code: &str, words: &str) -> CreateEnd {
    CreateEnd::Answered(answered(status, Some(code), words))
}

#[test]
fn a_refusal_that_is_looked_behind() {
    let words = "The DB instance is being operated: another backup is in progress.";
    let mut s = sent(refused(403, "DBS.200019", words));
    shot("watch_refusal_looking", &s);
    resized("watch_refusal_looking_60x16", &mut s, SMALL);
}

#[test]
fn a_refusal_behind_which_a_backup_is_found() {
    let mut s = sent(refused(400, "DBS.201201", "The backup already exists."));
    let fits = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![fits]));
    shot("watch_refusal_found", &s);
}

#[test]
fn a_refusal_that_names_ids() {
    let mut s = sent(naming_ids());
    shot("watch_refusal_names_ids", &s);
    resized("watch_refusal_names_ids_60x16", &mut s, SMALL);
}
