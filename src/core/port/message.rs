//! The whole vocabulary between core and shell: what can happen, here, and what is to be done, in
//! [`Effect`].
//!
//! Plain data, without closures, channels or secrets: of a typed token the core hears only how long
//! it is.

use super::{
    answers::{IntentTrouble, Written},
    query::Reply,
    timer::Timer,
};
use crate::core::{
    base::{
        ask::Ask,
        call::CreateEnd,
        disk_error::StateTrouble,
        ids::OperationId,
        key::Press,
        size::Size,
        time::{Millis, UtcTime},
    },
    draft::saved_draft::SavedDraft,
    operation::{
        Entry,
        journal_file::{DiskContents, Rival},
        readings::{Looked, Poll},
    },
    session::{
        current::{Session, SetupProblem},
        signing::{EntryFailure, SignedIn},
    },
};

#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Key(Press),
    /// Something was typed that is no key here; only that it was counts.
    Stray {
        at: Millis,
    },
    /// A paste or a piece of one.
    Paste {
        /// The text as it came.
        text: String,
        /// Both of the terminal's marks came, so that this is all of it; otherwise
        /// more of it may follow.
        marked: bool,
        at: Millis,
    },
    /// The mark behind a paste has not come in time. What came of the text was handed over before.
    PasteUnended,
    /// The locale is not UTF-8: what is beyond ASCII is drawn as escapes.
    NotUtf8,
    /// The terminal has a new size.
    Resized(Size),
    /// A frame with the current model is on the terminal.
    Drawn {
        at: Millis,
        /// How far what scrolls in it can be scrolled, in rows.
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
    /// The masked prompt now holds so many characters.
    SecretEdited {
        length: usize,
    },
    /// The configuration as it stands now.
    Configured(Session),
    /// A setting was not taken.
    ConfigureRefused(SetupProblem),
    /// Signed in, or why not.
    SignedIn {
        ask: Ask,
        result: Result<Box<SignedIn>, EntryFailure>,
    },
    /// The token or key in use was renewed, or refused.
    AccessChanged {
        /// When it ends now, if that is known.
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
        /// What it holds, or why it could not be read.
        found: Result<DiskContents, StateTrouble>,
    },
    /// The reviewed request is on disk, or why not.
    Reviewed {
        ask: Ask,
        /// The operation that it may become.
        recorded: Result<OperationId, StateTrouble>,
        /// Unresolved operations on the same instance.
        rivals: Vec<Rival>,
    },
    /// The intent is on disk and nothing stands against it, or what does.
    Intended {
        operation: OperationId,
        at: UtcTime,
        /// Only `Ok` lets the request go out.
        result: Result<(), IntentTrouble>,
    },
    /// Lines are in the journal, or (given back) why not.
    Written {
        operation: OperationId,
        result: Result<Written, (Vec<Entry>, StateTrouble)>,
    },
    /// A draft is on disk, or why not.
    DraftSaved {
        form: Ask,
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
        ask: Ask,
        result: Result<(), StateTrouble>,
    },
    /// A file with a list was read, or why not.
    TextRead {
        ask: Ask,
        result: Result<String, StateTrouble>,
    },
    /// The scope is in a file as text, or why not.
    TextSaved {
        ask: Ask,
        result: Result<(), StateTrouble>,
    },
    /// The program is asked to end by a signal or by the end of its terminal: the last effects.
    Leaving {
        at: UtcTime,
    },
    /// There was time for more of the work that [`Effect::GoOn`] told of.
    GoOn,
    /// The next operation may be read.
    Turn {
        at: UtcTime,
    },
    Timer(Timer),
}
