//! Review: the request as it would be sent, what speaks for and against it, and the way to confirm
//! it.

use tui_input::Input;

use super::{
    check::{Fact, Level},
    preflight::{Preflight, Topic},
};
use crate::core::{
    base::{
        ask::Ask,
        disk_error::StateTrouble,
        guard::SendGuard,
        ids::{BackupId, OperationId},
        time::UtcTime,
    },
    draft::{
        content::Target,
        request::{BackupRequest, ReviewedRequest},
        rules::rule::Rule,
    },
    operation::{Intent, estimate::Estimate, journal_file::Rival},
    scope::tree::Counts,
};

/// Whether the reviewed request is in the journal: only then can it be confirmed.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    Writing,
    /// It is, as this operation.
    Yes(OperationId),
    /// The operator does without a journal; the operation has a number all the same.
    Without(OperationId),
    /// It could not be written.
    Failed(StateTrouble),
    /// This run only reads: there is nothing to confirm, so nothing is written.
    ReadOnly,
}

/// What the keys of Review act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewFocus {
    /// Reading; the button is not focused when Review opens.
    Look,
    /// The button, or the confirmation field.
    Send,
}

/// Confirmed, but what was shown had grown old: everything is read once more before
/// anything is written or sent.
#[derive(Debug, Clone)]
pub struct Rereading {
    pub ask: Ask,
    /// What has come so far; what was shown stays on the screen meanwhile.
    pub fresh: Preflight,
    /// What had grown old over the lists of names was read once more.
    pub renewed: bool,
    /// The checks that nothing is read for, as they were when the operator confirmed.
    pub settled: Vec<Fact>,
}

/// Waiting for a busy instance: it is read again and again, and nothing is sent by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub since: UtcTime,
    /// Readings that have not come yet: the instance, its backups.
    pub awaited: (bool, bool),
}

/// More names than this ask for the typed confirmation (fact sheet 1.1 row 14:
/// the service states no limit).
pub const MANY_NAMES: usize = 1_000;

/// The state of the Review screen.
#[derive(Debug, Clone)]
pub struct Review {
    pub request: BackupRequest,
    pub reviewed: ReviewedRequest,
    pub target: Target,
    /// What is chosen; `None` for the whole instance.
    pub tables: Option<Counts>,
    /// Chosen names that the service did not list.
    pub typed_names: usize,
    /// What the rules say against it.
    pub rules: Vec<Rule>,
    /// Operations on this instance whose outcome is unknown, and those that have
    /// turned up since Review opened.
    pub rivals: Vec<Rival>,
    /// The production pattern that the instance's name fits.
    pub production: Option<String>,
    /// The operation whose backup was not found and that this request is to replace.
    pub after: Option<OperationId>,
    /// Whether it is in the journal.
    pub kept: Kept,
    /// Confirmed: the intent is being written, and nothing else can be done meanwhile.
    pub intending: Option<(UtcTime, Box<Intent>)>,
    /// A backup of this name and instance that another operation of this run
    /// turned out to have made.
    pub taken: Option<BackupId>,
    /// What is read of the service.
    pub preflight: Preflight,
    /// How long it may take, by what was read last; kept, for a scope of a million names is
    /// not compared at every frame.
    pub estimate: Option<Estimate>,
    /// The question that reads it.
    pub ask: Ask,
    /// All of it is being read once more before the request goes out.
    pub rereading: Option<Rereading>,
    /// The wall clock jumped by so many seconds since all of it was last read: how old
    /// that is cannot be told.
    pub jumped: Option<i64>,
    /// What that showed to differ from what was confirmed.
    pub changed: Vec<Topic>,
    /// A busy instance is waited for.
    pub waiting: Option<Waiting>,
    pub focus: ReviewFocus,
    /// What has been typed to confirm.
    pub phrase: Input,
    /// First row on screen of the text of Review.
    pub scroll: usize,
    /// The guard of the send key.
    pub guard: SendGuard,
}

impl Review {
    /// How long it may take, by the instance and the backups as far as they are read.
    pub fn reckon(&self) -> Option<Estimate> {
        let rows = self.preflight.backups.what().map_or(&[][..], |rows| rows);
        Estimate::of(&self.target, self.request.scope(), rows)
    }

    /// The heaviest level among the checks.
    pub fn level(&self) -> Level {
        self.checks().iter().map(|c| c.level).max().unwrap_or(Level::Ok)
    }

    /// Whether the instance's name (or the tail of its ID) must be typed.
    pub fn needs_phrase(&self) -> bool {
        self.checks().iter().any(|c| c.level == Level::Warn)
    }

    /// Nothing forbids sending and nothing is awaited.
    pub fn may_send(&self) -> bool {
        matches!(self.level(), Level::Ok | Level::Note | Level::Warn)
    }

    /// Whether the confirmation has a field: where one is needed, and where typing
    /// into one has begun (the letters of a name must not turn into commands because
    /// a warning went away meanwhile).
    pub fn shows_phrase(&self) -> bool {
        !self.is_read_only() && (self.needs_phrase() || !self.phrase.value().is_empty())
    }

    /// Letters type into its field.
    pub fn takes_phrase(&self) -> bool {
        !self.is_engaged() && self.focus == ReviewFocus::Send && self.shows_phrase()
    }

    /// There is no way to send from it.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.kept, Kept::ReadOnly)
    }

    /// The confirmation is complete: the phrase where there is a field, nothing otherwise.
    pub fn is_confirmed(&self) -> bool {
        !self.shows_phrase() || self.phrase.value() == self.target.confirm_phrase()
    }

    /// The operation that a confirmation would begin.
    pub const fn operation(&self) -> Option<OperationId> {
        match &self.kept {
            Kept::Yes(id) | Kept::Without(id) => Some(*id),
            Kept::Writing | Kept::Failed(_) | Kept::ReadOnly => None,
        }
    }

    /// Takes operations in that were not known; returns whether there were any.
    pub fn add_rivals(&mut self, rivals: Vec<Rival>) -> bool {
        let before = self.rivals.len();
        let own = self.operation();
        for rival in rivals {
            if Some(rival.operation) != own
                && self.rivals.iter().all(|known| known.operation != rival.operation)
            {
                self.rivals.push(rival);
            }
        }
        self.rivals.len() > before
    }

    /// Takes in what has become of an operation that is warned of; `None` if it made nothing.
    /// Returns whether that is news.
    pub fn update_rival(&mut self, operation: OperationId, now: Option<Rival>) -> bool {
        let Some(at) = self.rivals.iter().position(|rival| rival.operation == operation) else {
            return false;
        };
        if now.as_ref() == self.rivals.get(at) {
            return false;
        }
        self.rivals.splice(at..=at, now);
        true
    }

    /// It is on its way to be sent, or waits for the instance: no key confirms it now.
    pub const fn is_engaged(&self) -> bool {
        self.intending.is_some() || self.rereading.is_some() || self.waiting.is_some()
    }

    /// A press on the button now would be about sending.
    pub fn is_armed(&self) -> bool {
        !self.is_engaged()
            && self.focus == ReviewFocus::Send
            && self.may_send()
            && self.is_confirmed()
    }
}
