//! What Review reads of the service before anything is sent, each with the time at which it was
//! read.
//!
//! The readings are kept as they came; what they speak for and against is said in
//! [`super::page`]. A request goes out only while all of them are younger than [`FRESH`] seconds;
//! otherwise everything is read once more and compared.

mod compare;
mod names;
mod window;

pub use compare::{Topic, differences};
pub use names::{Missing, Names, NamesFound};

use crate::core::{
    base::{
        ask::Ask, call::CallFailure, instance::Instance, quota::Quota, time::UtcTime, whole::Whole,
    },
    draft::content::Target,
    operation::backup::{BackupRow, BackupState},
    port::{effect::Effect, query::Query},
    scope::choice::{DatabaseScope, Scope},
};

pub use window::WindowFact;

/// What is older than so many seconds is read once more before anything is sent.
pub const FRESH: u64 = 60;

/// One thing that is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading<T> {
    Reading,
    Read { at: UtcTime, what: T },
    Failed { at: UtcTime, why: CallFailure },
}

impl<T> Reading<T> {
    /// What came at this time.
    pub fn came(at: UtcTime, result: Result<T, CallFailure>) -> Self {
        match result {
            Ok(what) => Self::Read { at, what },
            Err(why) => Self::Failed { at, why },
        }
    }

    pub const fn at(&self) -> Option<UtcTime> {
        match self {
            Self::Reading => None,
            Self::Read { at, .. } | Self::Failed { at, .. } => Some(*at),
        }
    }

    /// What there was, if it could be read.
    pub const fn what(&self) -> Option<&T> {
        match self {
            Self::Read { what, .. } => Some(what),
            Self::Reading | Self::Failed { .. } => None,
        }
    }
}

/// Everything that is read of the service for one Review.
#[derive(Debug, Clone)]
pub struct Preflight {
    /// The instance (`None` in it: the service lists it no more); not asked for where its
    /// ID was typed by hand.
    pub instance: Option<Reading<Option<Instance>>>,
    pub backups: Reading<Whole<BackupRow>>,
    /// The chosen names in the service's lists; nothing to read for a whole instance.
    pub names: Option<Names>,
    pub quota: Reading<Quota>,
}

impl Preflight {
    /// Begins to read everything, and says what is to be asked.
    pub fn begin(ask: Ask, target: &Target, scope: &Scope) -> (Self, Vec<Effect>) {
        let mut begun = Self {
            instance: None,
            backups: Reading::Reading,
            names: None,
            quota: Reading::Reading,
        };
        let mut effects = begun.read_short(ask, target);
        begun.names = chosen(scope).map(|_| {
            effects.push(Effect::Ask {
                ask,
                query: Query::Names { instance: target.id().clone(), database: None },
            });
            Names::begin()
        });
        (begun, effects)
    }

    /// Reads all but the lists of names.
    fn read_short(&mut self, ask: Ask, target: &Target) -> Vec<Effect> {
        let instance = target.id().clone();
        let listed = matches!(target, Target::Listed(_));
        self.instance = listed.then_some(Reading::Reading);
        (self.backups, self.quota) = (Reading::Reading, Reading::Reading);
        let instance_again = listed
            .then(|| Effect::Ask { ask, query: Query::Instance { instance: instance.clone() } });
        let others = [
            Effect::Ask { ask, query: Query::Backups { instance: instance.clone() } },
            Effect::Ask { ask, query: Query::Quota },
        ];
        instance_again.into_iter().chain(others).collect()
    }

    /// Reads once more what has grown old while the many lists of names were read: those can take
    /// longer than anything stays fresh, and are as fresh as they can be.
    pub fn renew_short(&mut self, ask: Ask, target: &Target, now: UtcTime) -> Vec<Effect> {
        if self.short_times().all(|at| is_fresh(at, now)) {
            Vec::new()
        } else {
            self.read_short(ask, target)
        }
    }

    /// The times of all readings; `None` for one that is under way.
    fn times(&self) -> impl Iterator<Item = Option<UtcTime>> {
        self.short_times().chain(self.names.iter().map(Names::at))
    }

    /// The same without the lists of names.
    fn short_times(&self) -> impl Iterator<Item = Option<UtcTime>> {
        self.instance.iter().map(Reading::at).chain([self.backups.at(), self.quota.at()])
    }

    pub fn is_awaited(&self) -> bool {
        self.times().any(|at| at.is_none())
    }

    /// All of it is there and no older than [`FRESH`] seconds. A time to come was read by another
    /// clock: it counts as old if it is as far away.
    pub fn is_fresh(&self, now: UtcTime) -> bool {
        self.times().all(|at| is_fresh(at, now))
    }

    /// A backup can begin by all that was read of the instance and its backups; `None`
    /// while that is not known.
    pub fn is_idle(&self) -> Option<bool> {
        let instance = match &self.instance {
            None => true,
            // One that is gone will not become idle; that is said elsewhere.
            Some(Reading::Read { what, .. }) => what.as_ref().is_none_or(Instance::is_idle),
            Some(Reading::Reading | Reading::Failed { .. }) => return None,
        };
        let rows = self.backups.what()?;
        Some(instance && rows.iter().all(|row| row.state != BackupState::Building))
    }
}

fn is_fresh(at: Option<UtcTime>, now: UtcTime) -> bool {
    at.is_some_and(|at| now.since(at) <= FRESH && at.since(now) <= FRESH)
}

/// The databases of a scope that is made of them.
pub fn chosen(scope: &Scope) -> Option<&[DatabaseScope]> {
    match scope {
        Scope::Instance => None,
        Scope::Tables(databases) => Some(databases),
    }
}

#[cfg(test)]
mod tests;
