//! From events to an operation: live, and from a journal. Lasting state changes in this file only.

use super::{
    backup::{BackupRow, Job},
    created::Created,
    event::{Entry, Event},
    intent::Intent,
    need::Need,
    state::{Operation, Stage},
};
use crate::core::{
    base::{CreateEnd, OperationId, UtcTime},
    session::Who,
};

/// The operation or request that a journal file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// A request that was reviewed and never confirmed.
    Draft {
        at: UtcTime,
        intent: Box<Intent>,
    },
    /// A request that was given up.
    GivenUp,
    Operation(Box<Operation>),
    /// The file has no line that begins an operation.
    Nothing,
}

impl Operation {
    /// Reads an operation back. `intended` without an outcome is UNKNOWN: the
    /// request may have gone out.
    pub fn replay(id: OperationId, entries: Vec<Entry>) -> Replayed {
        let mut last_review = None;
        let mut given_up = false;
        let mut operation: Option<Self> = None;
        for entry in entries {
            match (&mut operation, &entry.event) {
                (None, Event::Reviewed(intent)) => {
                    last_review = Some((entry.at, intent.clone()));
                    given_up = false;
                }
                // Not the last word: the program with the open review may confirm after another
                // took the text over.
                (None, Event::GivenUp) => given_up = true,
                (None, Event::Intended(_)) => {
                    let mut new = Self::blank(id, entry.at);
                    new.apply(&entry);
                    new.lines.push(entry);
                    operation = Some(new);
                }
                (None, Event::Anew { .. }) => {}
                // Only a confirmed operation has such an event, also where the line of the
                // confirmation is lost.
                (None, _) => {
                    let mut new = Self::blank(id, entry.at);
                    if let Some((at, intent)) = last_review.take() {
                        new.begin(at, &intent);
                    }
                    new.apply(&entry);
                    new.lines.push(entry);
                    operation = Some(new);
                }
                (Some(operation), _) => {
                    operation.apply(&entry);
                    operation.lines.push(entry);
                }
            }
        }
        match (operation, last_review) {
            (Some(mut operation), _) => {
                operation.settle_unknown();
                operation.hear_end();
                Replayed::Operation(Box::new(operation))
            }
            (None, _) if given_up => Replayed::GivenUp,
            (None, Some((at, intent))) => Replayed::Draft { at, intent },
            (None, None) => Replayed::Nothing,
        }
    }

    /// Makes the outcome of a create call that this program does not have under way unknown.
    fn settle_unknown(&mut self) {
        if self.stage == Stage::Sending {
            self.created = Some(Created::Unknown);
            self.stage = Stage::Looking { looks: 0 };
        }
    }

    /// Goes on with the operation after a restart: looks or follows at once.
    /// Does nothing the second time.
    pub fn take_up(&mut self, at: UtcTime, by: &Who) -> Option<Need> {
        if self.stand_in_line() { self.resume(at, by) } else { None }
    }

    /// Takes the operation up without reading yet: until its turn comes, a reading counts as under
    /// way, and [`Self::resume`] goes on. Returns false if there is nothing to take up.
    pub fn stand_in_line(&mut self) -> bool {
        let new = self.is_open() && !std::mem::replace(&mut self.taken_up, true);
        self.reading |= new;
        self.in_line |= new;
        new
    }

    /// Records that this run goes on with the operation, and reads.
    pub fn resume(&mut self, at: UtcTime, by: &Who) -> Option<Need> {
        // A watch of somebody else's backup begins here: there is nothing to go on with.
        if self.is_open() && self.intent.is_some() {
            self.log(at, Event::Resumed { by: by.clone() });
            // The times of the journal are those of another run's clock.
            self.window_from = at;
            self.ended_at = self.ended_at.map(|_| at);
        }
        self.read_in_turn(at)
    }

    /// Reads the operation when its turn comes, by the IDs that are known by then.
    pub fn read_in_turn(&mut self, at: UtcTime) -> Option<Need> {
        (self.reading, self.in_line) = (false, false);
        self.read_now(at)
    }

