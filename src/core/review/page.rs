//! Review: the request as it would be sent, what speaks for and against it, and the way to confirm
//! it.

use tui_input::Input;

use super::{
    check::Fact,
    preflight::{compare::Topic, readings::Preflight},
};
use crate::core::{
    base::{Ask, BackupId, Level, OperationId, SendGuard, StateTrouble, UtcTime},
    draft::{BackupRequest, ReviewedRequest, Rule, TakenNames, Target},
    operation::{Intent, estimate::Estimate, journal_file::Rival},
    port::{Port, TextPage},
    scope::{Counts, list::render},
};

/// Whether the reviewed request is in the journal: only then can it be confirmed.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    Writing,
    /// As this operation.
    Yes(OperationId),
    /// The operator does without a journal; the operation has a number all the same.
    Without(OperationId),
    Failed(StateTrouble),
    /// This run cannot send: there is nothing to confirm, so nothing is written.
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

/// What was confirmed had grown old: everything is read once more before
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

/// Waiting for a busy instance, which is read again and again. Nothing is sent by waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub since: UtcTime,
    /// Readings that have not come yet: the instance, its backups.
    pub awaited: (bool, bool),
}

/// More names than this ask for the typed confirmation: "Creating a Manual Backup" states no limit
/// of databases and tables in one request.
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
    /// What the rules say against the request.
    pub rules: Vec<Rule>,
    /// Operations on this instance whose outcome is unknown, and those that have
    /// turned up since Review opened.
    pub rivals: Vec<Rival>,
    /// The production pattern that the instance's name fits.
    pub production: Option<String>,
    /// The operation whose backup was not found and that this request is to replace.
    pub after: Option<OperationId>,
    /// Whether the request is in the journal.
    pub recorded: Recorded,
    /// When the operator confirmed, and the intent that is being written. Nothing
    /// else can be done meanwhile.
    pub intending: Option<(UtcTime, Box<Intent>)>,
    /// A backup of this name and instance that another operation of this run
    /// turned out to have made.
    pub taken: Option<BackupId>,
    /// What is read of the service.
    pub preflight: Preflight,
    /// How long the backup may take, by what was read last. Kept, because a scope of a million
    /// names is not compared at every frame.
    pub estimate: Option<Estimate>,
    /// The number under which the preflight was asked for.
    pub ask: Ask,
    /// The reading before the request goes out.
    pub rereading: Option<Rereading>,
    /// By how many seconds the wall clock jumped since the preflight was read: after a jump the
    /// age of a reading cannot be told.
    pub jumped: Option<i64>,
    /// What the last reading showed to differ from what was confirmed.
    pub changed: Vec<Topic>,
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
    /// Returns how long the backup may take, by the instance and its backups as far as read.
    pub fn reckon(&self) -> Option<Estimate> {
        let rows = self.preflight.backups.value().map_or(&[][..], |rows| rows);
        Estimate::of(&self.target, self.request.scope(), rows)
    }

    /// Returns the heaviest level among the checks.
    pub fn level(&self) -> Level {
        self.checks().iter().map(|c| c.level).max().unwrap_or(Level::Ok)
    }

    /// Returns whether the instance's name (or the tail of its ID) must be typed.
    pub fn needs_phrase(&self) -> bool {
        self.checks().iter().any(|c| c.level == Level::Warn)
    }

    /// Returns whether nothing forbids sending and nothing is awaited.
    pub fn may_send(&self) -> bool {
        matches!(self.level(), Level::Ok | Level::Note | Level::Warn)
    }

    /// Returns whether a check forbids sending.
    pub fn is_blocked(&self) -> bool {
        self.level() == Level::Error
    }

    /// Returns whether the confirmation has a field: where one is needed, and where typing has
    /// begun (the letters of a name must not turn into commands because a warning went away
    /// meanwhile).
    pub fn shows_phrase(&self) -> bool {
        !self.is_read_only() && (self.needs_phrase() || !self.phrase.value().is_empty())
    }

    /// Returns whether letters type into the field of the confirmation.
    pub fn takes_phrase(&self) -> bool {
        !self.is_engaged() && self.focus == ReviewFocus::Send && self.shows_phrase()
    }

    /// Returns whether there is no way to send from this Review.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.recorded, Recorded::ReadOnly)
    }

    /// Returns whether the confirmation is complete: the phrase is typed, or there is no field.
    pub fn is_confirmed(&self) -> bool {
        !self.shows_phrase() || self.phrase.value() == self.target.confirm_phrase()
    }

    /// Returns the operation that a confirmation would begin.
    pub const fn operation(&self) -> Option<OperationId> {
        match &self.recorded {
            Recorded::Yes(id) | Recorded::Without(id) => Some(*id),
            Recorded::Writing | Recorded::Failed(_) | Recorded::ReadOnly => None,
        }
    }

    /// Takes in operations that were not known; returns whether there were any.
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

    /// Returns the names that backups of the instance have, if they were read.
    pub(super) fn taken_names(&self) -> Option<TakenNames> {
        let rows = self.preflight.backups.value();
        let own = self.taken.as_ref().map(|_| self.request.name().to_owned());
        (rows.is_some() || own.is_some()).then(|| TakenNames {
            instance: self.target.id().clone(),
            names: rows
                .into_iter()
                .flat_map(|rows| rows.iter())
                .map(|row| row.name.clone())
                .chain(own)
                .collect(),
        })
    }

    /// Shows all names of the scope as text, where there are names.
    pub(super) fn show_chosen(&self, port: &mut Port) {
        if let Some(chosen) = self.request.scope().databases() {
            port.page(TextPage::Chosen(render(chosen)));
        }
    }

    /// Returns whether no key confirms now: the request is on its way, or waits for the instance.
    pub const fn is_engaged(&self) -> bool {
        self.intending.is_some() || self.rereading.is_some() || self.waiting.is_some()
    }

    /// Returns whether a press on the button now would be about sending.
    pub fn is_armed(&self) -> bool {
        !self.is_engaged()
            && self.focus == ReviewFocus::Send
            && self.may_send()
            && self.is_confirmed()
    }
}
