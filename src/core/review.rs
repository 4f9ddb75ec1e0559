//! Review: the request as it would be sent, what speaks for and against it, and the way to confirm it.

use tui_input::Input;

use super::{
    backup::{BackupRow, BackupState},
    call::CallFailure,
    draft::Target,
    estimate::Estimate,
    guard::SendGuard,
    ids::{BackupId, OperationId},
    journal::Rival,
    message::Ask,
    operation::Intent,
    request::{BackupRequest, ReviewedRequest},
    rules::Rule,
    state_trouble::StateTrouble,
    time::UtcTime,
    tree::Counts,
};

/// How much a check weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Speaks for sending.
    Ok,
    /// Sending needs the typed confirmation.
    Warn,
    /// Not known yet; sending waits for it, whatever else is known: it may turn out to forbid.
    Wait,
    /// Forbids sending.
    Error,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The instance is normal and idle, as just read.
    InstanceIdle,
    /// The instance is being read again.
    ReadingInstance,
    /// It could not be read again.
    InstanceUnread(CallFailure),
    /// The service lists it no more.
    InstanceGone,
    /// A warning of the rules.
    Rule(Rule),
    /// More names in the scope than the form warns at.
    ManyNames(usize),
    /// Chosen names that the service did not list.
    TypedNames(usize),
    /// The instance's backups are being read.
    ReadingBackups,
    /// They could not be read.
    BackupsUnread(CallFailure),
    /// No backup of the instance has this name.
    NameUnused {
        /// Of so many.
        of: usize,
    },
    /// A backup with exactly this name exists.
    NameTaken(BackupId),
    /// A backup has this name but for the case of its letters.
    NameDiffersByCase(String),
    /// A backup of the instance is being made.
    Building(String),
    /// It takes the place of this operation, whose backup was not found.
    Replaces(OperationId),
    /// An earlier operation on this instance has an unknown outcome, or has made a backup since Review opened.
    Unresolved(Rival),
    /// The reviewed request is being written to the journal.
    JournalWriting,
    /// It is there and synced: the journal works.
    JournalWorks,
    /// It could not be written: nothing may be sent.
    JournalFailed(StateTrouble),
    /// The operator does without a journal.
    NoJournal,
    /// The instance's name fits this pattern, by which the configuration marks production.
    Production(String),
    /// This run only reads.
    ReadOnly,
}

/// A check and its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Weight.
    pub level: Level,
    /// Finding.
    pub fact: Fact,
}

/// The backups of the instance, read when Review opens.
#[derive(Debug, Clone, PartialEq)]
pub enum BackupsRead {
    /// Under way.
    Reading,
    /// Read.
    Read {
        /// When.
        at: UtcTime,
        /// All of them, both kinds.
        rows: Vec<BackupRow>,
    },
    /// Could not be read.
    Failed {
        /// When.
        at: UtcTime,
        /// Why.
        why: CallFailure,
    },
}

/// The instance, read again when Review opens: the list may be hours old.
#[derive(Debug, Clone, PartialEq)]
pub enum InstanceRead {
    /// Typed by hand, so not asked for.
    NotAsked,
    /// Under way.
    Reading,
    /// Read: the target and the warnings are as of now.
    Read,
    /// No longer listed.
    Gone,
    /// Could not be read.
    Failed(CallFailure),
}

/// Whether the reviewed request is in the journal: only then can it be confirmed.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// Under way.
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

/// More names than this ask for the typed confirmation (fact sheet 1.1 row 14: the service states no limit).
pub const MANY_NAMES: usize = 1_000;

/// The state of the Review screen.
#[derive(Debug, Clone)]
pub struct Review {
    /// The request.
    pub request: BackupRequest,
    /// Its bytes and digest.
    pub reviewed: ReviewedRequest,
    /// The instance.
    pub target: Target,
    /// What is chosen; `None` for the whole instance.
    pub tables: Option<Counts>,
    /// Chosen names that the service did not list.
    pub typed_names: usize,
    /// Warnings of the rules.
    pub warnings: Vec<Rule>,
    /// Operations on this instance whose outcome is unknown, and those that have turned up since Review opened.
    pub rivals: Vec<Rival>,
    /// The production pattern that the instance's name fits.
    pub production: Option<String>,
    /// The operation whose backup was not found and that this request is to replace.
    pub after: Option<OperationId>,
    /// Whether it is in the journal.
    pub kept: Kept,
    /// Confirmed: the intent is being written, and nothing else can be done meanwhile.
    pub intending: Option<(UtcTime, Box<Intent>)>,
    /// A backup of this name and instance that another operation of this run turned out to have made.
    pub taken: Option<BackupId>,
    /// The instance itself.
    pub instance: InstanceRead,
    /// The instance's backups.
    pub backups: BackupsRead,
    /// How long it may take, by what was read last; kept, for a scope of a million names is not compared at every frame.
    pub estimate: Option<Estimate>,
    /// The question that reads them.
    pub ask: Ask,
    /// Focus.
    pub focus: ReviewFocus,
    /// What has been typed to confirm.
    pub phrase: Input,
    /// First row on screen of the text of Review.
    pub scroll: usize,
    /// The guard of the send key.
    pub guard: SendGuard,
}

