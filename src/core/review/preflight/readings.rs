//! All that is read for one Review, and how fresh that is.

use super::names::Names;
use crate::core::{
    base::{Ask, Instance, Quota, UtcTime, Whole, remote::Remote},
    draft::Target,
    operation::backup::{BackupRow, BackupState},
    port::Query,
    scope::Scope,
};

/// What is older than so many seconds is read once more before anything is sent.
pub const FRESH: u64 = 60;

/// Everything that is read of the service for one Review.
#[derive(Debug, Clone, Default)]
pub struct Preflight {
    /// `Here` with `None` where the service lists the instance no more; not asked where its
    /// ID was typed by hand.
    pub instance: Remote<Option<Instance>>,
    pub backups: Remote<Whole<BackupRow>>,
    /// The chosen names in the service's lists; nothing to read for a whole instance.
    pub names: Option<Names>,
    pub quota: Remote<Quota>,
}

impl Preflight {
    /// Begins to read everything, and returns what is to be asked under this number.
    pub fn begin(ask: Ask, target: &Target, scope: &Scope) -> (Self, Vec<Query>) {
        let mut begun = Self::default();
        let mut queries = begun.read_short(ask, target);
        begun.names = scope.databases().map(|_| {
            queries.push(Query::Names { instance: target.id().clone(), database: None });
            Names::begin()
        });
        (begun, queries)
    }

    /// Reads all but the lists of names.
    fn read_short(&mut self, ask: Ask, target: &Target) -> Vec<Query> {
        let instance = target.id().clone();
        (self.backups, self.quota) = (Remote::Asked(ask), Remote::Asked(ask));
        let mut queries = vec![Query::Backups { instance: instance.clone() }, Query::Quota];
        self.instance = match target {
            Target::Listed(_) => {
                queries.insert(0, Query::Instance { instance });
                Remote::Asked(ask)
            }
            Target::Typed { .. } => Remote::NotAsked,
        };
        queries
    }

    /// Reads once more what has grown old while the many lists of names were read: those can take
    /// longer than anything stays fresh, and are as fresh as they can be.
    pub fn renew_short(&mut self, ask: Ask, target: &Target, now: UtcTime) -> Vec<Query> {
        if self.short_times().all(|at| is_fresh(at, now)) {
            Vec::new()
        } else {
            self.read_short(ask, target)
        }
    }

    /// Returns the times of all readings; `None` for one that is under way.
    fn times(&self) -> impl Iterator<Item = Option<UtcTime>> {
        self.short_times().chain(self.names.iter().map(Names::at))
    }

    /// Returns the times of all readings but the lists of names.
    fn short_times(&self) -> impl Iterator<Item = Option<UtcTime>> {
        let instance = (self.instance != Remote::NotAsked).then(|| self.instance.at());
        instance.into_iter().chain([self.backups.at(), self.quota.at()])
    }

    pub fn is_awaited(&self) -> bool {
        self.times().any(|at| at.is_none())
    }

    /// Returns whether all of it is there and no older than [`FRESH`] seconds. A time to come was
    /// read by another clock: it counts as old if it is as far away.
    pub fn is_fresh(&self, now: UtcTime) -> bool {
        self.times().all(|at| is_fresh(at, now))
    }

    /// Returns whether a backup can begin by all that was read of the instance and its backups;
    /// `None` while that is not known.
    pub fn is_idle(&self) -> Option<bool> {
        let instance = match &self.instance {
            Remote::NotAsked => true,
            // One that is gone will not become idle; that is said elsewhere.
            Remote::Here { value, .. } => value.as_ref().is_none_or(Instance::is_idle),
            Remote::Asked(_) | Remote::Failed { .. } => return None,
        };
        let rows = self.backups.value()?;
        Some(instance && rows.iter().all(|row| row.state != BackupState::Building))
    }
}

fn is_fresh(at: Option<UtcTime>, now: UtcTime) -> bool {
    at.is_some_and(|at| now.since(at) <= FRESH && at.since(now) <= FRESH)
}
