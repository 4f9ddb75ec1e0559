//! The times of an operation.

use serde::Serialize;

use crate::core::base::UtcTime;

/// The times of an operation in UTC. Where nothing else is said, the clock of the machine that ran
/// the program tells them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Times<T = UtcTime> {
    pub reviewed: Option<T>,
    pub confirmed: Option<T>,
    /// When the request was handed to the network; not where no byte of it left the machine.
    pub sent: Option<T>,
    /// When the answer to the create call came, if one came.
    pub answered: Option<T>,
    /// When the backup began and ended, as the service told.
    pub backup_began: Option<T>,
    pub backup_ended: Option<T>,
    /// When the reading came that showed the end.
    pub end_seen: Option<T>,
    /// When a reading last showed something new of the backup or its job.
    pub last_news: Option<T>,
    /// When the last line of the file was written.
    pub last_line: Option<T>,
}

impl Times {
    /// Returns each time as `to` writes it.
    pub fn map<T>(&self, to: impl Fn(UtcTime) -> Option<T>) -> Times<T> {
        Times {
            reviewed: self.reviewed.and_then(&to),
            confirmed: self.confirmed.and_then(&to),
            sent: self.sent.and_then(&to),
            answered: self.answered.and_then(&to),
            backup_began: self.backup_began.and_then(&to),
            backup_ended: self.backup_ended.and_then(&to),
            end_seen: self.end_seen.and_then(&to),
            last_news: self.last_news.and_then(&to),
            last_line: self.last_line.and_then(&to),
        }
    }
}

impl<T> Default for Times<T> {
    fn default() -> Self {
        Self {
            reviewed: None,
            confirmed: None,
            sent: None,
            answered: None,
            backup_began: None,
            backup_ended: None,
            end_seen: None,
            last_news: None,
            last_line: None,
        }
    }
}
