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
    base::{BackupId, JobId, OperationId, UtcTime},
    scope::{Scope, choice::same_scope},
    session::Who,
};

/// Seconds after the confirmation within which a backup shows; after them "not there" can be said.
pub const WINDOW: u64 = 600;
/// A row may have begun this number of seconds before the confirmation: clocks differ.
const CLOCK_SLACK: i64 = 300;
/// The longest create call in seconds, whatever this machine's clock says.
const LONGEST_CALL: u64 = 120;

/// In what a row of the same name disagrees with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The row began before the request can have been carried out, at this
    /// time by the service's clock.
    BegunEarlier(UtcTime),
    /// The whole instance where databases and tables were asked for, or the reverse.
    OtherKind,
    OtherScope,
    /// The service made the backup by itself.
    Automated,
}

/// What other operations have to do with the rows and jobs that were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Others {
    /// Backups that other operations are known to have made.
    pub made: Vec<BackupId>,
    pub jobs: Vec<JobId>,
    /// Rows that another operation may have made, so that nobody can tell whose they are.
    pub claimed: Vec<BackupId>,
}

impl Operation {
    /// Returns when the window ends within which "not there" cannot be said.
    pub fn window_ends(&self) -> UtcTime {
        self.window_from.max(self.turn_from.unwrap_or(self.window_from)).plus(WINDOW as i64)
    }

    /// Returns until when nobody can say that there is no backup, while the backup is looked for.
    pub fn in_doubt_until(&self) -> Option<UtcTime> {
        let open = matches!(self.stage, Stage::Looking { .. }) && self.not_there.is_none();
        self.next_at.filter(|_| open)?;
        Some(self.refusal_stands_from().unwrap_or_else(|| self.window_ends()))
    }

    /// Returns the time of the confirmation by the service's clock, which is `skew` seconds ahead
    /// of this machine's. If the end of the create call tells the service's time, that counts,
    /// because this machine's clock may have been set since.
    pub fn begun_there(&self, skew: i64) -> UtcTime {
        let ended = self.lines.iter().rev().find(|line| matches!(line.event, Event::Ended { .. }));
        let told = self.answer().and_then(|answer| answer.head.server_time).zip(ended);
        let ahead = self.intent.as_ref().and_then(|intent| intent.service_ahead).unwrap_or(skew);
        told.map_or_else(
            || self.begun().plus(ahead),
            |(there, ended)| {
                there.plus(-(ended.at.since(self.confirmed_at).min(LONGEST_CALL) as i64))
            },
        )
    }

    /// Returns the earliest begin that a backup of this operation can have, by the service's clock.
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

