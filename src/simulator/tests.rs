//! The truth about backups, against which a test holds the sentences of a client.

use std::time::Duration;

use super::{Simulator, world::Stage};
use crate::core::base::{BackupId, InstanceId};

/// The truth about a backup, whatever the answers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// `status` of the row in the backup list.
    pub status: &'static str,
    /// The row or the job has not ended.
    pub runs: bool,
    pub row_listed: bool,
    pub job_listed: bool,
}

impl Simulator {
    /// Returns the truth about a backup this long `ago`.
    pub fn recorded(&self, backup: &BackupId, ago: Duration) -> Option<Recorded> {
        let now = self.shared.clock.now().minus(ago);
        let service = self.shared.lock();
        let backup = service.world.known().find(|known| known.id == backup.as_str())?;
        let (row, job) = (backup.row_stage(now), backup.job_stage(now));
        let runs = |stage| matches!(stage, Stage::NotYet | Stage::Building(_));
        Some(Recorded {
            status: row.backup_status(),
            runs: runs(row) || runs(job),
            row_listed: backup.row_listed(now),
            job_listed: service.world.lists_job(backup, now),
        })
    }

    /// Returns how many backups of an instance have this name, listed or not.
    pub fn named(&self, instance: &InstanceId, name: &str) -> usize {
        let service = self.shared.lock();
        let world = &service.world;
        world
            .known()
            .filter(|backup| backup.name == name && world.owner(backup).id == instance.as_str())
            .count()
    }

    /// Returns whether a backup of an instance runs now.
    pub fn is_backed_up(&self, instance: &InstanceId) -> bool {
        let now = self.shared.clock.now();
        let service = self.shared.lock();
        service
            .world
            .instance(instance.as_str())
            .is_ok_and(|instance| service.world.is_backed_up(instance, now))
    }
}
