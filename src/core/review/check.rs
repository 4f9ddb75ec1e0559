//! What a check on Review found, how much that weighs, and when it was read.

use super::preflight::{Topic, WindowFact};
use crate::core::{
    base::{
        call::CallFailure,
        disk_error::StateTrouble,
        ids::{BackupId, OperationId},
        time::UtcTime,
    },
    draft::rules::rule::Rule,
    operation::journal_file::Rival,
};

/// How much a check weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Ok,
    /// Cannot be known, and asks for nothing.
    Note,
    /// Sending needs the typed confirmation.
    Warn,
    /// Not known yet; sending waits for it, whatever else is known: it may turn out to forbid.
    Wait,
    Error,
}

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
    /// The instance is waited for: it is read again and again until it is idle.
    WaitingForInstance {
        since: UtcTime,
    },
    /// The automated backup window of the instance.
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
        /// So many of so many databases have been looked into; `None` while
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
    /// A table-level backup of this instance has been made before: it is allowed here.
    TableLevelSeen,
    /// Whether table-level backups are allowed here cannot be known before one is tried.
    TableLevelUntold,
    /// The instance's backups are being read.
    ReadingBackups,
    /// They could not be read.
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
    /// The quotas are being read.
    ReadingQuota,
    /// They could not be read.
    QuotaUnread(CallFailure),
    /// The service does not tell them to this user.
    QuotaNotAllowed(CallFailure),
    /// The service tells no quota of backups.
    QuotaNotTold,
    /// The project may have so many backups (0: no limit), and has so many.
    Quota {
        limit: u64,
        used: u64,
    },
    /// It takes the place of this operation, whose backup was not found.
    Replaces(OperationId),
    /// An earlier operation on this instance has an unknown outcome, or has made
    /// a backup since Review opened.
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
    ReadOnly,
}

/// A check and its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub level: Level,
    pub fact: Fact,
    /// What was read for it, if it is about something that is read.
    pub topic: Option<Topic>,
    pub at: Option<UtcTime>,
}
