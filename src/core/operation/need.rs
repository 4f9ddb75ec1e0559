//! What an operation needs next: plain data. Watch makes effects of needs, and says whose turn it
//! is.

use super::{
    created,
    event::Event,
    readings::JobQuestion,
    state::{Operation, Stage},
};
use crate::core::base::{BackupId, CallFailure, CreateEnd, InstanceId, UtcTime};

/// Which of its two readings an operation waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingKind {
    /// Job and backup, of a backup that is known.
    Poll,
    /// The lists, to find the backup.
    Look,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Read job and backup once.
    Poll {
        job: Option<JobQuestion>,
        /// The backup, if its ID is known.
        backup: Option<BackupId>,
    },
    /// Read the backups of the instance, and its backup jobs begun at `since` or later.
    Look { instance: InstanceId, since: UtcTime },
    /// Wait for this number of seconds; then [`Operation::on_timer`] says what.
    Wait { seconds: u64, reading: ReadingKind },
}

/// Seconds between two looks; the last one repeats, also after the window.
pub(super) const GAPS: [u64; 6] = [2, 5, 10, 20, 40, 60];

/// Returns the seconds to the next reading of what has gone on for so many seconds: 10 for two
/// minutes, 30 until minute ten, then 60.
pub const fn pace(seconds: u64) -> u64 {
    match seconds {
        0..=119 => 10,
        120..=599 => 30,
        _ => 60,
    }
}

/// Seconds until the first reading after an accepted create call.
const FIRST_READING: u64 = 2;

impl Operation {
    /// Takes the end of the create call.
    pub fn ended(&mut self, at: UtcTime, end: CreateEnd) -> Option<Need> {
        if self.stage != Stage::Sending {
            return None;
        }
        self.log(at, Event::Ended { created: created::created(&end), end });
        match self.stage {
            Stage::Following => Some(self.wait(at, FIRST_READING, ReadingKind::Poll)),
            Stage::Looking { .. } => Some(self.wait(at, GAPS[0], ReadingKind::Look)),
            Stage::Sending
            | Stage::NotCreated
            | Stage::NotThere
            | Stage::Completed
            | Stage::Failed => None,
        }
    }

    /// Puts the next reading off by this number of seconds.
    pub(super) const fn wait(&mut self, at: UtcTime, seconds: u64, reading: ReadingKind) -> Need {
        self.next_at = Some(at.plus(seconds as i64));
        Need::Wait { seconds, reading }
    }

    /// Returns the reading that a wait was for, if that is still wanted and none is under way.
    pub fn on_timer(&mut self, reading: ReadingKind) -> Option<Need> {
        self.ask(reading, self.next_at)
    }

    /// Reads at once: job and backup, or the lists, as the stage wants.
    pub fn read_now(&mut self, at: UtcTime) -> Option<Need> {
        self.ask(ReadingKind::Poll, Some(at)).or_else(|| self.ask(ReadingKind::Look, Some(at)))
    }

    /// Reads the backup that has just become known, without waiting for the answer to a
    /// look that is under way, which has no use any more. An operation that waits for its
    /// turn reads the backup then.
    pub(super) fn read_instead(&mut self, at: UtcTime) -> Option<Need> {
        self.reading &= self.in_line;
        self.read_now(at)
    }

    fn ask(&mut self, reading: ReadingKind, asked_at: Option<UtcTime>) -> Option<Need> {
        let need = match (reading, self.stage) {
            (ReadingKind::Poll, Stage::Following) => self.poll(),
            (ReadingKind::Look, Stage::Looking { .. }) => self.look()?,
            (ReadingKind::Poll | ReadingKind::Look, _) => return None,
        };
        if std::mem::replace(&mut self.reading, true) {
            return None;
        }
        self.asked_at = asked_at;
        Some(need)
    }

    /// Returns since when the answer to a call of this run is awaited.
    pub fn asked_since(&self) -> Option<UtcTime> {
        let reads = self.is_open() && self.reading && !self.in_line;
        match self.stage == Stage::Sending {
            true => Some(self.confirmed_at).filter(|_| self.of_this_run),
            false => self.asked_at.filter(|_| reads),
        }
    }

    /// Returns whether the service refused the token at the last reading.
    pub fn wants_token(&self) -> bool {
        self.trouble.as_ref().is_some_and(CallFailure::is_unauthorized)
    }
}
