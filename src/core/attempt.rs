//! The life of one confirmed backup: sending, then one of the four answers, then followed to its end.
//!
//! Two witnesses: "completed" is said only when the backup row says COMPLETED. Nothing in here can
//! lead to a second create call; a lost answer leads to looking.

use super::{
    backup::{BackupKind, BackupRow, BackupState, Job, JobState},
    call::{CallFailure, CreateEnd, Obstacle, Silence},
    ids::{BackupId, InstanceId, JobId},
    message::{Effect, Poll, Timer},
    time::UtcTime,
    tree::Counts,
    verdict::{self, Created},
};

/// The number of a confirmation in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptId(pub u32);

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The create call is under way.
    Sending,
    /// It ended as NO or NOT SENT.
    NotCreated,
    /// It ended as UNKNOWN, or as YES without a backup ID: the backup is being looked for.
    Looking {
        /// Looks that have been answered.
        looks: u32,
    },
    /// The backup is known and not at its end.
    Following,
    /// The backup row says COMPLETED.
    Completed,
    /// The backup row says FAILED, or the job has said so for long and the row nothing final.
    Failed,
}

/// A line of the results log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// When.
    pub at: UtcTime,
    /// What.
    pub event: Event,
}

/// What a line of the log tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The operator confirmed; the request goes out.
    Confirmed,
    /// An answer came.
    Answered {
        /// HTTP status.
        status: u16,
        /// The service's request ID.
        request_id: Option<String>,
        /// `error_code`.
        code: Option<String>,
        /// The answer that matters.
        created: Created,
    },
    /// The connection was never ready.
    NotSent(Obstacle),
    /// No answer came.
    NoAnswer(Silence),
    /// Job and backup were read, and something had changed.
    Reading {
        /// Job state and percent.
        job: Option<(JobState, Option<u8>)>,
        /// Backup state.
        row: Option<BackupState>,
    },
    /// A reading failed.
    ReadFailed(CallFailure),
    /// The backup was looked for.
    Looked {
        /// Rows that agree in name, instance and kind, and began late enough.
        fitting: usize,
        /// Rows of the same name that differ in something else: shown, never taken.
        conflicting: usize,
    },
    /// Exactly one row fits: its ID is taken over.
    Adopted(BackupId),
    /// The row says COMPLETED.
    Completed {
        /// Size in KB.
        size_kb: Option<f64>,
    },
    /// The row says FAILED, or the job has for long.
    Failed {
        /// The service's reason; may be empty.
        reason: String,
    },
}

/// One confirmed backup of this run.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Its number.
    pub id: AttemptId,
    /// The backup's name.
    pub name: String,
    /// The backup's description.
    pub description: String,
    /// The instance.
    pub instance: InstanceId,
    /// The instance's name.
    pub instance_name: String,
    /// What it covers; `None` is the whole instance.
    pub tables: Option<Counts>,
    /// SHA-256 of the body, short.
    pub digest: String,
    /// Bytes of the body.
    pub bytes: usize,
    /// When the operator confirmed.
    pub confirmed_at: UtcTime,
    /// Where it stands.
    pub stage: Stage,
    /// How the create call ended.
    pub end: Option<CreateEnd>,
    /// Was it created?
    pub created: Option<Created>,
    /// Job ID.
    pub job_id: Option<JobId>,
    /// Backup ID.
    pub backup_id: Option<BackupId>,
    /// The job as last read.
    pub job: Option<Job>,
    /// The job was asked for, and the service does not list it (yet, or any more).
    pub job_unlisted: bool,
    /// The backup row as last read.
    pub row: Option<BackupRow>,
    /// When the two were last read.
    pub read_at: Option<UtcTime>,
    /// When their state last changed.
    pub changed_at: Option<UtcTime>,
    /// Why the last reading failed, if it did.
    pub trouble: Option<CallFailure>,
    /// A reading is under way: the next one waits for its answer.
    pub reading: bool,
    /// Since when the job alone has said that it failed.
    pub failed_since: Option<UtcTime>,
    /// The log, oldest first.
    pub lines: Vec<LogLine>,
}

