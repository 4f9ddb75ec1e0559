//! How long a backup has taken: the one definition for every screen, line and list.

use super::{
    backup::took,
    event::Event,
    state::{Operation, Stage},
};
use crate::core::base::UtcTime;

/// How long a backup has taken in seconds, and between which times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasted {
    /// The backup has not ended: seconds since the confirmation, or for a backup that was not made
    /// here since the begin that the service tells.
    SoFar(u64),
    /// From begin to end, as the service tells both.
    Took(u64),
    /// From the confirmation to the reading that showed the end, by this machine's clock: the
    /// service does not tell both times.
    Observed(u64),
}

impl Operation {
    /// Returns how long the backup has taken as of `now`; `None` for a backup that was not made, or
    /// of which nothing is known.
    pub fn lasted(&self, now: UtcTime) -> Option<Lasted> {
        match self.stage {
            Stage::NotCreated | Stage::NotThere => None,
            Stage::Sending | Stage::Looking { .. } | Stage::Following => self
                .counted_from()
                .map(|begun| Lasted::SoFar(now.max(self.read_at.unwrap_or(now)).since(begun))),
            Stage::Completed | Stage::Failed => {
                let told =
                    self.row.last().and_then(|row| took(row.begun, row.ended)).map(Lasted::Took);
                told.or_else(|| {
                    Some(Lasted::Observed(self.ended_at()?.since(self.counted_from()?)))
                })
            }
        }
    }

    /// Returns from when on the time is counted where the service does not tell both ends.
    fn counted_from(&self) -> Option<UtcTime> {
        let told = || self.row.last().and_then(|row| row.begun);
        if self.intent.is_some() { Some(self.confirmed_at) } else { told() }
    }

    /// Returns the time of the reading that showed the end.
    fn ended_at(&self) -> Option<UtcTime> {
        let is_end =
            |event: &Event| matches!(event, Event::Completed { .. } | Event::Failed { .. });
        self.lines.iter().find(|line| is_end(&line.event)).map(|line| line.at)
    }
}
