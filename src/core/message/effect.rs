//! What is to be done: all that the core can ask of the shell.

use super::{Ask, JobQuestion, Setting, Timer};
use crate::core::{
    drafting::DraftKey,
    form::Filled,
    ids::{BackupId, InstanceId, OperationId},
    latest::PageWanted,
    operation::{Entry, Site},
    preflight::Question,
    request::ReviewedRequest,
    saved_draft::SavedDraft,
    time::UtcTime,
};

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Configure(Setting),
    /// Wipe what was typed into masked fields.
    ForgetSecret,
    /// Sign in with what is configured, and find out what the service says of it; with the
    /// passcode, if one was typed.
    SignIn {
        ask: Ask,
    },
    /// Give up signing in: nothing that comes of it counts.
    StopSigningIn,
    /// Renew the access in use, if its source can do that without the operator.
    RenewAccess,
    /// Save what is set as a profile of the configuration file.
    SaveProfile(Filled),
    /// Read all instances, page by page.
    ListInstances {
        ask: Ask,
    },
    /// Read the instances of exactly this ID or name.
    FindInstance {
        ask: Ask,
        named: String,
    },
    /// Read a page of backups for the list of instances; one at a time.
    ReadBackupPage(PageWanted),
    /// End the reading of such a page.
    StopBackupPages,
    /// Read all databases, page by page.
    ListDatabases {
        ask: Ask,
        instance: InstanceId,
    },
    /// Read all tables of a database, page by page.
    ListTables {
        /// The question that listed the databases.
        ask: Ask,
        instance: InstanceId,
        database: String,
    },
    /// End the reading of tables.
    StopTables {
        /// The question that they were read for.
        ask: Ask,
    },
    /// Read the backups of an instance, both kinds.
    ListBackups {
        ask: Ask,
        instance: InstanceId,
    },
    /// The same, to find the last table-level one.
    ListLast {
        ask: Ask,
        instance: InstanceId,
    },
    ReadInstance {
        ask: Ask,
        instance: InstanceId,
    },
    /// What else Review reads before it sends.
    Preflight(Question),
    /// Send the reviewed request, once.
    Create {
        operation: OperationId,
        request: ReviewedRequest,
    },
    /// Read job and backup once.
    Poll {
        operation: OperationId,
        /// The job, by its ID or by what is known of it.
        job: Option<JobQuestion>,
        /// The backup, if its ID is known.
        backup: Option<BackupId>,
    },
    /// Read the manual backups and the backup jobs of an instance.
    Look {
        operation: OperationId,
        instance: InstanceId,
        /// Jobs begun at this time or later.
        since: UtcTime,
    },
    /// Read the journal: what is open, and the newest that is closed.
    ReadJournal,
    /// Write a reviewed request to the journal; it proves that the journal works.
    KeepReview {
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
    /// Append lines and sync them.
    Write {
        operation: OperationId,
        entries: Vec<Entry>,
        /// Nothing can follow: the file goes to the closed ones.
        close: bool,
    },
    SaveDraft {
        key: DraftKey,
        draft: Box<SavedDraft>,
        /// The draft that it was opened from: removed once this one is on disk.
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
        /// A file that is there already is replaced.
        replace: bool,
    },
    /// Read a file with a list of databases and tables.
    ReadText {
        ask: Ask,
        path: String,
    },
    /// Write the scope as text to a file that others can read.
    SaveText {
        ask: Ask,
        path: String,
        text: String,
        /// A file that is there already is replaced.
        replace: bool,
    },
    /// Send [`super::Msg::Timer`] after a while; replaces an earlier wait for the same thing.
    Wait {
        seconds: u64,
        timer: Timer,
    },
    /// Send [`super::Msg::Turn`] after a while; there is one such wait at a time.
    Turn {
        seconds: u64,
    },
    /// Send [`Timer::Rest`] after [`super::REST_MS`].
    Rest,
    /// Hand text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// The same with the line about an operation that goes into a change ticket.
    CopyTicket(OperationId),
    /// Send [`super::Msg::GoOn`] as soon as nothing else waits, above all no key.
    GoOn,
    Repaint,
    /// Give the terminal back and stop, until the shell continues the program.
    Suspend,
    Quit,
}
