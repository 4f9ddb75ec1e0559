//! The whole vocabulary between core and shell on one page: what can happen, and what is to be done.
//!
//! Plain data, without closures, channels or secrets: a typed token stays in the shell, and the core
//! hears only how long it is.

use super::{
    attempt::AttemptId,
    backup::{BackupRow, Job},
    call::{CallFailure, CreateEnd, Page},
    geometry::Size,
    ids::{BackupId, InstanceId, JobId},
    instance::Instance,
    key::Press,
    place::{Place, SetupProblem},
    request::ReviewedRequest,
    time::{Millis, UtcTime},
};

/// The number of a question. An answer to an older question than the current one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
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
    /// The masked prompt now holds so many characters.
    SecretEdited {
        /// Characters.
        length: usize,
    },
    /// The configuration as it stands now.
    Configured(Place),
    /// A setting was not taken.
    ConfigureRefused(SetupProblem),
    /// A page of the instance list.
    Instances {
        /// The question.
        ask: Ask,
        /// When it was read.
        at: UtcTime,
        /// The page.
        page: Result<Page<Instance>, CallFailure>,
    },
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
        /// Which attempt.
        attempt: AttemptId,
        /// When.
        at: UtcTime,
        /// How.
        end: CreateEnd,
    },
    /// Job and backup were read once.
    Polled {
        /// Which attempt.
        attempt: AttemptId,
        /// When.
        at: UtcTime,
        /// What both said.
        poll: Poll,
    },
    /// The backups of an attempt's instance, read to find the one whose IDs are missing.
    Looked {
        /// Which attempt.
        attempt: AttemptId,
        /// When.
        at: UtcTime,
        /// Manual backups of the instance, both kinds.
        rows: Result<Vec<BackupRow>, CallFailure>,
        /// Seconds that the service's clock is ahead of this machine's, as last measured.
        skew: i64,
    },
    /// A wait is over.
    Timer(Timer),
}

/// What the two witnesses of a backup said in one reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// The job; `Ok(None)` if the service does not know it, `None` if its ID is not known here.
    pub job: Option<Result<Option<Job>, CallFailure>>,
    /// The backup row; likewise.
    pub row: Option<Result<Option<BackupRow>, CallFailure>>,
}

/// What a wait was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Read job and backup of this attempt again.
    Poll(AttemptId),
    /// Look for this attempt's backup again.
    Look(AttemptId),
}

/// A setting from the set-up screen; the shell checks it and answers with [`Msg::Configured`] or [`Msg::ConfigureRefused`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A region of the built-in list.
    Region(String),
    /// An endpoint URL.
    Endpoint(String),
    /// A project ID.
    Project(String),
    /// The token that was typed into the masked prompt (held by the shell).
    TypedToken,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Take a setting.
    Configure(Setting),
    /// Wipe what was typed into the masked prompt.
    ForgetSecret,
    /// Read all instances, page by page.
    ListInstances {
        /// The question.
        ask: Ask,
    },
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
        /// Which attempt.
        attempt: AttemptId,
        /// What and where.
        request: ReviewedRequest,
    },
    /// Read job and backup once.
    Poll {
        /// Which attempt.
        attempt: AttemptId,
        /// The job, if its ID is known.
        job: Option<JobId>,
        /// The backup, if its ID is known.
        backup: Option<BackupId>,
    },
    /// Read the manual backups of an instance.
    Look {
        /// Which attempt.
        attempt: AttemptId,
        /// Of this instance.
        instance: InstanceId,
    },
    /// Send [`Msg::Timer`] after a while; replaces an earlier wait for the same thing.
    Wait {
        /// Seconds.
        seconds: u64,
        /// What for.
        timer: Timer,
    },
    /// Hand text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// Repaint everything.
    Repaint,
    /// End the program.
    Quit,
}
