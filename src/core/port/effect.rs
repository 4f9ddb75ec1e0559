//! Effects: all that the core can ask of the shell, grouped by the part of the shell that does it.

use super::{query::Query, setting::Setting, ticket::TicketForm, timer::Timer};
use crate::core::{
    base::{Ask, BackupId, InstanceId, OperationId, UtcTime},
    draft::{DraftKey, ReviewedRequest, SavedDraft},
    operation::{Entry, Operation, readings::JobQuestion, record::Record},
    session::{Filled, Site},
};

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the service a question; the answer is a `Msg::Reply` with the same number.
    Ask {
        ask: Ask,
        query: Query,
    },
    /// End readings that nobody waits for any more.
    Cancel(Cancel),
    /// Read job and backup of an operation once.
    Poll {
        operation: OperationId,
        /// The job, by its ID or by the instance and begin.
        job: Option<JobQuestion>,
        /// The backup, if its ID is known.
        backup: Option<BackupId>,
    },
    /// Read the backups and the backup jobs of an operation's instance.
    Look {
        operation: OperationId,
        instance: InstanceId,
        /// Jobs begun at this time or later.
        since: UtcTime,
    },
    Sending(Sending),
    Access(Access),
    Disk(Disk),
    Terminal(Terminal),
    /// Send `Msg::Timer` after a while; replaces an earlier wait for the same thing.
    Wait {
        seconds: u64,
        timer: Timer,
    },
    /// Send [`super::message::Msg::Turn`] after a while; there is one such wait at a time.
    Turn {
        seconds: u64,
    },
    /// Send [`Timer::Rest`] after [`super::timer::REST_MS`].
    Rest,
    /// Send [`super::message::Msg::GoOn`] as soon as nothing else waits, above all no key.
    GoOn,
}

impl From<Disk> for Effect {
    fn from(disk: Disk) -> Self {
        Self::Disk(disk)
    }
}

impl From<Terminal> for Effect {
    fn from(terminal: Terminal) -> Self {
        Self::Terminal(terminal)
    }
}

/// Readings that can be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancel {
    /// The page of backups for the list of instances.
    BackupPages,
    /// All tables that are read for this question.
    Tables { ask: Ask },
    /// All lists of names that Review reads.
    Names,
}

/// The steps of a confirmed request: to the journal, and from there to the service.
#[derive(Debug, Clone, PartialEq)]
pub enum Sending {
    /// Write a reviewed request to the journal; the write proves that the journal works.
    Keep {
        ask: Ask,
        /// The file to go on with; `None` begins one.
        operation: Option<OperationId>,
        entry: Box<Entry>,
        /// Unresolved operations of this site and instance are reported with the answer.
        site: Site,
        instance: InstanceId,
    },
    /// Write the intent and sync it; then look for operations on the same instance
    /// that are not in `known`.
    Intend {
        operation: OperationId,
        entry: Box<Entry>,
        site: Site,
        instance: InstanceId,
        /// Unresolved operations that the operator has been told of.
        known: Vec<OperationId>,
    },
    /// Send the reviewed request, once.
    Create { operation: OperationId, request: ReviewedRequest },
}

/// Configuration and credentials.
#[derive(Debug, Clone, PartialEq)]
pub enum Access {
    Configure(Setting),
    /// Wipe what was typed into masked fields.
    ForgetSecret,
    /// Sign in with the configured source, and with the passcode, if one was typed; ask
    /// IAM who the caller is.
    SignIn {
        ask: Ask,
    },
    /// Give up signing in: a later end of that sign-in does not count.
    Stop,
    /// Renew the access in use, if its source can do that without the operator.
    Renew,
}

/// Files: the journal, drafts, lists, the configuration.
#[derive(Debug, Clone, PartialEq)]
pub enum Disk {
    /// Read the journal: the open operations, and the newest closed ones.
    ReadJournal,
    /// Read a page of the journal, the newest files first, behind the `from` files before.
    ReadHistory {
        ask: Ask,
        from: usize,
    },
    /// Read the file of one operation, and remember nothing of the file.
    ReadOperation {
        ask: Ask,
        operation: OperationId,
    },
    /// Append lines to an operation's file and sync them.
    Write {
        operation: OperationId,
        entries: Vec<Entry>,
        /// Whether no line can follow: then the file goes to the closed ones.
        close: bool,
    },
    SaveDraft {
        key: DraftKey,
        draft: Box<SavedDraft>,
        /// The draft that this one was opened from: removed once this one is on disk.
        replaces: Option<DraftKey>,
    },
    DropDraft {
        key: DraftKey,
    },
    /// Write a draft to a file that others can read.
    SaveFile {
        ask: Ask,
        path: String,
        draft: Box<SavedDraft>,
        /// Whether a file of this path is overwritten.
        replace: bool,
    },
    /// Read a file with a list of databases and tables.
    ReadText {
        ask: Ask,
        path: String,
    },
    /// List the names in a folder, those of folders with a slash.
    ListFolder {
        ask: Ask,
        /// With its slash; empty for the current folder.
        folder: String,
    },
    /// Write the scope as text to a file that others can read.
    SaveText {
        ask: Ask,
        path: String,
        text: String,
        /// Whether a file of this path is overwritten.
        replace: bool,
    },
    /// Make the record of an operation of its file, or of what this run knows of it.
    ReadRecord {
        ask: Ask,
        operation: OperationId,
        known: Option<Box<Operation>>,
    },
    /// Write a record in this form to a file that only its owner can read.
    SaveRecord {
        ask: Ask,
        path: String,
        record: Box<Record>,
        form: TicketForm,
        /// Whether a file of this path is overwritten.
        replace: bool,
    },
    /// Save the settings as a profile of the configuration file.
    SaveProfile(Filled),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Terminal {
    /// Hand text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// Hand a record in this form to the clipboard.
    CopyRecord(Box<Record>, TicketForm),
    /// Draw every cell again.
    Repaint,
    Bell,
    /// Give the terminal back and stop, until the shell continues the program.
    Suspend,
    /// End the program.
    Quit,
}
