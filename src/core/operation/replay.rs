//! From events to an operation: the one place where what lasts is changed, and the way back from a
//! journal.

use super::{
    backup::{BackupRow, Job},
    created::Created,
    event::{Entry, Event},
    intent::Intent,
    need::Need,
    state::{Operation, Stage},
};
use crate::core::{
    base::{call::CreateEnd, ids::OperationId, time::UtcTime},
    session::site::Who,
};

/// What a journal file turns out to hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// A request that was reviewed and never confirmed.
    Draft {
        at: UtcTime,
        intent: Box<Intent>,
    },
    /// One that was given up.
    GivenUp,
    Operation(Box<Operation>),
    /// No line that begins an operation.
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
                // Not the last word: the program that has the review open may confirm it after
                // another took its text over.
                (None, Event::GivenUp) => given_up = true,
                (None, Event::Intended(_)) => {
                    let mut new = Self::blank(id, entry.at);
                    new.apply(&entry);
                    new.lines.push(entry);
                    operation = Some(new);
                }
                // Something happened to it, so it was confirmed, whatever has become of the line
                // that says so.
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
                Replayed::Operation(Box::new(operation))
            }
            (None, _) if given_up => Replayed::GivenUp,
            (None, Some((at, intent))) => Replayed::Draft { at, intent },
            (None, None) => Replayed::Nothing,
        }
    }

    /// A create call that this program does not have under way has an unknown outcome.
    fn settle_unknown(&mut self) {
        if self.stage == Stage::Sending {
            self.created = Some(Created::Unknown);
            self.stage = Stage::Looking { looks: 0 };
        }
    }

    /// A restarted program goes on with it: looks or follows at once. Does nothing the second time.
    pub fn take_up(&mut self, at: UtcTime, by: &Who) -> Option<Need> {
        if self.stand_in_line() { self.resume(at, by) } else { None }
    }

    /// Takes it up without reading it yet: until its turn comes it counts as being read, and
    /// [`Self::resume`] goes on. False if there is nothing to take up.
    pub fn stand_in_line(&mut self) -> bool {
        let new = self.is_open() && !std::mem::replace(&mut self.taken_up, true);
        self.reading |= new;
        self.in_line |= new;
        new
    }

    /// Writes down that this run goes on with it, and reads.
    pub fn resume(&mut self, at: UtcTime, by: &Who) -> Option<Need> {
        // Watching somebody else's backup begins here; there is nothing that it could go on with.
        if self.is_open() && self.intent.is_some() {
            self.log(at, Event::Resumed { by: by.clone() });
        }
        self.read_in_turn(at)
    }

    /// Reads what waited for its turn, as of now: what it is read by
    /// may have become known meanwhile.
    pub fn read_in_turn(&mut self, at: UtcTime) -> Option<Need> {
        (self.reading, self.in_line) = (false, false);
        self.read_now(at)
    }

    /// Takes an event in. Events may come from two programs and in any order, so none takes back
    /// what is better known: a found backup stays found, an end stays an end.
    pub(super) fn apply(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.event {
            Event::Intended(intent) => self.begin(at, intent),
            Event::Ended { created, end } => {
                self.ended_at = Some(at);
                self.end(*created, end);
            }
            Event::Found { backup, .. } => {
                if self.backup_id.is_none() {
                    // The job that a refusal names beside it is this one's with it, and not before.
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
                if self.backup_id.is_none() && matches!(self.stage, Stage::Looking { .. }) {
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
                    // What was found before that news counts no more.
                    self.not_there = None;
                    self.window_from = at;
                }
            }
            Event::Reading { job, row } => {
                // Only of a backup that is known are readings kept: they tell its IDs where the
                // line that told them is damaged.
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
            | Event::GivenUp => {}
        }
    }

    /// Confirmed. A confirmation that was held back and came again begins anew.
    fn begin(&mut self, at: UtcTime, intent: &Intent) {
        if self.backup_id.is_none() {
            self.intent = Some(intent.clone());
            (self.confirmed_at, self.window_from) = (at, at);
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

    /// The backup's ID came with the answer that accepted the request: nothing else can be ours.
    pub(super) fn is_told(&self) -> bool {
        self.backup_id.is_some()
            && self
                .answer()
                .is_some_and(|answer| answer.is_accepted() && answer.backup == self.backup_id)
    }

    /// What was taken over is not ours: it is looked for again.
    fn mistaken(&mut self) {
        let accepted = self.answer().filter(|answer| answer.is_accepted());
        let created = if accepted.is_some() { Created::Yes } else { Created::Unknown };
        self.job_id = accepted.and_then(|answer| answer.job.clone());
        self.created = Some(created);
        self.backup_id = None;
        (self.row, self.job, self.unseen) = Default::default();
        self.stage = Stage::Looking { looks: 0 };
    }

    /// The backup's ID has become known.
    fn found(&mut self) {
        self.created = Some(Created::Yes);
        self.candidates.clear();
        self.searched = None;
        if !matches!(self.stage, Stage::Completed | Stage::Failed) {
            self.stage = Stage::Following;
        }
    }

    /// Takes in what a reading showed.
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
