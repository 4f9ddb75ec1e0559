//! The whole vocabulary between core and shell on one page: what can happen, and what is to be done.
//!
//! Plain data, without closures, channels or secrets: of a typed token the core hears only how long it is.

mod answers;
mod setting;
mod timer;

pub use answers::{IntentTrouble, JobAnswer, JobQuestion, Looked, Poll, Written};
pub use setting::Setting;
pub use timer::{REST_MS, Timer};

use super::{
    backup::BackupRow,
    call::{CallFailure, CreateEnd, Page},
    drafting::DraftKey,
    form::Filled,
    geometry::Size,
    ids::{BackupId, InstanceId, OperationId},
    instance::Instance,
    journal::{Found, Rival},
    key::Press,
    latest::{BackupPage, PageWanted},
    operation::{Entry, Site},
    place::{Place, SetupProblem},
    request::ReviewedRequest,
    saved_draft::SavedDraft,
    signing_in::{EntryFailure, SignedIn},
    state_trouble::StateTrouble,
    time::{Millis, UtcTime},
};

/// The number of a question. An answer to an older question than the current one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ask(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key.
    Key(Press),
    /// Something was typed that is no key here; only that it was counts.
    Stray {
        /// When it was read.
        at: Millis,
    },
    /// A paste, bracketed or recognised as a burst.
    Paste {
        /// The text as it came.
        text: String,
        /// The terminal marks where pastes begin and end; without marks more of it may follow.
        marked: bool,
        /// When it was read.
        at: Millis,
    },
    /// The terminal has a new size.
    Resized(Size),
    /// A frame with the current model is on the terminal.
    Drawn {
        /// Since when.
        at: Millis,
        /// How far what scrolls in it can be scrolled, in rows.
        last_scroll: usize,
    },
    /// The time; sent at each full minute and with the start.
    Clock {
        /// UTC.
        utc: UtcTime,
        /// The same moment on the monotonic clock.
        at: Millis,
    },
    /// The program was stopped and goes on; the time and the size follow in messages of their own.
    Resumed,
    /// The masked prompt now holds so many characters.
    SecretEdited {
        /// Characters.
        length: usize,
    },
    /// The configuration as it stands now.
    Configured(Place),
    /// A setting was not taken.
    ConfigureRefused(SetupProblem),
    /// Signed in, or why not.
    SignedIn {
        /// The question.
        ask: Ask,
        /// What came of it.
        result: Result<Box<SignedIn>, EntryFailure>,
    },
    /// The token or key in use was renewed, or refused.
    AccessChanged {
        /// When it ends now, if that is known.
        expires: Option<UtcTime>,
        /// The service refused it.
        refused: bool,
    },
    /// The profile is in the configuration file (its path), or why not, in words without an end mark.
    ProfileSaved(Result<String, String>),
    /// A page of the instance list.
    Instances {
        /// The question.
        ask: Ask,
        /// When it was read.
        at: UtcTime,
        /// The page.
        page: Result<Page<Instance>, CallFailure>,
    },
    /// The instances of the ID or name that was asked for.
    InstanceFound {
        /// The question.
        ask: Ask,
        /// Those that there are.
        found: Result<Vec<Instance>, CallFailure>,
    },
    /// A page of backups for the list of instances.
    BackupPage(PageWanted, Result<BackupPage, CallFailure>),
    /// A page of the database list.
    Databases {
        /// The question.
        ask: Ask,
        /// The page.
        page: Result<Page<String>, CallFailure>,
    },
    /// A page of the table list of one database.
    Tables {
        /// The question that listed the databases.
        ask: Ask,
        /// The database.
        database: String,
        /// The page.
        page: Result<Page<String>, CallFailure>,
    },
    /// The backups of the instance under review, both kinds.
    Backups {
        /// The question.
        ask: Ask,
        /// When they were read.
        at: UtcTime,
        /// The rows.
        rows: Result<Vec<BackupRow>, CallFailure>,
    },
    /// The instance under review was read again.
    InstanceRead {
        /// The question, the same as that for its backups.
        ask: Ask,
        /// The instance; `None` if the service lists it no more.
        instance: Result<Option<Instance>, CallFailure>,
    },
    /// The create call ended.
    CreateEnded {
        /// Which operation.
        operation: OperationId,
        /// When.
        at: UtcTime,
        /// How.
        end: CreateEnd,
    },
    /// Job and backup were read once.
    Polled {
        /// Which operation.
        operation: OperationId,
        /// When.
        at: UtcTime,
        /// What both said.
        poll: Poll,
    },
    /// The backups and jobs of an operation's instance, read to find the one whose IDs are missing.
    Looked {
        /// Which operation.
        operation: OperationId,
        /// When.
        at: UtcTime,
        /// What was there.
        looked: Looked,
    },
    /// The journal was read.
    JournalRead {
        /// When.
        at: UtcTime,
        /// What it holds, or why it could not be read.
        found: Result<Found, StateTrouble>,
    },
    /// The reviewed request is on disk, or why not.
    Reviewed {
        /// The question.
        ask: Ask,
        /// The operation that it may become.
        kept: Result<OperationId, StateTrouble>,
        /// Unresolved operations on the same instance.
        rivals: Vec<Rival>,
    },
    /// The intent is on disk and nothing stands against it, or what does.
    Intended {
        /// Which operation.
        operation: OperationId,
        /// When.
        at: UtcTime,
        /// Only `Ok` lets the request go out.
        result: Result<(), IntentTrouble>,
    },
    /// Lines are in the journal, or (given back) why not.
    Written {
        /// Which operation.
        operation: OperationId,
        /// What came of it.
        result: Result<Written, (Vec<Entry>, StateTrouble)>,
    },
    /// A draft is on disk, or why not.
    DraftSaved {
        /// Of this form.
        form: Ask,
        /// When.
        at: UtcTime,
        /// The number of its file.
        result: Result<OperationId, StateTrouble>,
    },
    /// A draft's file could not be removed.
    DraftStays(StateTrouble),
    /// The command line names a draft: what is in it, and its path.
    DraftGiven(Box<SavedDraft>, String),
    /// The draft is in a file for another operator, or why not.
    FileSaved {
        /// The question.
        ask: Ask,
        /// What came of it.
        result: Result<(), StateTrouble>,
    },
    /// A file with a list was read, or why not.
    TextRead {
        /// The question.
        ask: Ask,
        /// What is in it.
        result: Result<String, StateTrouble>,
    },
    /// The scope is in a file as text, or why not.
    TextSaved {
        /// The question.
        ask: Ask,
        /// What came of it.
        result: Result<(), StateTrouble>,
    },
    /// The program is asked to end by a signal or by the end of its terminal: the last effects.
    Leaving {
        /// When.
        at: UtcTime,
    },
    /// There was time for more of the work that [`Effect::GoOn`] told of.
    GoOn,
    /// A wait is over.
    Timer(Timer),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Take a setting.
    Configure(Setting),
    /// Wipe what was typed into masked fields.
    ForgetSecret,
    /// Sign in with what is configured, and find out what the service says of it; with the passcode, if one was typed.
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
        /// Of this database; `None`: of all.
        database: Option<String>,
    },
    /// Read the backups of an instance, both kinds.
    ListBackups {
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
    /// Write the intent and sync it; then look for operations on the same instance that are not in `known`.
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
    /// Send [`Msg::Timer`] after a while; replaces an earlier wait for the same thing.
    Wait {
        /// Seconds.
        seconds: u64,
        /// What for.
        timer: Timer,
    },
    /// Send [`Timer::Rest`] after [`REST_MS`].
    Rest,
    /// Hand text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// The same with the line about an operation that goes into a change ticket.
    CopyTicket(OperationId),
    /// Send [`Msg::GoOn`] as soon as nothing else waits, above all no key.
    GoOn,
    /// Repaint everything.
    Repaint,
    /// Give the terminal back and stop, until the shell continues the program.
    Suspend,
    /// End the program.
    Quit,
}
