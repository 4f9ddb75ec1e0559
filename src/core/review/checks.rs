//! What speaks for and against sending, as far as it is known.

use super::{
    check::{Check, Fact},
    page::{MANY_NAMES, Recorded, Review},
    preflight::{compare::Topic, window::WindowFact},
};
use crate::core::{
    base::{Level, Untold, UtcTime, quota::untold, remote::Remote},
    draft::{Rule, request::BODY_MAX},
    operation::backup::{BackupKind, BackupRow, BackupState, namesake},
};

struct Checks(Vec<Check>);

impl Checks {
    /// Adds a check that nothing is read for.
    fn add(&mut self, level: Level, fact: Fact) {
        self.0.push(Check { level, fact, topic: None, at: None });
    }

    /// Adds a check that rests on what was read at this time; `None` while that is being read.
    fn read(&mut self, topic: Topic, at: Option<UtcTime>, level: Level, fact: Fact) {
        self.0.push(Check { level, fact, topic: Some(topic), at });
    }
}

impl Review {
    /// Returns all checks, each kind in its place.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks = Checks(Vec::new());
        self.check_instance(&mut checks);
        self.check_request(&mut checks);
        self.check_operations(&mut checks);
        self.check_backups(&mut checks);
        self.check_names(&mut checks);
        self.check_quota(&mut checks);
        match &self.recorded {
            Recorded::Writing => checks.add(Level::Wait, Fact::JournalWriting),
            Recorded::Yes(_) => checks.add(Level::Ok, Fact::JournalWorks),
            Recorded::Without(_) => checks.add(Level::Warn, Fact::NoJournal),
            Recorded::Failed(why) => checks.add(Level::Error, Fact::JournalFailed(why.clone())),
            Recorded::ReadOnly => checks.add(Level::Error, Fact::ReadOnly),
        }
        checks.0
    }

    /// Returns the findings that nothing is read for.
    pub fn settled(&self) -> Vec<Fact> {
        self.checks()
            .into_iter()
            .filter(|check| check.topic.is_none())
            .map(|check| check.fact)
            .collect()
    }

    /// Adds what the rules say, whether the instance is normal and idle, and its automated window.
    fn check_instance(&self, checks: &mut Checks) {
        let instance = &self.preflight.instance;
        let at = instance.at();
        for rule in &self.rules {
            let (level, fact) = (rule.level(), Fact::Rule(rule.clone()));
            if is_about_the_instance(rule) {
                checks.read(Topic::Instance, at, level, fact)
            } else {
                checks.add(level, fact)
            }
        }
        if let Some(waiting) = self.waiting {
            let fact = Fact::WaitingForInstance { since: waiting.since };
            checks.read(Topic::Instance, None, Level::Wait, fact);
        }
        let mut add = |level, fact| checks.read(Topic::Instance, at, level, fact);
        match instance {
            // Its ID was typed by hand: a rule says so.
            Remote::NotAsked => {}
            Remote::Asked(_) => add(Level::Wait, Fact::ReadingInstance),
            Remote::Failed { why, .. } => add(Level::Warn, Fact::InstanceUnread(why.clone())),
            Remote::Here { value: None, .. } => add(Level::Warn, Fact::InstanceGone),
            Remote::Here { value: Some(instance), .. } if instance.is_idle() => {
                add(Level::Ok, Fact::InstanceIdle);
            }
            // What is wrong with it stands among the rules.
            Remote::Here { value: Some(_), .. } => {}
        }
        if let Some(window) = self.window() {
            let level = match window {
                WindowFact::NotTold | WindowFact::Unmeasured { .. } => Level::Note,
                WindowFact::Unreadable(_) | WindowFact::Open { .. } | WindowFact::Within { .. } => {
                    Level::Warn
                }
                WindowFact::Later { .. } => Level::Ok,
            };
            checks.read(Topic::Window, at, level, Fact::Window(window));
        }
        if let Some(pattern) = &self.production {
            checks.add(Level::Warn, Fact::Production(pattern.clone()));
        }
    }

    /// Returns how the automated window stood to this backup when the instance was read; `None`
    /// while that is not known.
    pub fn window(&self) -> Option<WindowFact> {
        let at = self.preflight.instance.at()?;
        let window = self.target.listed()?.backup_window.as_deref();
        Some(WindowFact::judge(window, at, self.estimate.as_ref()))
    }

    fn check_request(&self, checks: &mut Checks) {
        let bytes = self.reviewed.body().bytes().len();
        if bytes > BODY_MAX {
            checks.add(Level::Error, Fact::BodyTooLarge { bytes });
        }
        if let Some(counts) = self.tables.filter(|c| c.names() > MANY_NAMES) {
            checks.add(Level::Warn, Fact::ManyNames(counts.names()));
        }
    }

    /// Adds what other operations of this program have to do with the request.
    fn check_operations(&self, checks: &mut Checks) {
        if let Some(id) = &self.taken {
            checks.add(Level::Error, Fact::NameTaken(id.clone()));
        }
        if let Some(earlier) = self.after {
            checks.add(Level::Warn, Fact::Replaces(earlier));
        }
        for rival in self.rivals.iter().filter(|rival| Some(rival.operation) != self.after) {
            checks.add(Level::Warn, Fact::Unresolved(rival.clone()));
        }
    }

    fn check_backups(&self, checks: &mut Checks) {
        let backups = &self.preflight.backups;
        let mut add = |level, fact| checks.read(Topic::Backups, backups.at(), level, fact);
        match backups {
            Remote::NotAsked | Remote::Asked(_) => add(Level::Wait, Fact::ReadingBackups),
            Remote::Failed { why, .. } => add(Level::Warn, Fact::BackupsUnread(why.clone())),
            Remote::Here { value, .. } => self.check_rows(value, add),
        }
    }

    fn check_rows(&self, rows: &[BackupRow], mut add: impl FnMut(Level, Fact)) {
        let name = self.request.name();
        match namesake(rows, name) {
            Some(row) if row.name == name => add(Level::Error, Fact::NameTaken(row.id.clone())),
            Some(row) => add(Level::Warn, Fact::NameDiffersByCase(row.name.clone())),
            None => add(Level::Ok, Fact::NameUnused { of: rows.len() }),
        }
        if let Some(row) = rows.iter().find(|r| r.state == BackupState::Building) {
            add(Level::Warn, Fact::Building(row.name.clone()));
        }
        if self.request.scope().databases().is_some() && self.target.engine().has_table_scope() {
            // Table-level backups are switched on for a tenant by a service ticket, and no call
            // tells whether that was done; a backup that was made proves it.
            let made = rows.iter().any(|r| {
                r.kind == Some(BackupKind::DatabaseTable) && r.state == BackupState::Completed
            });
            let (level, fact) = if made {
                (Level::Ok, Fact::TableLevelSeen)
            } else {
                (Level::Note, Fact::TableLevelUntold)
            };
            add(level, fact);
        }
    }

    fn check_names(&self, checks: &mut Checks) {
        let names = self.preflight.names.as_ref();
        let found = names.and_then(|names| names.found());
        // What was typed by hand is verified by the lists, once they have been read to the end.
        if self.typed_names > 0 && found.is_none_or(|found| found.unread.is_some()) {
            checks.add(Level::Warn, Fact::TypedNames(self.typed_names));
        }
        let (Some(names), Some(chosen)) = (names, self.request.scope().databases()) else { return };
        let mut add = |level, fact| checks.read(Topic::Names, names.at(), level, fact);
        let Some(found) = found else {
            return add(Level::Wait, Fact::ReadingNames { progress: names.progress() });
        };
        if let Some((database, why)) = &found.unread {
            let database =
                database.and_then(|n| chosen.get(n)).map(|row| row.database_name.clone());
            let more = found.unread_lists.saturating_sub(1);
            add(Level::Warn, Fact::NamesUnread { database, more, why: why.clone() });
        }
        match found.first_missing(chosen) {
            Some(first) => {
                add(Level::Warn, Fact::NamesNotListed { first, count: found.missing.len() })
            }
            None if found.unread.is_none() => add(Level::Ok, Fact::NamesListed),
            None => {}
        }
    }

    /// Adds the quota. Where the service tells no quota of backups there is nothing to say, unless
    /// the service told one when Review was confirmed.
    fn check_quota(&self, checks: &mut Checks) {
        let quota = &self.preflight.quota;
        let (level, fact) = match quota {
            Remote::NotAsked | Remote::Asked(_) => (Level::Wait, Fact::ReadingQuota),
            Remote::Failed { why, .. } => match untold(why) {
                Some(Untold::NotAllowed) => (Level::Note, Fact::QuotaNotAllowed(why.clone())),
                Some(Untold::NotPublished) => (Level::Note, Fact::QuotaNotTold),
                None => (Level::Warn, Fact::QuotaUnread(why.clone())),
            },
            Remote::Here { value, .. } => match value.of_backups() {
                None => (Level::Note, Fact::QuotaNotTold),
                Some(row) => {
                    let level = if row.is_full() { Level::Warn } else { Level::Ok };
                    (level, Fact::Quota { limit: row.limit, used: row.used })
                }
            },
        };
        if fact != Fact::QuotaNotTold || self.changed.contains(&Topic::Quota) {
            checks.read(Topic::Quota, quota.at(), level, fact);
        }
    }
}

/// Returns whether a rule speaks of what was read of the instance.
const fn is_about_the_instance(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::InstanceStatus { .. }
            | Rule::InstanceBusy { .. }
            | Rule::EngineUndocumented { .. }
            | Rule::ScopeNeedsCassandra { .. }
    )
}
