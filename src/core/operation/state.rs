//! The facts of one backup, and the conclusions from them.

use super::{
    backup::{BackupRow, Job, JobState},
    created::{Contest, Created},
    event::{Entry, Event},
    intent::Intent,
    witness::Witness,
};
use crate::core::{
    base::{
        BackupId, CallFailure, CreateAnswer, CreateEnd, InstanceId, JobId, OperationId,
        StateTrouble, UtcTime,
    },
    scope::Counts,
    session::{Mode, Site},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The create call is under way.
    Sending,
    /// The create call ended as NO or NOT SENT.
    NotCreated,
    /// The create call ended as UNKNOWN, as YES without a backup ID, or as a refusal that may not
    /// be the whole answer: the backup is being looked for.
    Looking {
        /// Looks of this run that have been answered.
        looks: u32,
    },
    /// The backup was never found, and the operator has settled that there is none.
    NotThere,
    /// The backup is known and not at its end.
    Following,
    /// The backup row says COMPLETED.
    Completed,
    /// The backup row says FAILED.
    Failed,
}

/// Readings in a row without the backup after which the row is not late any more,
/// but the backup not listed.
pub const UNLISTED_AFTER: u32 = 3;

/// Readings in a row that were answered and showed neither the backup nor a running job of the
/// backup. Failed readings do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unseen {
    /// The time of the first such reading.
    pub since: UtcTime,
    pub readings: u32,
}

/// One confirmed backup, or one that is only watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub id: OperationId,
    /// The intent; `None` for a backup that is watched by its ID and was not made here.
    pub intent: Option<Intent>,
    /// Where a backup that was not made here is read.
    pub site: Option<Box<Site>>,
    /// When the operator confirmed, or when watching began.
    pub confirmed_at: UtcTime,
    /// When the window of looking began: at the confirmation, or when the operator looked
    /// again, by the present clock.
    pub window_from: UtcTime,
    /// When the window began, and when the create call ended, by the service's clock, if the
    /// journal tells: an earlier run may have stood by another clock than this one.
    pub window_there: Option<UtcTime>,
    pub(super) ended_there: Option<UtcTime>,
    /// When the instance's latest backup ended, or was last seen under way: a service that queues
    /// begins this operation's backup then.
    pub(super) turn_from: Option<UtcTime>,
    /// Whether the operation was confirmed in this run, not read from the journal.
    pub of_this_run: bool,
    /// Whether this run goes on with the operation (always true for one of this run).
    pub taken_up: bool,
    pub stage: Stage,
    /// How the create call ended.
    pub end: Option<CreateEnd>,
    pub created: Option<Created>,
    pub job_id: Option<JobId>,
    pub backup_id: Option<BackupId>,
    /// The job as the readings have shown it.
    pub job: Witness<Job>,
    /// The backup row as the readings have shown it.
    pub row: Witness<BackupRow>,
    /// When job and row were last read: the latest reading of which at least one half was answered.
    pub read_at: Option<UtcTime>,
    /// Readings in a row that showed neither the backup nor a job that goes on, if
    /// the latest ones did not.
    pub(super) unseen: Option<Unseen>,
    /// Whether the reading of `read_at` is of this run, and none has failed as a whole since.
    pub(super) is_fresh: bool,
    /// Why the last reading failed, if it did.
    pub trouble: Option<CallFailure>,
    /// Whether a reading is under way: the next one waits for the answer.
    pub reading: bool,
    /// Whether the reading waits for its turn, because many operations are open.
    pub in_line: bool,
    /// When the next reading is due.
    pub next_at: Option<UtcTime>,
    /// When the latest reading was asked for.
    pub(super) asked_at: Option<UtcTime>,
    /// When the create call ended: a refusal behind which the program looks stands a minute later.
    pub(super) ended_at: Option<UtcTime>,
    /// Seconds that the service's clock was ahead of this machine's at the last look.
    pub skew: i64,
    /// Since when job and row have contradicted each other.
    pub disagree_since: Option<UtcTime>,
    /// Rows of the backup's name while the backup is looked for, or is known and not listed:
    /// fitting rows first, then conflicting ones.
    pub candidates: Vec<BackupRow>,
    /// The last search by name for a backup that is known and not listed: its time, and why
    /// it failed, if it did.
    pub searched: Option<(UtcTime, Option<CallFailure>)>,
    /// When the whole window had passed and no such backup was listed.
    pub not_there: Option<UtcTime>,
    /// A bit for each outcome that is no news any more; see [`Self::hear_end`].
    pub(super) heard: u16,
    /// The log, oldest first.
    pub lines: Vec<Entry>,
    /// Why the journal could not take the latest lines; they are tried again with the next.
    pub unrecorded: Option<StateTrouble>,
    /// Lines for the journal that have not been handed out yet.
    pub(super) unwritten: Vec<Entry>,
    /// Lines that the journal could not take: they are written before the next ones.
    pub(super) waiting: Vec<Entry>,
}