    /// Takes the instance's backups and jobs, which were read to find the backup of this operation.
    /// A row that is known to be another operation's is left out; a row that another operation may
    /// have made as well is for the operator to judge.
    pub fn looked(&mut self, at: UtcTime, looked: Looked, others: &Others) -> Option<Need> {
        let Stage::Looking { looks } = self.stage else {
            if self.unlisted().is_some() {
                self.skew = looked.skew.unwrap_or(self.skew);
                let own = |row: &BackupRow| !others.made.contains(&row.id);
                self.searched(at, looked.rows.map(|rows| rows.only(own).into_rows()));
            }
            // The operation may have been settled during the reading: the answer ends the reading
            // all the same.
            self.reading &= self.stage == Stage::Following;
            return None;
        };
        self.reading = false;
        self.skew = looked.skew.unwrap_or(self.skew);
        let own = |job: &Job| !others.jobs.contains(&job.id) && self.job_fits(job);
        let jobs = looked.jobs.map(|jobs| jobs.only(own));
        match looked.rows {
            Err(why) => {
                self.trouble = Some(why.clone());
                self.log_trouble(at, why);
            }
            Ok(rows) => {
                self.trouble = None;
                self.read_at = Some(at);
                if looked.skew.is_some() {
                    self.read_the_journals_times();
                }
                let weighed = self.weigh(at, &rows, jobs.as_deref().ok(), others);
                if let ControlFlow::Break(need) = weighed {
                    return need;
                }
                // Backups tell enough where jobs cannot be listed; only a refusal has to wait for
                // the jobs.
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

    /// Moves the beginnings of waits that an earlier run noted to this machine's present clock,
    /// which need not be the one that they were noted by.
    fn read_the_journals_times(&mut self) {
        if self.of_this_run {
            return;
        }
        let here = |there: UtcTime| there.plus(-self.skew);
        self.window_from = self.window_there.map_or(self.window_from, here);
        self.ended_at = self.ended_there.map(here).or(self.ended_at);
    }

    /// Judges the rows: they show the backup itself, or candidates, or (after the window, or after
    /// the minute of a refusal) that there is no backup.
    fn weigh(
        &mut self,
        at: UtcTime,
        rows: &[BackupRow],
        jobs: Option<&[Job]>,
        others: &Others,
    ) -> ControlFlow<Option<Need>> {
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
            && self.may_adopt(&row)
        {
            return ControlFlow::Break(self.adopt(at, row, FoundBy::Program));
        }
        if self.refusal_stands(&named, jobs, rows) {
            self.log(at, Event::RefusalStands);
            return ControlFlow::Break(None);
        }
        let running = new_jobs.iter().any(Job::goes_on);
        if fitting == 0 && !running && at >= self.window_ends() && self.not_there.is_none() {
            self.log(at, Event::NotThere);
        }
        ControlFlow::Continue(())
    }

    /// Returns when the latest backup of the instance ended, or now if one is under way: where
    /// calls queue, this operation's backup begins then. A backup that took the name before the
    /// request explains the refusal, and nothing waits behind that backup.
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
    /// many fit. The counts are an event if they have changed.
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

    fn job_fits(&self, job: &Job) -> bool {
        job.instance.as_ref().is_none_or(|i| Some(i) == self.instance())
            && job.begun.is_none_or(|b| b >= self.begun_after(self.skew))
    }

    /// Returns whether calls for both go to the same project at the same endpoint, as far as known.
    pub fn is_of_the_service_of(&self, other: &Self) -> bool {
        self.intent
            .as_ref()
            .zip(other.intent.as_ref())
            .is_none_or(|(a, b)| a.site.is_same_service(&b.site))
    }

    /// Returns whether the same backup could be the result of either operation, and neither is
    /// known to have made it.
    pub fn is_rival_of(&self, other: &Self) -> bool {
        self.id != other.id
            && self.name() == other.name()
            && self.instance() == other.instance()
            && [self, other]
                .iter()
                .all(|o| (o.is_open() || o.stage == Stage::NotThere) && o.backup_id.is_none())
    }

    /// Returns whether this operation may have made the row, as far as rivals can tell. A refused
    /// operation claims only rows that fit: a backup that took the name before is not its own.
    pub fn claims(&self, row: &BackupRow, skew: i64) -> bool {
        self.contest().is_none() || self.fits(row, skew)
    }

    /// Returns whether a row conflicts in nothing: a field that the row
    /// lacks neither fits nor conflicts.
    pub fn fits(&self, row: &BackupRow, skew: i64) -> bool {
        self.intent.is_some() && self.conflicts(row, skew).is_empty()
    }

    /// Returns in what a row of the same name conflicts with the sent request, if the service's
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

    /// Takes the candidate that the operator chooses.
    pub fn choose(&mut self, at: UtcTime, backup: &BackupId) -> Option<Need> {
        match self.candidates.iter().find(|row| row.id == *backup).cloned() {
            Some(row) if self.is_looking() => self.adopt(at, row, FoundBy::Operator),
            _ => None,
        }
    }

    /// Takes the backup ID that the operator has seen in the console.
    pub fn state_id(&mut self, at: UtcTime, backup: BackupId) -> Option<Need> {
        if !matches!(self.stage, Stage::Looking { .. } | Stage::NotThere) {
            return None;
        }
        self.taken_up = true;
        self.log(at, Event::Found { by: FoundBy::Operator, backup });
        self.read_instead(at)
    }

    /// Takes the operator's word that the console shows no such backup.
    pub fn state_not_there(&mut self, at: UtcTime, by: Who, note: String) {
        if self.is_looking() {
            self.log(at, Event::StatedNotThere { by, note });
        }
    }

    /// Notes that another operation with the same request has been confirmed in place of this one.
    pub fn replaced(&mut self, at: UtcTime, by: OperationId) {
        if matches!(self.stage, Stage::Looking { .. } | Stage::NotThere) {
            self.log(at, Event::Replaced { by });
        }
    }

    /// Looks for the backup once more, for a whole window. It was settled as not there, and the
    /// service now says that its name exists, or the operator wants to look.
    pub fn look_again(&mut self, at: UtcTime) -> Option<Need> {
        let said = self.is_looking() && self.not_there.is_some();
        if self.stage != Stage::NotThere && !said {
            return None;
        }
        self.taken_up = true;
        self.log(at, Event::LookedAgain);
        self.read_now(at)
    }

    /// Returns whether the window is over and the last answered look found no row that is certainly
    /// this operation's. (While a job runs that could be its own, its backup may still come.)
    pub fn looked_in_vain(&self, at: UtcTime) -> bool {
        let answered = self.trouble.is_none() && self.read_at.is_some();
        let nothing_or_too_much = self.not_there.is_some() || !self.candidates.is_empty();
        self.is_looking() && answered && at >= self.window_ends() && nothing_or_too_much
    }

    /// Returns whether a new attempt may be prepared: the whole window has passed, both lists were
    /// read without finding the backup, and no row of that name could be the backup.
    pub fn may_be_repeated(&self) -> bool {
        match self.stage {
            // A look of this run has to say so: the rows of an earlier run may have changed.
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
