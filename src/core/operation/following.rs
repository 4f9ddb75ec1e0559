//! Following a backup that is known: job and row are read together, and the row has the last word.

use super::{
    backup::{BackupRow, BackupState, Job, JobState},
    created::Created,
    event::Event,
    intent::Intent,
    need::{GAPS, Need, ReadingKind, pace},
    readings::{JobAnswer, JobQuestion, Looked, Poll},
    state::{Operation, Stage, UNLISTED_AFTER, Unseen},
    witness::Sight,
};
use crate::core::{
    base::{CallFailure, OperationId, UtcTime},
    session::Site,
};

/// The longest wait in seconds, also where the service asks for a longer one.
const LONGEST_WAIT: u64 = 600;
/// Seconds that job and row may contradict each other before the operator is told.
const DISAGREEMENT: u64 = 300;
/// A job begins within this number of seconds of its backup.
pub(super) const SAME_BEGIN: u64 = 120;

type States = (Option<(JobState, Option<u8>)>, Option<BackupState>);

impl Operation {
    /// Makes the operation of a backup that this journal did not make, from the backup's row in
    /// the lists of `site`.
    pub fn guest(id: OperationId, at: UtcTime, row: BackupRow, site: Option<Box<Site>>) -> Self {
        let watched = Self::watched(id, at, row.id.clone());
        let mut guest = Self { of_this_run: false, taken_up: true, site, ..watched };
        guest.note_reading(at, None, Some(row));
        guest.conclude(at);
        guest
    }

    pub(super) fn poll(&self) -> Need {
        let job = match (&self.job_id, self.instance()) {
            (Some(id), _) => Some(JobQuestion::Known(id.clone())),
            (None, Some(instance)) => Some(JobQuestion::Find {
                instance: instance.clone(),
                since: self.begun_after_here(),
            }),
            (None, None) => None,
        };
        Need::Poll { job, backup: self.backup_id.clone() }
    }

    /// Takes a reading of job and backup. `watched` is how many operations are followed at once.
    pub fn polled(&mut self, at: UtcTime, poll: Poll, watched: u64) -> Vec<Need> {
        if self.stage != Stage::Following {
            return Vec::new();
        }
        self.reading = false;
        let mut retry_after = 0;
        let mut answered = false;
        let (mut job_now, mut row_now, mut row_missing) = (None, None, false);
        self.trouble = None;
        match poll.row {
            None => {}
            Some(Ok(row)) => (answered, row_missing, row_now) = (true, row.is_none(), row),
            Some(Err(why)) => retry_after = self.troubled(why),
        }
        match poll.job {
            // A job that the service does not know (yet, or any more) is no alarm: the backup row
            // decides.
            JobAnswer::NotAsked => {}
            JobAnswer::Known(Ok(None)) => {
                answered = true;
                self.job.miss();
            }
            JobAnswer::Known(Ok(Some(job))) => (answered, job_now) = (true, Some(job)),
            JobAnswer::Found(Looked { rows: Ok(rows), jobs: Ok(jobs), .. }) => {
                answered = true;
                job_now = self.own_job(at, jobs.into_rows(), row_now.as_ref(), &rows);
            }
            JobAnswer::Known(Err(why))
            | JobAnswer::Found(Looked { jobs: Err(why), .. } | Looked { rows: Err(why), .. }) => {
                retry_after = retry_after.max(self.troubled(why));
            }
        }
        self.is_fresh = answered;
        self.read_at = if answered { Some(at) } else { self.read_at };
        if let Some(why) = self.trouble.clone() {
            self.log_trouble(at, why);
        }
        if let Some(row) = row_now.as_ref().filter(|row| self.is_not_ours(row)) {
            let backup = row.id.clone();
            self.log(at, Event::Mistaken { backup });
            return vec![self.wait(at, GAPS[0], ReadingKind::Look)];
        }
        self.note_reading(at, job_now, row_now);
        if row_missing {
            self.note_missing(at);
        }
        self.conclude(at);
        if self.stage != Stage::Following {
            return Vec::new();
        }
        let seconds =
            (pace(at.since(self.begun())) * watched.max(1)).max(retry_after.min(LONGEST_WAIT));
        let wait = self.wait(at, seconds, ReadingKind::Poll);
        // Beside the readings: a backup that is not listed under its ID may be listed under its
        // name.
        let search = self.unlisted().and_then(|_| self.look());
        std::iter::once(wait).chain(search).collect()
    }