    /// Applies an event. Events may come from two programs and in any order, so no event takes back
    /// a better known fact: a found backup stays found, an end stays an end.
    pub(super) fn apply(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.event {
            Event::Intended(intent) => self.begin(at, intent),
            Event::Ended { created, end } => {
                self.ended_at = Some(at);
                let told = match end {
                    CreateEnd::Answered(answer) => answer.head.server_time,
                    CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_) => None,
                };
                let ahead = self.intent.as_ref().and_then(|intent| intent.service_ahead);
                self.ended_there = told.or(ahead.map(|ahead| at.plus(ahead)));
                self.end(*created, end);
            }
            Event::Found { backup, .. } => {
                if self.backup_id.is_none() {
                    // The job that a refusal names beside this backup belongs to the operation as
                    // soon as the backup does.
                    if let (Some(named), job) = self.named_ids()
                        && named == backup
                    {
                        self.job_id = job.cloned();
                    }
                    self.backup_id = Some(backup.clone());
                    self.found();
                }
            }
            Event::Mistaken { backup } => {
                if self.backup_id.as_ref() == Some(backup) && !self.is_told() {
                    self.mistaken();
                }
            }
            Event::JobFound { job } => {
                self.job_id.get_or_insert_with(|| job.clone());
            }
            Event::NotThere => self.not_there = Some(at),
            Event::RefusalStands => {
                if self.backup_id.is_none() && self.is_looking() {
                    (self.stage, self.created) = (Stage::NotCreated, Some(Created::No));
                    self.candidates.clear();
                }
            }
            Event::StatedNotThere { .. } | Event::Replaced { .. } => {
                if self.backup_id.is_none() && self.is_open() {
                    self.stage = Stage::NotThere;
                }
            }
            Event::LookedAgain => {
                if self.backup_id.is_none() {
                    self.created = Some(Created::Unknown);
                    self.stage = Stage::Looking { looks: 0 };
                    // An earlier finding counts no more after that news.
                    self.not_there = None;
                    (self.window_from, self.window_there) = (at, None);
                }
            }
            Event::Reading { job, row } => {
                // Readings are recorded only for a known backup, so they tell its IDs where the
                // line with the IDs is damaged.
                if let (None, Some(row)) = (&self.backup_id, row) {
                    self.backup_id = Some(row.id.clone());
                    self.job_id =
                        self.job_id.take().or_else(|| job.as_ref().map(|job| job.id.clone()));
                    self.found();
                }
                self.read(at, job.as_deref().cloned(), row.as_deref().cloned());
            }
            Event::Unlisted { readings } => {
                if self.stage == Stage::Following {
                    self.miss(at, *readings);
                }
            }
            Event::Completed { .. } => self.stage = Stage::Completed,
            Event::Failed { .. } => self.stage = Stage::Failed,
            Event::Reviewed(_)
            | Event::Sent
            | Event::Looked { .. }
            | Event::ReadFailed { .. }
            | Event::Resumed { .. }
            | Event::GivenUp
            | Event::Anew { .. } => {}
        }
    }

    /// Begins the operation with its confirmation. A confirmation that was held back and came
    /// again starts from the beginning.
    fn begin(&mut self, at: UtcTime, intent: &Intent) {
        if self.backup_id.is_none() {
            self.intent = Some(intent.clone());
            (self.confirmed_at, self.window_from) = (at, at);
            self.window_there = intent.service_ahead.map(|ahead| at.plus(ahead));
            (self.stage, self.created, self.end) = (Stage::Sending, None, None);
        }
    }

    fn end(&mut self, created: Created, end: &CreateEnd) {
        self.end = Some(end.clone());
        if let (CreateEnd::Answered(answer), Created::Yes) = (end, created) {
            self.job_id = self.job_id.take().or_else(|| answer.job.clone());
            self.backup_id = self.backup_id.take().or_else(|| answer.backup.clone());
        }
        let final_already =
            matches!(self.stage, Stage::Following | Stage::Completed | Stage::Failed);
        if final_already {
            return;
        }
        self.created = Some(created);
        match (created, &self.backup_id) {
            (Created::No | Created::NotSent, _) => self.stage = Stage::NotCreated,
            (Created::Yes, Some(_)) => self.found(),
            (Created::Yes, None) | (Created::Unknown, _) => {
                self.stage = Stage::Looking { looks: 0 }
            }
        }
    }

    /// Returns whether the backup's ID came with the answer that accepted the request: no other
    /// backup can be the operation's.
    pub(super) fn is_told(&self) -> bool {
        self.backup_id.is_some()
            && self
                .answer()
                .is_some_and(|answer| answer.is_accepted() && answer.backup == self.backup_id)
    }

    /// Drops a backup that was taken over by mistake, and looks again.
    fn mistaken(&mut self) {
        let accepted = self.answer().filter(|answer| answer.is_accepted());
        let created = if accepted.is_some() { Created::Yes } else { Created::Unknown };
        self.job_id = accepted.and_then(|answer| answer.job.clone());
        self.created = Some(created);
        self.backup_id = None;
        (self.row, self.job, self.unseen) = Default::default();
        self.stage = Stage::Looking { looks: 0 };
    }

    /// Goes over to following, for the backup's ID has become known.
    fn found(&mut self) {
        self.created = Some(Created::Yes);
        self.candidates.clear();
        self.searched = None;
        if !matches!(self.stage, Stage::Completed | Stage::Failed) {
            self.stage = Stage::Following;
        }
    }

    /// Takes the job and row of a reading.
    pub(super) fn read(&mut self, at: UtcTime, job: Option<Job>, row: Option<BackupRow>) {
        if row.is_some() || job.as_ref().is_some_and(Job::goes_on) {
            self.unseen = None;
        }
        if let Some(job) = job {
            self.job.see(job, at);
        }
        if let Some(row) = row {
            self.row.see(row, at);
        }
        self.read_at = Some(at);
    }
}
