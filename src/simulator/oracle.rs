//! What only a test may ask: the service's own record, against which a client's sentences are held,
//! and what others do at the service meanwhile.

use std::time::Duration;

use super::{Simulator, backups::Stage, named_faults::NamedFault, world::Deed};
use crate::core::base::ids::{BackupId, InstanceId};

/// How a backup stands in the service's own record, whatever an answer tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// `status` of its row.
    pub status: &'static str,
    /// Its row or its job is not at its end.
    pub runs: bool,
    /// The list of backups has its row.
    pub row_listed: bool,
    /// The list of jobs has its job.
    pub job_listed: bool,
}

impl Simulator {
    /// Returns how a backup stood so long ago.
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

    /// Lets a colleague's manual backup have begun `ago`, which takes so long in all.
    pub fn let_another_begin(
        &self,
        instance: &InstanceId,
        name: &str,
        (ago, takes): (Duration, Duration),
    ) {
        let begun = self.shared.clock.now().minus(ago);
        let deed = Deed { name: name.to_owned(), manual: true, begun, takes };
        self.shared.lock().world.let_happen(instance.as_str(), deed);
    }

    /// Lets a fault at the door wait from now on; one that is set at the start has no effect here.
    pub fn inject_named(&self, fault: &NamedFault) {
        if let Some((calls, fault, times)) = fault.at_the_door() {
            let mut service = self.shared.lock();
            calls.iter().for_each(|call| service.faults.add(*call, fault.clone(), times));
        }
    }
}