    /// Returns the readings that showed neither the backup nor a running job, once they are too
    /// many for a late row: then the backup is not listed, and nobody knows whether it still runs.
    pub fn unlisted(&self) -> Option<Unseen> {
        self.unseen
            .filter(|unseen| self.stage == Stage::Following && unseen.readings >= UNLISTED_AFTER)
    }

    /// Returns whether the latest reading shows the job, and not at its end.
    fn job_goes_on(&self) -> bool {
        matches!(self.job_sight(), Sight::Now(job) if job.goes_on())
    }

    /// Returns how the job stands to the latest reading.
    pub fn job_sight(&self) -> Sight<'_, Job> {
        self.job.sight(self.latest())
    }

    /// Returns how the backup's row stands to the latest reading.
    pub fn row_sight(&self) -> Sight<'_, BackupRow> {
        self.row.sight(self.latest())
    }

    /// Returns the time of the reading that speaks of now; for a backup at its end that is
    /// the last reading, for good.
    fn latest(&self) -> Option<UtcTime> {
        self.read_at.filter(|_| self.is_fresh || !self.is_open())
    }

    /// Returns whether the latest reading shows the backup in the making, by its row or by its job.
    pub fn is_seen_running(&self) -> bool {
        let row_goes_on = || matches!(self.row_sight(), Sight::Now(row) if row.goes_on());
        self.stage == Stage::Following && (self.job_goes_on() || row_goes_on())
    }

    /// Takes a search by name for a backup that is known and not listed. The found rows are shown
    /// as candidates; only a row of the backup's own ID is a reading of the backup.
    pub(super) fn searched(&mut self, at: UtcTime, rows: Result<Vec<BackupRow>, CallFailure>) {
        let rows = match rows {
            Ok(rows) => rows,
            Err(why) => {
                self.searched = Some((at, Some(why)));
                return;
            }
        };
        self.searched = Some((at, None));
        match rows.iter().find(|row| Some(&row.id) == self.backup_id.as_ref()) {
            Some(own) => {
                (self.read_at, self.is_fresh) = (Some(at), true);
                self.note_reading(at, None, Some(own.clone()));
                self.conclude(at);
            }
            None => {
                self.note_candidates(at, rows, &[]);
            }
        }
    }

    /// Returns whether the backup was taken over and its row tells another name
    /// or instance than was sent.
    fn is_not_ours(&self, row: &BackupRow) -> bool {
        let other = |intent: &Intent| {
            row.name != intent.name || row.instance.as_ref().is_some_and(|i| *i != intent.instance)
        };
        !self.is_told() && self.intent.as_ref().is_some_and(other)
    }

    /// Returns the backup's job, where the job's ID never arrived: the only job that began when the
    /// backup did. `None` where another of the instance's backups (`rows`) may have begun then, for
    /// the job may belong to that one.
    fn own_job(
        &mut self,
        at: UtcTime,
        jobs: Vec<Job>,
        row: Option<&BackupRow>,
        rows: &[BackupRow],
    ) -> Option<Job> {
        let begun = row.or(self.row.last())?.begun?;
        let is_near = |time: UtcTime| time.since(begun).max(begun.since(time)) <= SAME_BEGIN;
        if rows.iter().any(|other| {
            Some(&other.id) != self.backup_id.as_ref() && other.begun.is_none_or(is_near)
        }) {
            return None;
        }
        let is_own = |job: &Job| {
            job.begun.is_some_and(is_near)
                && job.instance.as_ref().is_none_or(|i| Some(i) == self.instance())
        };
        let mut near = jobs.into_iter().filter(is_own);
        let (Some(job), None) = (near.next(), near.next()) else {
            self.job.miss();
            return None;
        };
        self.log(at, Event::JobFound { job: job.id.clone() });
        Some(job)
    }

    /// Notes that the list does not show the backup. The log gets a line for the first such
    /// reading, for the first without a running job, and when the backup counts as not
    /// listed, not for every reading.
    fn note_missing(&mut self, at: UtcTime) {
        let readings = if self.job_goes_on() {
            0
        } else {
            self.unseen.map_or(0, |unseen| unseen.readings).saturating_add(1)
        };
        let is_news = match readings {
            0 => self.row.misses() == 0,
            readings => readings == 1 || readings == UNLISTED_AFTER,
        };
        if is_news {
            self.log(at, Event::Unlisted { readings });
        } else {
            self.miss(at, readings);
        }
    }

    /// Counts a reading that did not show the backup: the `readings`-th in a row that did
    /// not show its job either.
    pub(super) fn miss(&mut self, at: UtcTime, readings: u32) {
        self.row.miss();
        self.read_at = self.read_at.max(Some(at));
        // Two programs may follow the same backup, and the count of one may be behind.
        let before = self.unseen.unwrap_or(Unseen { since: at, readings });
        self.unseen = (readings > 0)
            .then(|| Unseen { since: before.since, readings: readings.max(before.readings) });
    }

    fn troubled(&mut self, why: CallFailure) -> u64 {
        let wait = why.refusal().and_then(|refusal| refusal.head.retry_after);
        self.trouble = Some(why);
        wait.unwrap_or(0)
    }

    /// Logs a failed reading. The same failure twice in a row is one line, also where one half of
    /// the readings says something else meanwhile.
    pub(super) fn log_trouble(&mut self, at: UtcTime, why: CallFailure) {
        let last = self
            .lines
            .iter()
            .rev()
            .map(|line| &line.event)
            .find(|event| !matches!(event, Event::Unlisted { .. }));
        let told = matches!(last, Some(Event::ReadFailed { why: last }) if last.is_same(&why));
        if !told {
            self.log(at, Event::ReadFailed { why });
        }
    }

    fn states(&self) -> States {
        (
            self.job.last().map(|j| (j.state.clone(), j.percent)),
            self.row.last().map(|r| r.state.clone()),
        )
    }

    /// Takes the job and row of a reading. The reading is an event if a state or the percentage has
    /// changed, or if the backup is listed again.
    fn note_reading(&mut self, at: UtcTime, job: Option<Job>, row: Option<BackupRow>) {
        let before = self.states();
        let back = (row.is_some() && self.row.misses() > 0)
            || (self.unseen.is_some() && job.as_ref().is_some_and(Job::goes_on));
        // The scope stands in the intent: with the scope, each line could be as long as the longest
        // request.
        let told_row = row
            .clone()
            .map(|row| BackupRow { scope: row.scope.filter(|_| self.intent.is_none()), ..row });
        let told = Event::Reading { job: job.clone().map(Box::new), row: told_row.map(Box::new) };
        if row.is_some() {
            self.created = Some(Created::Yes);
            self.candidates.clear();
            self.searched = None;
        }
        if job.is_some() || row.is_some() {
            self.read(at, job, row);
        }
        if back || self.states() != before {
            self.log(at, told);
        }
        self.disagree_since = self.disagree_since.or(Some(at)).filter(|_| self.contradict());
    }

    /// Returns whether the job has ended and the row does not say so.
    fn contradict(&self) -> bool {
        let ended = |goes_on: Option<bool>| goes_on == Some(false);
        ended(self.job.last().map(Job::goes_on)) && !ended(self.row.last().map(BackupRow::goes_on))
    }

    /// Returns the seconds for which job and row have contradicted each other,
    /// once a person should know.
    pub fn disagreement(&self, now: UtcTime) -> Option<u64> {
        self.disagree_since.map(|since| now.since(since)).filter(|seconds| *seconds >= DISAGREEMENT)
    }

    /// Returns whether the job says that it failed, whatever the row says.
    pub fn job_failed(&self) -> bool {
        self.job.last().is_some_and(|j| j.state == JobState::Failed)
    }

    /// Ends the operation by the row: a job alone makes a backup neither complete nor failed.
    fn conclude(&mut self, at: UtcTime) {
        match self.row.last().map(|row| (&row.state, row.size_kb)) {
            Some((BackupState::Completed, size_kb)) => self.log(at, Event::Completed { size_kb }),
            Some((BackupState::Failed, _)) => {
                let reason = self.fail_reason().to_owned();
                self.log(at, Event::Failed { reason });
            }
            Some((BackupState::Building | BackupState::Other(_), _)) | None => {}
        }
    }
}
