//! A refusal that an earlier delivery of the same request may have brought about: the program looks
//! for a backup before the refusal counts as a NO, and a backup that is found belongs to nobody
//! until the operator says whose it is.
//!
//! | what the readings show | created? |
//! |---|---|
//! | a row of this name that may have begun since the request | UNKNOWN, the row is a candidate |
//! | a row of this name that began before the request | not this one: it may have taken the name |
//! | a backup job since the request that belongs to no listed row | UNKNOWN: its row may be late |
//! | less than all of it: a list or the jobs could not be read | UNKNOWN |
//! | another backup of the instance under way | UNKNOWN, unless it explains the refusal |
//! | none of that, a minute or more after the refusal (or the end of the other backup) | NO |

use super::{
    backup::{BackupRow, Job},
    created::{self, Contest, Created, Verdict},
    event::Event,
    following::SAME_BEGIN,
    looking::Conflict,
    state::Operation,
};
use crate::core::{
    base::{BackupId, JobId, UtcTime},
    scope::Scope,
};

/// Seconds after the refusal within which a backup of an earlier delivery is listed.
const MINUTE: i64 = 60;
/// Seconds by which measured clocks may differ: both tell whole seconds, and answers take a moment.
const MEASURED_SLACK: i64 = 5;

impl Operation {
    /// Returns the refusal's reason, if an earlier delivery may have brought the refusal about.
    pub fn contest(&self) -> Option<Contest> {
        self.answer().and_then(created::contest)
    }

    /// Returns whether the end of the create call, or looking after it, proves that nothing
    /// was made of the request.
    pub fn made_nothing(&self) -> bool {
        let proves = |end| matches!(created::created(end), Created::No | Created::NotSent);
        self.end.as_ref().is_some_and(proves)
            || self.contest().is_some()
                && self.lines.iter().any(|line| line.event == Event::RefusalStands)
    }

    /// Returns the backup and the job that a refusing answer names:
    /// they may be another operation's.
    pub fn named_ids(&self) -> (Option<&BackupId>, Option<&JobId>) {
        let refusal = self.answer().filter(|answer| !answer.is_accepted());
        refusal.map_or((None, None), |answer| (answer.backup.as_ref(), answer.job.as_ref()))
    }

    /// Returns from when on a reading that shows no backup makes the refusal a NO. `None` where
    /// nothing depends on looking, and for good once a reading has shown a backup that fits.
    pub fn refusal_stands_from(&self) -> Option<UtcTime> {
        let contested = self
            .end
            .as_ref()
            .is_some_and(|end| matches!(created::verdict(end), Verdict::Contested(_)));
        let open = self.is_looking() && self.created == Some(Created::Unknown);
        let found = || {
            self.lines.iter().any(|line| matches!(line.event, Event::Looked { fitting: 1.., .. }))
        };
        // A service that queues does not refuse because the instance is busy.
        let turn = self.turn_from.filter(|_| self.contest() != Some(Contest::Busy));
        let ended = self.ended_at?;
        if contested && open && !found() {
            Some(ended.max(turn.unwrap_or(ended)).plus(MINUTE))
        } else {
            None
        }
    }

    /// Returns whether the latest readings prove that no delivery of the request made a backup:
    /// `named` are the rows of its name, `jobs` those that began since it was confirmed (`None`:
    /// not read), `rows` all listed rows.
    pub(super) fn refusal_stands(
        &self,
        named: &[&BackupRow],
        jobs: Option<&[Job]>,
        rows: &[BackupRow],
    ) -> bool {
        let due = self
            .refusal_stands_from()
            .zip(self.asked_at)
            .is_some_and(|(from, asked)| asked >= from);
        // A service that tells no time may have a slow clock, by which every row looks older.
        let told =
            self.skew != 0 || self.answer().is_some_and(|answer| answer.head.server_time.is_some());
        let is_older = |row: &&BackupRow| {
            told && self
                .conflicts(row, self.skew)
                .iter()
                .any(|it| matches!(it, Conflict::BegunEarlier(_)))
        };
        due && named.iter().all(is_older) && jobs.is_some_and(|jobs| all_belong(jobs, rows))
    }

    /// Returns whether the program may take this row, the only one that
    /// fits, without asking the operator.
    pub(super) fn may_adopt(&self, row: &BackupRow) -> bool {
        let named = self.named_ids().0 == Some(&row.id);
        // A colleague who took the name or the instance a moment before has a row that looks the
        // same.
        self.contest().is_none()
            && (!named || self.shows_all(row))
            && self.earlier_by(row).is_none()
    }

    /// Returns by how many seconds a row began before the request, by the measured
    /// clocks: a colleague may have given the name to a backup of the same instance
    /// between Review and the confirmation.
    pub fn earlier_by(&self, row: &BackupRow) -> Option<u64> {
        let confirmed = self.begun_there(self.skew);
        row.begun
            .filter(|begun| *begun < confirmed.plus(-MEASURED_SLACK))
            .map(|begun| confirmed.since(begun))
    }

    /// Returns whether the row itself tells that it is of this instance, of this scope,
    /// and begun since the request.
    fn shows_all(&self, row: &BackupRow) -> bool {
        let scope = self
            .intent
            .as_ref()
            .is_some_and(|intent| matches!(intent.scope, Scope::Instance) || row.scope.is_some());
        // Of a row that both lists show without any tables nobody knows what it covers.
        let scope = scope && row.kind.is_some();
        let instance = row.instance.is_some() && row.instance.as_ref() == self.instance();
        self.fits(row, self.skew)
            && instance
            && scope
            && row.begun.is_some()
            && self.earlier_by(row).is_none()
    }
}

/// Returns whether each job has a listed row of its own that began when the job did.
/// Where jobs and rows could be paired in several ways, a job may be left over without
/// reason: that errs towards UNKNOWN.
fn all_belong(jobs: &[Job], rows: &[BackupRow]) -> bool {
    let mut begins: Vec<UtcTime> = rows.iter().filter_map(|row| row.begun).collect();
    jobs.iter().all(|job| {
        let near = |begun: &UtcTime| {
            job.begun.is_some_and(|at| at.since(*begun).max(begun.since(at)) <= SAME_BEGIN)
        };
        begins.iter().position(near).map(|at| begins.swap_remove(at)).is_some()
    })
}
