//! Looking for the backup of a create call whose answer was lost, or carried no ID. Never sending.

use std::ops::ControlFlow;

use super::{
    backup::{BackupKind, BackupRow, Job},
    created::Contest,
    event::{Event, FoundBy},
    need::{GAPS, Need, ReadingKind},
    readings::Looked,
    state::{Operation, Stage},
};
use crate::core::{
    base::{
        ids::{BackupId, JobId, OperationId},
        time::UtcTime,
    },
    scope::choice::{Scope, same_scope},
    session::site::Who,
};

/// A backup that was made shows within so many seconds of the confirmation; after them
/// "not there" can be said.
pub const WINDOW: u64 = 600;
/// A row may have begun this many seconds before the confirmation: clocks differ.
const CLOCK_SLACK: i64 = 300;
/// The create call takes no more than so many seconds, whatever this machine's clock says.
const LONGEST_CALL: u64 = 120;

/// In what a row of the same name disagrees with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// It began before the request can have been carried out; at this time by
    /// the service's clock, if told.
    BegunEarlier(UtcTime),
    /// The whole instance where databases and tables were asked for, or the reverse.
    OtherKind,
    OtherScope,
    /// The service made it by itself.
    Automated,
}

/// What other operations have to do with the rows and jobs that were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Others {
    /// Backups that they are known to have made.
    pub made: Vec<BackupId>,
    pub jobs: Vec<JobId>,
    /// Rows that one of them may have made, so that nobody can tell whose they are.
    pub claimed: Vec<BackupId>,
}

impl Operation {
    /// When the window ends within which "not there" cannot be said.
    pub fn window_ends(&self) -> UtcTime {
        self.window_from.max(self.turn_from.unwrap_or(self.window_from)).plus(WINDOW as i64)
    }

    /// When it was confirmed, by the service's clock: `skew` seconds ahead of this machine's,
    /// unless the end of the create call tells it, which holds also where this machine's
    /// clock has been set since.
    pub fn begun_there(&self, skew: i64) -> UtcTime {
        let ended = self.lines.iter().rev().find(|line| matches!(line.event, Event::Ended { .. }));
        let told = self.answer().and_then(|answer| answer.head.server_time).zip(ended);
        told.map_or_else(
            || self.begun().plus(skew),
            |(there, ended)| {
                there.plus(-(ended.at.since(self.confirmed_at).min(LONGEST_CALL) as i64))
            },
        )
    }

    /// The earliest begin that a backup of this operation can have, by the service's clock.
    fn begun_after(&self, skew: i64) -> UtcTime {
        self.begun_there(skew).plus(-CLOCK_SLACK)
    }

    /// Returns the earliest begin that a backup of this operation can
    /// have, by this machine's clock.
    pub(super) fn begun_after_here(&self) -> UtcTime {
        self.begun_after(self.skew).plus(-self.skew)
    }

    pub(super) fn look(&self) -> Option<Need> {
        let instance = self.instance()?.clone();
        Some(Need::Look { instance, since: self.begun_after_here() })
    }

    /// The backups of the instance (and its jobs) were read to find this one. What is known to be
    /// another operation's is not this one's; a row that another may have made as well can only
    /// be told by the operator.
    pub fn looked(&mut self, at: UtcTime, looked: Looked, others: &Others) -> Option<Need> {
        let Stage::Looking { looks } = self.stage else {
            if self.unlisted().is_some() {
                self.skew = looked.skew;
                let own = |row: &BackupRow| !others.made.contains(&row.id);
                self.searched(at, looked.rows.map(|rows| rows.only(own).into_rows()));
            }
            // Settled while it was read: the answer has come all the same.
            self.reading &= self.stage == Stage::Following;
            return None;
        };
        self.reading = false;
        self.skew = looked.skew;
        let own = |job: &Job| !others.jobs.contains(&job.id) && self.job_fits(job, looked.skew);
        let jobs = looked.jobs.map(|jobs| jobs.only(own));
        match looked.rows {
            Err(why) => {
                self.trouble = Some(why.clone());
                self.log_trouble(at, why);
            }
            Ok(rows) => {
                self.trouble = None;
                self.read_at = Some(at);
                let weighed = self.weigh(at, &rows, jobs.as_deref().ok(), others);
                if let ControlFlow::Break(need) = weighed {
                    return need;
                }
                // That jobs cannot be listed takes nothing from what the backups say; only a
                // refusal has to wait for them.
                if let (Err(why), Some(_)) = (jobs, self.refusal_stands_from()) {
                    self.log_trouble(at, why);
                }
            }
        }
        let next = looks as usize + 1;
        self.stage = Stage::Looking { looks: looks.saturating_add(1) };
        let gap = GAPS[next.min(GAPS.len() - 1)];
        // A refusal is settled as soon as its minute is over.
        let settles =
            self.refusal_stands_from().map(|from| from.since(at)).filter(|seconds| *seconds > 0);
        let seconds = settles.map_or(gap, |seconds| seconds.min(gap));
        Some(self.wait(at, seconds, ReadingKind::Look))
    }

