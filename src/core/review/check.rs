//! What a check on Review found, how much that weighs, and when that was read.

use serde::Serialize;

use super::preflight::{compare::Topic, window::WindowFact};
use crate::core::{
    base::{BackupId, CallFailure, Level, OperationId, StateTrouble, UtcTime},
    draft::Rule,
    operation::{checked::Checked, journal_file::Rival},
};

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The instance is normal and idle, as just read.
    InstanceIdle,
    ReadingInstance,
    InstanceUnread(CallFailure),
    /// The service lists the instance no more.
    InstanceGone,
    /// The instance is read again and again until no action runs on it.
    WaitingForInstance {
        since: UtcTime,
    },
    Window(WindowFact),
    /// What the rules say against the request.
    Rule(Rule),
    /// The body is larger than the gateway takes.
    BodyTooLarge {
        bytes: usize,
    },
    /// More names in the scope than the form warns at.
    ManyNames(usize),
    /// Chosen names that the service did not list.
    TypedNames(usize),
    /// The service's lists are being read for the chosen names.
    ReadingNames {
        /// How many of how many databases have been looked into; `None` while
        /// the databases themselves are read.
        progress: Option<(usize, usize)>,
    },
    /// Lists of names could not be read.
    NamesUnread {
        /// The tables of this database, or the databases if `None`: the first of them.
        database: Option<String>,
        /// How many more lists could not be read.
        more: usize,
        why: CallFailure,
    },
    /// Chosen names that the service lists no more, or never has.
    NamesNotListed {
        first: String,
        count: usize,
    },
    /// The service lists every chosen name.
    NamesListed,
    /// A table-level backup of this instance has been made before, so such backups are allowed.
    TableLevelSeen,
    /// Whether table-level backups are allowed cannot be known before one is tried.
    TableLevelUntold,
    ReadingBackups,
    BackupsUnread(CallFailure),
    /// No backup of the instance has this name.
    NameUnused {
        of: usize,
    },
    /// A backup with exactly this name exists.
    NameTaken(BackupId),
    /// A backup has this name but for the case of its letters.
    NameDiffersByCase(String),
    /// A backup of the instance is being made.
    Building(String),
    ReadingQuota,
    QuotaUnread(CallFailure),
    /// The service does not tell the quotas to this user.
    QuotaNotAllowed(CallFailure),
    /// The service tells no quota of backups.
    QuotaNotTold,
    /// How many backups the project may have (0: no limit), and has.
    Quota {
        limit: u64,
        used: u64,
    },
    /// The request takes the place of this operation, whose backup was not found.
    Replaces(OperationId),
    /// An earlier operation on this instance has an unknown outcome, or has made
    /// a backup since Review opened.
    Unresolved(Rival),
    /// The reviewed request is being written to the journal.
    JournalWriting,
    /// The reviewed request is written and synced: the journal works.
    JournalWorks,
    /// The reviewed request could not be written: nothing may be sent.
    #[serde(skip)]
    JournalFailed(StateTrouble),
    /// The operator does without a journal.
    NoJournal,
    /// The instance's name fits this pattern, by which the configuration marks production.
    Production(String),
    ReadOnly,
}

/// A check and its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub level: Level,
    pub fact: Fact,
    /// What was read for the check; `None` where nothing is read for it.
    pub topic: Option<Topic>,
    pub at: Option<UtcTime>,
}

impl Check {
    /// Returns the check as the journal keeps it.
    pub fn kept(&self) -> Option<Checked> {
        Checked::of(self.level, self.at, &self.fact)
    }
}
