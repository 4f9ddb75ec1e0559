//! Following a backup that is known: job and row are read together, and the row has the last word.

use super::{Event, Operation, Stage};
use crate::core::{
    backup::{BackupRow, BackupState, Job, JobState},
    call::CallFailure,
    message::{Effect, JobAnswer, JobQuestion, Poll, Timer},
    time::UtcTime,
    verdict::Created,
};

/// A service that asks for more patience than this is asked again all the same, in seconds.
const LONGEST_WAIT: u64 = 600;
/// Job and row may contradict each other for so many seconds before it is said.
pub const DISAGREEMENT: u64 = 300;
/// A job begins within so many seconds of its backup.
const SAME_BEGIN: u64 = 120;

type States = (Option<(JobState, Option<u8>)>, Option<BackupState>);

impl Operation {
    pub(super) fn poll(&self) -> Effect {
        let job = match (&self.job_id, self.instance()) {
            (Some(id), _) => Some(JobQuestion::Known(id.clone())),
            (None, Some(instance)) => Some(JobQuestion::Find { instance: instance.clone(), since: self.begun_after(0) }),
            (None, None) => None,
        };
        Effect::Poll { operation: self.id, job, backup: self.backup_id.clone() }
    }

    /// Job and backup were read. `watched` is how many operations are followed at once.
    pub fn polled(&mut self, at: UtcTime, poll: Poll, watched: u64) -> Vec<Effect> {
        if self.stage != Stage::Following {
            return Vec::new();
        }
        self.reading = false;
        let before = self.states();
        let (mut job_now, mut row_now) = (None, None);
        let mut retry_after = 0;
        self.trouble = None;
        match poll.row {
            None => {}
            Some(Ok(None)) => self.unlisted(at),
            Some(Ok(Some(row))) => (row_now, self.row_unlisted) = (Some(row), false),
            Some(Err(why)) => retry_after = self.troubled(why),
        }
        match poll.job {
            // A job that the service does not know (yet, or any more) is no alarm: the row decides.
            JobAnswer::NotAsked => {}
            JobAnswer::Known(Ok(None)) => self.job_unlisted = true,
            JobAnswer::Known(Ok(Some(job))) => (job_now, self.job_unlisted) = (Some(job), false),
            JobAnswer::Found(Ok(jobs)) => job_now = self.own_job(at, jobs, row_now.as_ref()),
            JobAnswer::Known(Err(why)) | JobAnswer::Found(Err(why)) => retry_after = retry_after.max(self.troubled(why)),
        }
        match self.trouble.clone() {
            None => self.read_at = Some(at),
            Some(why) => self.log_trouble(at, why),
        }
        if let Some(row) = row_now.as_ref().filter(|row| self.is_not_ours(row)) {
            let backup = row.id.clone();
            self.log(at, Event::Mistaken { backup });
            return vec![self.wait(at, super::looking::GAPS[0], Timer::Look(self.id))];
        }
        self.note_reading(at, &before, job_now, row_now);
        self.conclude(at);
        if self.stage == Stage::Following {
            let seconds = (self.gap(at) * watched.max(1)).max(retry_after.min(LONGEST_WAIT));
            vec![self.wait(at, seconds, Timer::Poll(self.id))]
        } else {
            Vec::new()
        }
    }

    /// A backup that was taken over, and whose row tells another name or another instance than was sent.
    fn is_not_ours(&self, row: &BackupRow) -> bool {
        let other = |intent: &super::Intent| row.name != intent.name || row.instance.as_ref().is_some_and(|i| *i != intent.instance);
        !self.is_told() && self.intent.as_ref().is_some_and(other)
    }

    /// The job that is this backup's, where its ID never arrived: the only one that began when the backup did.
    fn own_job(&mut self, at: UtcTime, jobs: Vec<Job>, row: Option<&BackupRow>) -> Option<Job> {
        let begun = row.or(self.row.as_ref())?.begun?;
        let near = |job: &Job| job.begun.is_some_and(|b| b.since(begun).max(begun.since(b)) <= SAME_BEGIN);
        let mut near = jobs.into_iter().filter(|job| near(job) && job.instance.as_ref().is_none_or(|i| Some(i) == self.instance()));
        let (Some(job), None) = (near.next(), near.next()) else {
            self.job_unlisted = true;
            return None;
        };
        self.job_unlisted = false;
        self.log(at, Event::JobFound { job: job.id.clone() });
        Some(job)
    }

    /// Said once, not at every reading.
    fn unlisted(&mut self, at: UtcTime) {
        if !std::mem::replace(&mut self.row_unlisted, true) {
            self.log(at, Event::Unlisted);
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
    pub(super) fn log_trouble(&mut self, at: UtcTime, why: CallFailure) {
        let told = matches!(self.lines.last().map(|line| &line.event), Some(Event::ReadFailed { why: last }) if last.is_same(&why));
        if !told {
            self.log(at, Event::ReadFailed { why });
        }
    }

    fn states(&self) -> States {
        (self.job.as_ref().map(|j| (j.state.clone(), j.percent)), self.row.as_ref().map(|r| r.state.clone()))
    }

    /// What was read is taken in; it is an event only if a state or the percentage has changed.
    fn note_reading(&mut self, at: UtcTime, before: &States, job: Option<Job>, row: Option<BackupRow>) {
        self.job = job.or(self.job.take());
        self.row = row.or(self.row.take());
        if self.row.is_some() {
            self.created = Some(Created::Yes);
        }
        if self.states() != *before {
            // What it covers stands in the intent: with it, each line could be as long as the longest request.
            let row = self.row.clone().map(|row| Box::new(BackupRow { scope: None, ..row }));
            let job = self.job.clone().map(Box::new);
            self.log(at, Event::Reading { job, row });
        }
        self.disagree_since = self.disagree_since.or(Some(at)).filter(|_| self.contradict());
    }

    /// The job has come to an end of which the row says nothing.
    fn contradict(&self) -> bool {
        let job = self.job.as_ref().is_some_and(|j| matches!(j.state, JobState::Completed | JobState::Failed));
        let row = self.row.as_ref().is_some_and(|r| matches!(r.state, BackupState::Completed | BackupState::Failed));
        job && !row
    }

    /// Job and row have contradicted each other for so long (in seconds) that a person should know.
    pub fn disagreement(&self, now: UtcTime) -> Option<u64> {
        self.disagree_since.map(|since| now.since(since)).filter(|seconds| *seconds >= DISAGREEMENT)
    }

    /// The job says that it failed, whatever the row says.
    pub fn job_failed(&self) -> bool {
        self.job.as_ref().is_some_and(|j| j.state == JobState::Failed)
    }

    /// The row has the last word: a job alone makes a backup neither complete nor failed.
    fn conclude(&mut self, at: UtcTime) {
        match self.row.as_ref().map(|row| (&row.state, row.size_kb)) {
            Some((BackupState::Completed, size_kb)) => self.log(at, Event::Completed { size_kb }),
            Some((BackupState::Failed, _)) => {
                let reason = self.fail_reason().to_owned();
                self.log(at, Event::Failed { reason });
            }
            Some((BackupState::Building | BackupState::Other(_), _)) | None => {}
        }
    }

    /// Seconds to the next reading: 10 for two minutes, 30 until minute ten, then 60.
    fn gap(&self, at: UtcTime) -> u64 {
        match at.since(self.begun()) {
            0..=119 => 10,
            120..=599 => 30,
            _ => 60,
        }
    }
}