    /// What the rows say: the backup itself, or candidates, or that it is not there: after the
    /// window, or after the minute of a refusal.
    fn weigh(
        &mut self,
        at: UtcTime,
        rows: &[BackupRow],
        jobs: Option<&[Job]>,
        others: &Others,
    ) -> ControlFlow<Option<Need>> {
        let skew = self.skew;
        self.turn_from = self.turn(at, rows, others);
        let is_named = |row: &&BackupRow| {
            row.name == self.name()
                && self.may_be_of_instance(row)
                && !others.made.contains(&row.id)
        };
        let named: Vec<&BackupRow> = rows.iter().filter(is_named).collect();
        let new_jobs = jobs.unwrap_or_default();
        let fitting =
            self.note_candidates(at, named.iter().map(|row| (*row).clone()).collect(), new_jobs);
        if let (1, Some(row)) = (fitting, self.candidates.first().cloned())
            && !others.claimed.contains(&row.id)
            && self.may_adopt(&row, skew)
        {
            return ControlFlow::Break(self.adopt(at, row, FoundBy::Program));
        }
        if self.refusal_stands(&named, jobs, rows, skew) {
            self.log(at, Event::RefusalStands);
            return ControlFlow::Break(None);
        }
        let running = new_jobs.iter().any(Job::goes_on);
        if fitting == 0 && !running && at >= self.window_ends() && self.not_there.is_none() {
            self.log(at, Event::NotThere);
        }
        ControlFlow::Continue(())
    }

    /// When the latest backup of the instance ended, or now if one is under way: where calls
    /// queue, this one begins then. What took the name before the request explains a refusal for
    /// that, and nothing waits behind it.
    fn turn(&self, at: UtcTime, rows: &[BackupRow], others: &Others) -> Option<UtcTime> {
        let is_earlier = |row: &BackupRow| {
            self.conflicts(row, self.skew).iter().any(|it| matches!(it, Conflict::BegunEarlier(_)))
        };
        let took_name = |row: &BackupRow| {
            row.name == self.name() && (others.made.contains(&row.id) || is_earlier(row))
        };
        let explains =
            |row: &BackupRow| self.contest() == Some(Contest::NameTaken) && took_name(row);
        let ends = |row: &BackupRow| {
            if row.goes_on() { Some(at) } else { Some(row.ended?.plus(-self.skew)) }
        };
        rows.iter()
            .filter(|row| self.may_be_of_instance(row) && !explains(row))
            .filter_map(ends)
            .max()
    }

    /// Takes the rows of the backup's name as candidates, those that fit first, and returns how
    /// many fit. It is an event if the counts have changed.
    pub(super) fn note_candidates(
        &mut self,
        at: UtcTime,
        rows: Vec<BackupRow>,
        jobs: &[Job],
    ) -> usize {
        let named =
            rows.into_iter().filter(|row| row.name == self.name() && self.may_be_of_instance(row));
        let (fitting, conflicting): (Vec<_>, Vec<_>) =
            named.partition(|row| self.fits(row, self.skew));
        let seen = Event::Looked {
            fitting: fitting.len(),
            conflicting: conflicting.len(),
            jobs: jobs.len(),
        };
        let last_look =
            self.lines.iter().rev().find(|line| matches!(line.event, Event::Looked { .. }));
        if last_look.is_none_or(|line| line.event != seen) {
            self.log(at, seen);
        }
        let fits = fitting.len();
        self.candidates = fitting.into_iter().chain(conflicting).collect();
        fits
    }

    fn may_be_of_instance(&self, row: &BackupRow) -> bool {
        row.instance.as_ref().is_none_or(|i| Some(i) == self.instance())
    }

    fn job_fits(&self, job: &Job, skew: i64) -> bool {
        job.instance.as_ref().is_none_or(|i| Some(i) == self.instance())
            && job.begun.is_none_or(|b| b >= self.begun_after(skew))
    }

    /// Calls for both go to the same project at the same endpoint, as far as that is known.
    pub fn is_of_the_service_of(&self, other: &Self) -> bool {
        self.intent
            .as_ref()
            .zip(other.intent.as_ref())
            .is_none_or(|(a, b)| a.site.is_same_service(&b.site))
    }

    /// Two operations that the same backup could be the result of, neither of which is
    /// known to have made it.
    pub fn is_rival_of(&self, other: &Self) -> bool {
        self.id != other.id
            && self.name() == other.name()
            && self.instance() == other.instance()
            && [self, other]
                .iter()
                .all(|o| (o.is_open() || o.stage == Stage::NotThere) && o.backup_id.is_none())
    }