/// Seconds between two looks for a backup whose ID is missing; the last one repeats.
const LOOK_GAPS: [u64; 6] = [2, 5, 10, 20, 40, 60];
/// A row may have begun this many seconds before the confirmation: clocks differ.
const CLOCK_SLACK: i64 = 300;
/// A service that asks for more patience than this is asked again all the same, in seconds.
const LONGEST_WAIT: u64 = 600;
/// A job that has said for so many seconds that it failed, while the backup row says nothing final, is believed.
const FAILED_FOR: u64 = 30;
/// Seconds until the first reading after an accepted create call.
const FIRST_READING: u64 = 2;

impl Attempt {
    /// True while the program has something to wait for.
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Sending | Stage::Looking { .. } | Stage::Following)
    }

    /// True while a backup may exist that is not known here.
    pub fn is_unresolved(&self) -> bool {
        self.created == Some(Created::Unknown) && self.backup_id.is_none() || self.stage == Stage::Sending
    }

    /// Percent done, from the job while it runs.
    pub fn percent(&self) -> Option<u8> {
        match (self.stage, &self.job) {
            (Stage::Completed, _) => Some(100),
            (_, Some(job)) if job.state == JobState::Completed => Some(100),
            (_, Some(job)) => job.percent,
            (_, None) => None,
        }
    }

    /// The job says it is done and the row does not yet.
    pub fn is_finishing(&self) -> bool {
        self.stage == Stage::Following && self.job.as_ref().is_some_and(|j| j.state == JobState::Completed)
    }

    /// HTTP status of the create call's answer.
    pub fn status(&self) -> Option<u16> {
        match &self.end {
            Some(CreateEnd::Answered(answer)) => Some(answer.head.status),
            Some(CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_)) | None => None,
        }
    }

    /// `error_code` of the create call's answer.
    pub fn error_code(&self) -> Option<&str> {
        match &self.end {
            Some(CreateEnd::Answered(answer)) => answer.code.as_deref(),
            Some(CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_)) | None => None,
        }
    }

    /// The service's ID of the create call, if its answer came.
    pub fn request_id(&self) -> Option<&str> {
        match &self.end {
            Some(CreateEnd::Answered(answer)) => answer.head.request_id.as_deref(),
            Some(CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_)) | None => None,
        }
    }

    /// The service's reason for a failure.
    pub fn fail_reason(&self) -> &str {
        self.job.as_ref().map_or("", |j| &j.fail_reason)
    }

    fn log(&mut self, at: UtcTime, event: Event) {
        self.lines.push(LogLine { at, event });
    }

    /// The create call ended.
    pub fn ended(&mut self, at: UtcTime, end: CreateEnd) -> Vec<Effect> {
        if self.stage != Stage::Sending {
            return Vec::new();
        }
        let created = verdict::created(&end);
        let event = match &end {
            CreateEnd::NotSent(obstacle) => Event::NotSent(obstacle.clone()),
            CreateEnd::NoAnswer(silence) => Event::NoAnswer(silence.clone()),
            CreateEnd::Answered(answer) => {
                if created == Created::Yes {
                    self.job_id.clone_from(&answer.job);
                    self.backup_id.clone_from(&answer.backup);
                }
                Event::Answered {
                    status: answer.head.status,
                    request_id: answer.head.request_id.clone(),
                    code: answer.code.clone(),
                    created,
                }
            }
        };
        self.log(at, event);
        self.created = Some(created);
        self.end = Some(end);
        match (created, &self.backup_id) {
            (Created::No | Created::NotSent, _) => {
                self.stage = Stage::NotCreated;
                Vec::new()
            }
            (Created::Yes, Some(_)) => {
                self.stage = Stage::Following;
                self.changed_at = Some(at);
                vec![Effect::Wait { seconds: FIRST_READING, timer: Timer::Poll(self.id) }]
            }
            (Created::Yes, None) | (Created::Unknown, _) => {
                self.stage = Stage::Looking { looks: 0 };
                vec![Effect::Wait { seconds: LOOK_GAPS[0], timer: Timer::Look(self.id) }]
            }
        }
    }

    /// The effect that a wait was for, if it is still wanted and no reading is under way.
    pub fn on_timer(&mut self, timer: Timer) -> Option<Effect> {
        let effect = match (timer, self.stage) {
            (Timer::Poll(_), Stage::Following) => self.poll(),
            (Timer::Look(_), Stage::Looking { .. }) => self.look(),
            (Timer::Poll(_) | Timer::Look(_), _) => return None,
        };
        (!std::mem::replace(&mut self.reading, true)).then_some(effect)
    }

    fn poll(&self) -> Effect {
        Effect::Poll { attempt: self.id, job: self.job_id.clone(), backup: self.backup_id.clone() }
    }

    fn look(&self) -> Effect {
        Effect::Look { attempt: self.id, instance: self.instance.clone() }
    }

    /// Job and backup were read. `watched` is how many attempts are followed at once.
    pub fn polled(&mut self, at: UtcTime, poll: Poll, watched: u64) -> Vec<Effect> {
        if self.stage != Stage::Following {
            return Vec::new();
        }
        self.reading = false;
        let before = self.states();
        let mut retry_after = 0;
        let job_failed = matches!(&poll.job, Some(Ok(Some(job))) if job.state == JobState::Failed);
        self.failed_since = self.failed_since.or(Some(at)).filter(|_| job_failed);
        self.trouble = None;
        match poll.job {
            // A job that the service does not know (yet, or any more) is no alarm: the row decides.
            None => {}
            Some(Ok(None)) => self.job_unlisted = true,
            Some(Ok(Some(job))) => (self.job, self.job_unlisted) = (Some(job), false),
            Some(Err(why)) => retry_after = self.troubled(why),
        }
        match poll.row {
            None | Some(Ok(None)) => {}
            Some(Ok(Some(row))) => self.row = Some(row),
            Some(Err(why)) => retry_after = retry_after.max(self.troubled(why)),
        }
        if self.trouble.is_none() {
            self.read_at = Some(at);
        } else if let Some(why) = self.trouble.clone() {
            self.log_trouble(at, why);
        }
        self.log_change(at, &before);
        self.conclude(at);
        if self.stage == Stage::Following {
            let seconds = (self.gap(at) * watched.max(1)).max(retry_after.min(LONGEST_WAIT));
            vec![Effect::Wait { seconds, timer: Timer::Poll(self.id) }]
        } else {
            Vec::new()
        }
    }

    fn troubled(&mut self, why: CallFailure) -> u64 {
        let wait = match &why {
            CallFailure::Refused(refusal) => refusal.head.retry_after.unwrap_or(0),
            CallFailure::NotSent(_) | CallFailure::NoAnswer(_) | CallFailure::Unreadable(..) => 0,
        };
        self.trouble = Some(why);
        wait
    }

    /// The same trouble twice in a row is one line.
    fn log_trouble(&mut self, at: UtcTime, why: CallFailure) {
        if self.lines.last().is_none_or(|line| line.event != Event::ReadFailed(why.clone())) {
            self.log(at, Event::ReadFailed(why));
        }
    }

    fn states(&self) -> (Option<(JobState, Option<u8>)>, Option<BackupState>) {
        (self.job.as_ref().map(|j| (j.state.clone(), j.percent)), self.row.as_ref().map(|r| r.state.clone()))
    }

    fn log_change(&mut self, at: UtcTime, before: &(Option<(JobState, Option<u8>)>, Option<BackupState>)) {
        let now = self.states();
        if now != *before {
            self.changed_at = Some(at);
            let (job, row) = now;
            self.log(at, Event::Reading { job, row });
        }
    }

    /// The row has the last word. A job alone never makes a backup complete; a job that keeps saying
    /// that it failed, while the row says nothing final, is believed.
    fn conclude(&mut self, at: UtcTime) {
        match self.row.as_ref().map(|row| (&row.state, row.size_kb)) {
            Some((BackupState::Completed, size_kb)) => {
                self.stage = Stage::Completed;
                self.log(at, Event::Completed { size_kb });
            }
            Some((BackupState::Failed, _)) => self.fail(at),
            Some((BackupState::Building | BackupState::Other(_), _)) | None => {
                if self.failed_since.is_some_and(|since| at.since(since) >= FAILED_FOR) {
                    self.fail(at);
                }
            }
        }
    }

    fn fail(&mut self, at: UtcTime) {
        self.stage = Stage::Failed;
        let reason = self.fail_reason().to_owned();
        self.log(at, Event::Failed { reason });
    }

    /// Seconds to the next reading: 10 for two minutes, 30 until minute ten, then 60.
    fn gap(&self, at: UtcTime) -> u64 {
        match at.since(self.confirmed_at) {
            0..=119 => 10,
            120..=599 => 30,
            _ => 60,
        }
    }

    /// The backups of the instance were read to find this one. With a `rival`, an attempt that may have made
    /// a fitting backup as well, none can be told to be this one's.
    ///
    /// `skew` is how many seconds the service's clock is ahead of this machine's, as measured.
    pub fn looked(&mut self, at: UtcTime, rows: Result<Vec<BackupRow>, CallFailure>, skew: i64, rival: bool) -> Vec<Effect> {
        let Stage::Looking { looks } = self.stage else { return Vec::new() };
        self.reading = false;
        match rows {
            Err(why) => {
                self.trouble = Some(why.clone());
                self.log_trouble(at, why);
            }
            Ok(rows) => {
                self.trouble = None;
                self.read_at = Some(at);
                let named = rows.into_iter().filter(|row| row.name == self.name);
                let (mut fitting, conflicting): (Vec<_>, Vec<_>) = named.partition(|row| self.fits(row, skew));
                let looked = Event::Looked { fitting: fitting.len(), conflicting: conflicting.len() };
                if self.lines.last().is_none_or(|line| line.event != looked) {
                    self.log(at, looked);
                }
                if let (1, Some(row), false) = (fitting.len(), fitting.pop(), rival) {
                    return self.adopt(at, row);
                }
            }
        }
        let next = looks as usize + 1;
        self.stage = Stage::Looking { looks: looks.saturating_add(1) };
        let seconds = LOOK_GAPS[next.min(LOOK_GAPS.len() - 1)];
        vec![Effect::Wait { seconds, timer: Timer::Look(self.id) }]
    }

    /// Two attempts that the same backup could be the result of, neither of which is known to have made it.
    pub fn is_rival_of(&self, other: &Self) -> bool {
        self.id != other.id
            && self.name == other.name
            && self.instance == other.instance
            && [self, other].iter().all(|a| a.is_open() && a.backup_id.is_none())
    }

    /// Agrees in name, and conflicts in nothing: a field that the row lacks neither fits nor conflicts.
    fn fits(&self, row: &BackupRow, skew: i64) -> bool {
        let kind = if self.tables.is_some() { BackupKind::DatabaseTable } else { BackupKind::Instance };
        row.name == self.name
            && row.kind == kind
            && row.instance.as_ref().is_none_or(|i| *i == self.instance)
            && row.manual != Some(false)
            && row.begun.is_none_or(|b| b >= self.confirmed_at.plus(skew - CLOCK_SLACK))
    }

    fn adopt(&mut self, at: UtcTime, row: BackupRow) -> Vec<Effect> {
        self.log(at, Event::Adopted(row.id.clone()));
        self.backup_id = Some(row.id.clone());
        self.created = Some(Created::Yes);
        self.row = Some(row);
        self.stage = Stage::Following;
        self.changed_at = Some(at);
        self.reading = true;
        vec![self.poll()]
    }
}
