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
    /// Take a setting.
    Configure(Setting),
    /// Wipe what was typed into masked fields.
    ForgetSecret,
    /// Sign in with what is configured, and find out what the service says of it; with the
    /// passcode, if one was typed.
    SignIn {
        /// The question.
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
        /// The question.
        ask: Ask,
    },
    /// Read the instances of exactly this ID or name.
    FindInstance {
        /// The question.
        ask: Ask,
        /// ID or name.
        named: String,
    },
    /// Read a page of backups for the list of instances; one at a time.
    ReadBackupPage(PageWanted),
    /// End the reading of such a page.
    StopBackupPages,
    /// Read all databases, page by page.
    ListDatabases {
        /// The question.
        ask: Ask,
        /// Of this instance.
        instance: InstanceId,
    },
    /// Read all tables of a database, page by page.
    ListTables {
        /// The question that listed the databases.
        ask: Ask,
        /// Of this instance.
        instance: InstanceId,
        /// Of this database.
        database: String,
    },
    /// End the reading of tables.
    StopTables {
        /// The question that they were read for.
        ask: Ask,
    },
    /// Read the backups of an instance, both kinds.
    ListBackups {
        /// The question.
        ask: Ask,
        /// Of this instance.
        instance: InstanceId,
    },
    /// The same, to find the last table-level one.
    ListLast {
        /// The question.
        ask: Ask,
        /// Of this instance.
        instance: InstanceId,
    },
    /// Read one instance again.
    ReadInstance {
        /// The question.
        ask: Ask,
        /// Which.
        instance: InstanceId,
    },
    /// What else Review reads before it sends.
    Preflight(Question),
    /// Send the reviewed request, once.
    Create {
        /// Which operation.
        operation: OperationId,
        /// What and where.
        request: ReviewedRequest,
    },
    /// Read job and backup once.
    Poll {
        /// Which operation.
        operation: OperationId,
        /// The job, by its ID or by what is known of it.
        job: Option<JobQuestion>,
        /// The backup, if its ID is known.
        backup: Option<BackupId>,
    },
    /// Read the manual backups and the backup jobs of an instance.
    Look {
        /// Which operation.
        operation: OperationId,
        /// Of this instance.
        instance: InstanceId,
        /// Jobs begun at this time or later.
        since: UtcTime,
    },
    /// Read the journal: what is open, and the newest that is closed.
    ReadJournal,
    /// Write a reviewed request to the journal; it proves that the journal works.
    KeepReview {
        /// The question.
        ask: Ask,
        /// The file to go on with; `None` begins one.
        operation: Option<OperationId>,
        /// The line.
        entry: Box<Entry>,
        /// Unresolved operations of this site and instance are reported with the answer.
        site: Site,
        /// Of this instance.
        instance: InstanceId,
    },
    /// Write the intent and sync it; then look for operations on the same instance that are not in
    /// `known`.
    Intend {
        /// Which operation.
        operation: OperationId,
        /// The line.
        entry: Box<Entry>,
        /// Of this site.
        site: Site,
        /// Of this instance.
        instance: InstanceId,
        /// Unresolved operations that the operator has been told of.
        known: Vec<OperationId>,
    },
    /// Append lines and sync them.
    Write {
        /// Which operation.
        operation: OperationId,
        /// The lines.
        entries: Vec<Entry>,
        /// Nothing can follow: the file goes to the closed ones.
        close: bool,
    },
    /// Save a draft.
    SaveDraft {
        /// Which.
        key: DraftKey,
        /// What is in it.
        draft: Box<SavedDraft>,
        /// The draft that it was opened from: removed once this one is on disk.
        replaces: Option<DraftKey>,
    },
    /// Remove a draft's file.
    DropDraft {
        /// Which.
        key: DraftKey,
    },
    /// Write a draft to a file that others can read.
    SaveFile {
        /// The question.
        ask: Ask,
        /// Where.
        path: String,
        /// What is in it.
        draft: Box<SavedDraft>,
        /// A file that is there already is replaced.
        replace: bool,
    },
    /// Read a file with a list of databases and tables.
    ReadText {
        /// The question.
        ask: Ask,
        /// Which.
        path: String,
    },
    /// Write the scope as text to a file that others can read.
    SaveText {
        /// The question.
        ask: Ask,
        /// Where.
        path: String,
        /// The text.
        text: String,
        /// A file that is there already is replaced.
        replace: bool,
    },
    /// Send [`super::Msg::Timer`] after a while; replaces an earlier wait for the same thing.
    Wait {
        /// Seconds.
        seconds: u64,
        /// What for.
        timer: Timer,
    },
    /// Send [`super::Msg::Turn`] after a while; there is one such wait at a time.
    Turn {
        /// Seconds.
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
    /// Repaint everything.
    Repaint,
    /// Give the terminal back and stop, until the shell continues the program.
    Suspend,
    /// End the program.
    Quit,
}