impl Review {
    /// The checks, heaviest first within their order.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        let mut add = |level, fact| checks.push(Check { level, fact });
        for rule in &self.warnings {
            add(Level::Warn, Fact::Rule(rule.clone()));
        }
        match (&self.instance, &self.target) {
            (InstanceRead::Read, Target::Listed(instance)) if instance.is_idle() => add(Level::Ok, Fact::InstanceIdle),
            // What is wrong with it stands among the warnings of the rules.
            (InstanceRead::Read | InstanceRead::NotAsked, _) => {}
            (InstanceRead::Reading, _) => add(Level::Wait, Fact::ReadingInstance),
            (InstanceRead::Gone, _) => add(Level::Warn, Fact::InstanceGone),
            (InstanceRead::Failed(why), _) => add(Level::Warn, Fact::InstanceUnread(why.clone())),
        }
        if let Some(id) = &self.taken {
            add(Level::Error, Fact::NameTaken(id.clone()));
        }
        if let Some(pattern) = &self.production {
            add(Level::Warn, Fact::Production(pattern.clone()));
        }
        if let Some(earlier) = self.after {
            add(Level::Warn, Fact::Replaces(earlier));
        }
        for rival in self.rivals.iter().filter(|rival| Some(rival.operation) != self.after) {
            add(Level::Warn, Fact::Unresolved(rival.clone()));
        }
        if let Some(counts) = self.tables.filter(|c| c.names() > MANY_NAMES) {
            add(Level::Warn, Fact::ManyNames(counts.names()));
        }
        if self.typed_names > 0 {
            add(Level::Warn, Fact::TypedNames(self.typed_names));
        }
        match &self.backups {
            BackupsRead::Reading => add(Level::Wait, Fact::ReadingBackups),
            BackupsRead::Failed { why, .. } => add(Level::Warn, Fact::BackupsUnread(why.clone())),
            BackupsRead::Read { rows, .. } => self.check_rows(rows, &mut add),
        }
        match &self.kept {
            Kept::Writing => add(Level::Wait, Fact::JournalWriting),
            Kept::Yes(_) => add(Level::Ok, Fact::JournalWorks),
            Kept::Without(_) => add(Level::Warn, Fact::NoJournal),
            Kept::Failed(why) => add(Level::Error, Fact::JournalFailed(why.clone())),
            Kept::ReadOnly => add(Level::Error, Fact::ReadOnly),
        }
        checks
    }

    fn check_rows(&self, rows: &[BackupRow], add: &mut impl FnMut(Level, Fact)) {
        let name = self.request.name();
        if let Some(row) = rows.iter().find(|r| r.name == name) {
            add(Level::Error, Fact::NameTaken(row.id.clone()));
        } else if let Some(row) = rows.iter().find(|r| r.name.eq_ignore_ascii_case(name)) {
            add(Level::Warn, Fact::NameDiffersByCase(row.name.clone()));
        } else {
            add(Level::Ok, Fact::NameUnused { of: rows.len() });
        }
        if let Some(row) = rows.iter().find(|r| r.state == BackupState::Building) {
            add(Level::Warn, Fact::Building(row.name.clone()));
        }
    }

    /// How long it may take, by the instance and the backups as far as they are read.
    pub fn reckon(&self) -> Option<Estimate> {
        let rows = match &self.backups {
            BackupsRead::Read { rows, .. } => rows.as_slice(),
            BackupsRead::Reading | BackupsRead::Failed { .. } => &[],
        };
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
        matches!(self.level(), Level::Ok | Level::Warn)
    }

    /// Whether the confirmation has a field: where one is needed, and where typing into one has begun (the
    /// letters of a name must not turn into commands because a warning went away meanwhile).
    pub fn shows_phrase(&self) -> bool {
        !self.is_read_only() && (self.needs_phrase() || !self.phrase.value().is_empty())
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
            if Some(rival.operation) != own && self.rivals.iter().all(|known| known.operation != rival.operation) {
                self.rivals.push(rival);
            }
        }
        self.rivals.len() > before
    }

    /// A press on the button now would be about sending.
    pub fn is_armed(&self) -> bool {
        self.intending.is_none() && self.focus == ReviewFocus::Send && self.may_send() && self.is_confirmed()
    }
}
