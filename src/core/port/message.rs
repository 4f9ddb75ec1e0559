//! The whole vocabulary between core and shell: messages here say what has happened, and
//! effects say what is to be done.
//!
//! Plain data, without closures, channels or secrets: of a typed token the core hears only the
//! length.

use super::{
    answers::{IntentTrouble, JournalPage, Written},
    query::Reply,
    timer::Timer,
};
use crate::core::{
    base::{Ask, CreateEnd, Millis, OperationId, Press, Size, StateTrouble, UtcTime},
    draft::SavedDraft,
    operation::{
        Entry,
        journal_file::{DiskContents, File, Rival},
        readings::{Looked, Poll},
        record::Record,
    },
    session::{EntryFailure, Session, SetupProblem, SignedIn},
};

#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Key(Press),
    /// The operator typed something that is no key of the program. It counts
    /// for the send guard only.
    Stray {
        at: Millis,
    },
    /// A paste or a piece of one.
    Paste {
        /// The text as received.
        text: String,
        /// Whether both of the terminal's marks came, so that the text is
        /// complete; otherwise more may follow.
        marked: bool,
        at: Millis,
    },
    /// The mark behind a paste has not come in time. The text so far was handed over before.
    PasteUnended,
    /// The locale is not UTF-8: what is beyond ASCII is drawn as escapes.
    NotUtf8,
    /// The terminal has a new size.
    Resized(Size),
    /// A frame with the current model is on the terminal.
    Drawn {
        at: Millis,
        /// How far the frame's page can be scrolled, in rows.
        last_scroll: usize,
    },
    /// The time; sent at each full minute and with the start.
    Clock {
        utc: UtcTime,
        /// The same moment on the monotonic clock.
        at: Millis,
    },
    /// The program was stopped and goes on; the time and the size follow in messages of their own.
    Resumed,
    /// An answer told the service's time. The service's clock is this number of seconds ahead of
    /// this machine's clock (negative: behind).
    ServiceClock {
        ahead: i64,
    },
    /// The masked prompt now holds this number of characters.
    SecretEdited {
        length: usize,
    },
    /// The shell has taken a setting: the session as configured now.
    Configured(Session),
    /// A setting was not taken.
    ConfigureRefused(SetupProblem),
    /// A sign-in has ended: signed in, or failed with the reason.
    SignedIn {
        ask: Ask,
        result: Result<Box<SignedIn>, EntryFailure>,
    },
    /// The token or key in use was renewed, or refused.
    AccessChanged {
        /// When the token or key expires now, if known.
        expires: Option<UtcTime>,
        refused: bool,
    },
    /// The profile is in the configuration file (its path), or why not, in
    /// words without an end mark.
    ProfileSaved(Result<String, String>),
    /// An answer of the service, or a page of one.
    Reply {
        ask: Ask,
        reply: Reply,
    },
    CreateEnded {
        operation: OperationId,
        at: UtcTime,
        end: CreateEnd,
    },
    /// Job and backup were read once.
    Polled {
        operation: OperationId,
        at: UtcTime,
        poll: Poll,
    },
    /// The backups and jobs of an operation's instance, read to find the one whose IDs are missing.
    Looked {
        operation: OperationId,
        at: UtcTime,
        looked: Looked,
    },
    JournalRead {
        at: UtcTime,
        /// The contents of the state folder, or why they could not be read.
        found: Result<DiskContents, StateTrouble>,
    },
    /// A page of the journal, or why it could not be read.
    HistoryRead {
        ask: Ask,
        page: Result<JournalPage, StateTrouble>,
    },
    /// The file of one operation; `None` if the operation has none.
    OperationRead {
        ask: Ask,
        file: Result<Option<File>, StateTrouble>,
    },
    /// The reviewed request is on disk, or why not.
    Reviewed {
        ask: Ask,
        /// The operation that the request may become.
        recorded: Result<OperationId, StateTrouble>,
        /// Unresolved operations on the same instance.
        rivals: Vec<Rival>,
    },
    /// The intent is on disk and no obstacle stands against sending, or what forbids to send.
    Intended {
        operation: OperationId,
        at: UtcTime,
        /// Only `Ok` lets the request go out.
        result: Result<(), IntentTrouble>,
    },
    /// Lines are in the journal, or could not be written and are given back.
    Written {
        operation: OperationId,
        result: Result<Written, (Vec<Entry>, StateTrouble)>,
    },
    /// A draft is on disk, or why not.
    DraftSaved {
        form: Ask,
        at: UtcTime,
        /// The number of the draft's file.
        result: Result<OperationId, StateTrouble>,
    },
    /// A draft's file could not be removed.
    DraftStays(StateTrouble),
    /// The command line names a draft: its content and its path.
    DraftGiven(Box<SavedDraft>, String),
    /// The draft is in a file for another operator, or why not.
    FileSaved {
        ask: Ask,
        result: Result<(), StateTrouble>,
    },
    /// A file with a list was read, or why not.
    TextRead {
        ask: Ask,
        result: Result<String, StateTrouble>,
    },
    /// The names in a folder, or why they could not be read.
    FolderRead {
        ask: Ask,
        result: Result<Vec<String>, StateTrouble>,
    },
    /// The scope is in a file as text, or could not be written.
    TextSaved {
        ask: Ask,
        result: Result<(), StateTrouble>,
    },
    /// The record for the ticket.
    RecordRead {
        ask: Ask,
        record: Box<Record>,
    },
    /// The program is asked to end by a signal or by the end of its terminal: the last effects.
    Leaving {
        at: UtcTime,
    },
    /// There was time for more of the work that [`GoOn`](super::effect::Effect::GoOn) told of.
    GoOn,
    /// The next operation may be read.
    Turn {
        at: UtcTime,
    },
    Timer(Timer),
}
