//! State that every room may read, and only the reducer changes.

use super::service::{Sender, Service};
use crate::core::{
    base::{Clock, Millis, Pattern, Size, UtcTime, Zone},
    draft::{Draft, SavedDraft},
    session::{Mode, Session, Who},
};

/// Which screen is under the overlays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The settings, and the ones that are missing.
    Start,
    Instance,
    Compose,
    /// Looking at the request before it is sent.
    Review,
    /// Offline, in Review's place: looking at the draft before it is saved as a file.
    Export,
    /// An operation and its outcome.
    Watch,
    /// What this journal holds and the service lists, newest first.
    History,
}

/// How sentences name what the operator can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commands {
    /// By the keys of the screens.
    Keys,
    /// By the words of plain mode.
    Words,
}

/// A program between this one and the terminal, through which a copy has to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiplexer {
    Tmux,
    Screen,
}

#[derive(Debug, Clone)]
pub struct Shared {
    pub mode: Mode,
    /// Size of the terminal.
    pub size: Size,
    pub clock: Clock,
    pub zone: Zone,
    /// Seconds that the service's clock is ahead of this machine's, as the latest answer told.
    pub service_ahead: Option<i64>,
    pub session: Session,
    pub screen: Screen,
    /// The way to the service; `None` offline.
    pub service: Option<Service>,
    /// The way to a create call; `None` offline, and in a run that only reads.
    pub sender: Option<Sender>,
    /// Whether nothing can be sent in this run.
    pub read_only: bool,
    /// Instances of these names need their name typed before anything is sent.
    pub production: Vec<Pattern>,
    /// Options of this run for the line that opens the form again.
    pub options: Vec<String>,
    /// Who sits at the keys.
    pub who: Who,
    /// False where the operator does without a journal (`--no-journal`).
    pub journal_on: bool,
    /// The bell rings when an operation comes to its end, or into doubt.
    pub bell: bool,
    pub multiplexer: Option<Multiplexer>,
    pub commands: Commands,
    /// When the previous key was read.
    pub last_key: Option<Millis>,
    /// The screen on which the person waits for an answer, and since which frame.
    pub awaited: Option<(Screen, Millis)>,
    /// How far the page, the log or the Review on screen can be scrolled, in rows.
    pub last_scroll: usize,
}

impl Shared {
    /// Returns the draft as it would be saved now; its time is that of the last key.
    pub fn saved_draft(&self, draft: &Draft) -> SavedDraft {
        SavedDraft::of(draft, self.mode, &self.session, &self.who, self.key_time())
    }

    /// Returns when the last key was pressed, by the wall clock.
    pub fn key_time(&self) -> UtcTime {
        self.last_key.map_or(self.clock.utc, |at| self.clock.utc_at(at))
    }
}