impl Operation {
    pub(super) fn blank(id: OperationId, at: UtcTime) -> Self {
        Self {
            id,
            intent: None,
            site: None,
            confirmed_at: at,
            window_from: at,
            window_there: None,
            ended_there: None,
            turn_from: None,
            of_this_run: false,
            taken_up: false,
            stage: Stage::Sending,
            end: None,
            created: None,
            job_id: None,
            backup_id: None,
            job: Witness::default(),
            row: Witness::default(),
            read_at: None,
            unseen: None,
            is_fresh: false,
            trouble: None,
            reading: false,
            in_line: false,
            next_at: None,
            asked_at: None,
            ended_at: None,
            skew: 0,
            disagree_since: None,
            candidates: Vec::new(),
            searched: None,
            not_there: None,
            heard: 0,
            lines: Vec::new(),
            unrecorded: None,
            unwritten: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Makes the operation of a confirmation whose intent is on disk (or whose operator does
    /// without a journal): the request goes out now.
    pub fn sent(id: OperationId, at: UtcTime, intent: Intent) -> Self {
        let mut operation = Self { of_this_run: true, taken_up: true, ..Self::blank(id, at) };
        let intended = Entry { at, event: Event::Intended(Box::new(intent)) };
        operation.apply(&intended);
        operation.lines.push(intended);
        operation.log(at, Event::Sent);
        operation
    }

    /// Makes the operation of a backup that is only watched: the backup may have been made
    /// anywhere, and may not exist.
    pub fn watched(id: OperationId, at: UtcTime, backup: BackupId) -> Self {
        Self {
            of_this_run: true,
            backup_id: Some(backup),
            stage: Stage::Following,
            ..Self::blank(id, at)
        }
    }

    /// Returns whether only the backup's ID is known: the backup was not made here, and its
    /// row has never been read.
    pub const fn is_unseen(&self) -> bool {
        self.intent.is_none() && self.row.last().is_none()
    }

    /// Returns whether any reading has shown the backup or its job.
    pub const fn is_seen(&self) -> bool {
        self.row.last().is_some() || self.job.last().is_some()
    }

    /// Returns from when on the backup's time is counted: from the confirmation, or for a backup
    /// that was not made here from its begin, once known.
    pub fn begun(&self) -> UtcTime {
        match (&self.intent, self.row.last().and_then(|row| row.begun)) {
            (None, Some(begun)) => begun,
            (Some(_), _) | (None, None) => self.confirmed_at,
        }
    }

    /// Returns the backup's name, if known.
    pub fn name(&self) -> &str {
        let told = self.row.last().map(|row| row.name.as_str());
        self.intent.as_ref().map(|i| i.name.as_str()).or(told).unwrap_or("")
    }

    /// Returns the backup's description, if known.
    pub fn description(&self) -> &str {
        self.intent.as_ref().map_or("", |i| &i.description)
    }

    /// Returns the instance, if known.
    pub fn instance(&self) -> Option<&InstanceId> {
        let told = self.row.last().and_then(|row| row.instance.as_ref());
        self.intent.as_ref().map(|i| &i.instance).or(told)
    }

    /// Returns the instance's name, if known.
    pub fn instance_name(&self) -> &str {
        let told = self.row.last().and_then(|row| row.instance_name.as_deref());
        self.intent.as_ref().map(|i| i.instance_name.as_str()).or(told).unwrap_or("")
    }

    /// Returns how many names the backup covers; `None` for the whole instance, or where
    /// the scope is not known.
    pub fn tables(&self) -> Option<Counts> {
        self.intent.as_ref().and_then(Intent::counts)
    }

    /// Returns whether the operation is of a demo, whose service ends with the program: no later
    /// run can go on with it.
    pub fn is_of_a_demo(&self) -> bool {
        self.site().is_some_and(|site| site.mode == Mode::Demo)
    }

    /// Returns where calls about the backup go, if known.
    pub fn site(&self) -> Option<&Site> {
        self.intent.as_ref().map(|i| &i.site).or(self.site.as_deref())
    }

    /// Returns whether the service's lists are searched for the backup.
    pub const fn is_looking(&self) -> bool {
        matches!(self.stage, Stage::Looking { .. })
    }

    /// Returns whether the program has something to wait for.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Sending | Stage::Looking { .. } | Stage::Following)
    }

    /// Returns whether no event can follow. A backup that was settled as not there may have
    /// to be looked for again.
    pub const fn is_final(&self) -> bool {
        matches!(self.stage, Stage::NotCreated | Stage::Completed | Stage::Failed)
    }

    /// Returns whether a backup may exist that is not known here.
    pub fn is_unresolved(&self) -> bool {
        self.stage == Stage::Sending || self.is_looking() && self.created != Some(Created::Yes)
    }

    /// Returns the percentage of the running job; `None` once too many readings have not shown
    /// the job, or the backup.
    pub fn percent(&self) -> Option<u8> {
        match (self.stage, self.job.last()) {
            (Stage::Completed, _) => Some(100),
            _ if self.job.misses() >= UNLISTED_AFTER || self.unlisted().is_some() => None,
            (_, Some(job)) if job.state == JobState::Completed => Some(100),
            (_, Some(job)) => job.percent,
            (_, None) => None,
        }
    }

    /// Returns whether the job says that it is done and the row does not yet.
    pub fn is_finishing(&self) -> bool {
        self.stage == Stage::Following
            && self.job.last().is_some_and(|j| j.state == JobState::Completed)
    }

    /// Returns the answer to the create call, if one came.
    pub const fn answer(&self) -> Option<&CreateAnswer> {
        let Some(CreateEnd::Answered(answer)) = &self.end else { return None };
        Some(answer)
    }

    /// Returns whether the service refused the request because the instance was busy or not
    /// ready, and nothing was made.
    pub fn met_a_busy_instance(&self) -> bool {
        self.stage == Stage::NotCreated && self.contest() == Some(Contest::Busy)
    }

    /// Returns the HTTP status of the create call's answer.
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.head.status)
    }

    /// Returns the `error_code` of the create call's answer.
    pub fn error_code(&self) -> Option<&str> {
        self.answer().and_then(|answer| answer.code.as_deref())
    }

    /// Returns the service's ID of the create call, if an answer came.
    pub fn request_id(&self) -> Option<&str> {
        self.answer().and_then(|answer| answer.head.request_id.as_deref())
    }

    /// Returns the service's reason for a failure.
    pub fn fail_reason(&self) -> &str {
        self.job.last().map_or("", |j| &j.fail_reason)
    }

    /// Moves the beginnings of waits by the seconds that this machine's clock was set, or stood
    /// still: the full time has to pass by the present clock.
    pub(crate) fn clock_moved(&mut self, seconds: i64) {
        let waits =
            [&mut self.next_at, &mut self.asked_at, &mut self.ended_at, &mut self.turn_from]
                .into_iter()
                .flatten();
        for time in waits.chain([&mut self.window_from]) {
            *time = time.plus(seconds);
        }
    }
}