    /// This operation may have made the row, as far as its rivals can tell. One that was refused
    /// claims only what fits it: what took its name before is not its own.
    pub fn claims(&self, row: &BackupRow, skew: i64) -> bool {
        self.contest().is_none() || self.fits(row, skew)
    }

    /// Conflicts in nothing: a field that the row lacks neither fits nor conflicts.
    pub fn fits(&self, row: &BackupRow, skew: i64) -> bool {
        self.intent.is_some() && self.conflicts(row, skew).is_empty()
    }

    /// In what a row of the same name conflicts with what was sent, if the service's
    /// clock is `skew` seconds ahead.
    pub fn conflicts(&self, row: &BackupRow, skew: i64) -> Vec<Conflict> {
        let Some(intent) = &self.intent else { return Vec::new() };
        let scope = match (&intent.scope, row.kind, &row.scope) {
            (Scope::Instance, Some(BackupKind::DatabaseTable), _)
            | (Scope::Tables(_), Some(BackupKind::Instance), _) => Some(Conflict::OtherKind),
            (Scope::Tables(ours), _, Some(theirs)) => {
                (!same_scope(ours, theirs)).then_some(Conflict::OtherScope)
            }
            (Scope::Instance, _, Some(_)) => Some(Conflict::OtherScope),
            (Scope::Instance | Scope::Tables(_), _, None) => None,
        };
        let begun =
            row.begun.filter(|begun| *begun < self.begun_after(skew)).map(Conflict::BegunEarlier);
        let automated = (row.manual == Some(false)).then_some(Conflict::Automated);
        [begun, scope, automated].into_iter().flatten().collect()
    }

    /// The operator says which of the candidates it is.
    pub fn choose(&mut self, at: UtcTime, backup: &BackupId) -> Option<Need> {
        match self.candidates.iter().find(|row| row.id == *backup).cloned() {
            Some(row) if matches!(self.stage, Stage::Looking { .. }) => {
                self.adopt(at, row, FoundBy::Operator)
            }
            Some(_) | None => None,
        }
    }

    /// The operator types the ID that the console shows.
    pub fn state_id(&mut self, at: UtcTime, backup: BackupId) -> Option<Need> {
        if !matches!(self.stage, Stage::Looking { .. } | Stage::NotThere) {
            return None;
        }
        self.taken_up = true;
        self.log(at, Event::Found { by: FoundBy::Operator, backup });
        self.read_instead(at)
    }

    /// The operator says that the console shows no such backup.
    pub fn state_not_there(&mut self, at: UtcTime, by: Who, note: String) {
        if matches!(self.stage, Stage::Looking { .. }) {
            self.log(at, Event::StatedNotThere { by, note });
        }
    }

    /// Another operation with the same request has been confirmed in this one's place.
    pub fn replaced(&mut self, at: UtcTime, by: OperationId) {
        if matches!(self.stage, Stage::Looking { .. } | Stage::NotThere) {
            self.log(at, Event::Replaced { by });
        }
    }

    /// It was settled as not there, and the service now says that its name exists, or the operator
    /// wants it: it is looked for once more, for a whole window.
    pub fn look_again(&mut self, at: UtcTime) -> Option<Need> {
        let said = matches!(self.stage, Stage::Looking { .. }) && self.not_there.is_some();
        if self.stage != Stage::NotThere && !said {
            return None;
        }
        self.taken_up = true;
        self.log(at, Event::LookedAgain);
        self.read_now(at)
    }

    /// The window is over, the last look was answered, and it found nothing, or nothing
    /// that could be told to be this one's. (While a job runs that could be its own,
    /// its backup may still come.)
    pub fn looked_in_vain(&self, at: UtcTime) -> bool {
        let answered = self.trouble.is_none() && self.read_at.is_some();
        let nothing_or_too_much = self.not_there.is_some() || !self.candidates.is_empty();
        matches!(self.stage, Stage::Looking { .. })
            && answered
            && at >= self.window_ends()
            && nothing_or_too_much
    }

    /// A new attempt may be prepared: the whole window has passed and both lists were read without
    /// finding it, and nothing of that name is there that it could be.
    pub fn may_be_repeated(&self) -> bool {
        match self.stage {
            // As of a look of this run: what an earlier one saw may have changed.
            Stage::Looking { looks } => {
                self.not_there.is_some()
                    && self.candidates.is_empty()
                    && looks > 0
                    && self.read_at.is_some()
                    && self.trouble.is_none()
            }
            Stage::NotThere => self.replaced_by().is_none(),
            Stage::Sending
            | Stage::NotCreated
            | Stage::Following
            | Stage::Completed
            | Stage::Failed => false,
        }
    }

    fn adopt(&mut self, at: UtcTime, row: BackupRow, by: FoundBy) -> Option<Need> {
        self.log(at, Event::Found { by, backup: row.id.clone() });
        (self.read_at, self.is_fresh) = (Some(at), true);
        self.row.see(row, at);
        self.read_instead(at)
    }
}
