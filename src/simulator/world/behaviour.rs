//! How backups run and are listed, as the scenario and the named faults order it.

use std::time::Duration;

use super::{Failure, Visibility};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Behaviour {
    /// From the acceptance of a backup to its end.
    pub backup_takes: Duration,
    /// The job says Failed, at three fifths of its time.
    pub job_fails: bool,
    /// The row says FAILED when the backup ends.
    pub row_fails: bool,
    /// When the lists show a created backup, and how far the row is behind.
    pub visibility: Visibility,
    /// `database_tables` is refused for every engine.
    pub table_level_off: bool,
    /// What happens a moment before the first create call.
    pub first_create: Option<Obstruction>,
    /// Once a client has read an instance and its backups, an automated backup
    /// of this length begins there.
    pub interrupts: Option<Duration>,
    /// This long after the first accepted create call, every token issued before the call is dead.
    pub token_dies_after_create: Option<Duration>,
}

impl Behaviour {
    /// Returns how a backup that is created now will fail, if a failure is ordered.
    pub fn failure(&self, reason: String) -> Option<Failure> {
        let (job, row) = (self.job_fails, self.row_fails);
        // A job that completes runs to its end, whatever becomes of the row.
        let at_percent = if job { 60 } else { 100 };
        (job || row).then_some(Failure { at_percent, reason, job, row })
    }
}

/// What happens a moment before a create call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstruction {
    /// The instance begins its automated backup.
    AutomatedBackup,
    /// Another backup of the project takes the name.
    NameTaken,
}
