//! Short messages that take the place of the key row.

use crate::core::{
    base::{CallFailure, StateTrouble},
    draft::DraftTrouble,
    operation::recovery::ChoiceNotice,
    scope::{Changed, Counts, ScopeChoice, Undone},
};

/// A short message that takes the place of the key row until the next key.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Review needs a form without errors.
    ErrorsFirst(usize),
    /// There is nothing to fix here.
    NothingToFix,
    Fixed,
    /// Letters do nothing on *Scope*.
    NotAField,
    /// A key of *Scope* came within a text: the key counts when it comes again, alone.
    OnceMore(char),
    /// A paste lost line breaks or control characters.
    PasteFolded,
    /// A paste does nothing here.
    PasteIgnored,
    /// The mark behind a paste has not come; its text so far is kept.
    PasteUnended,
    /// The locale is not UTF-8.
    NotUtf8,
    /// The send key must come alone, after a look.
    PressAlone,
    /// The button must have the focus first.
    TabFirst,
    /// A key without meaning took the focus away from the button.
    OffTheButton,
    ChecksForbid,
    /// Checks are still being read.
    ChecksReading,
    /// The phrase is not complete.
    PhraseWrong,
    /// An instance is needed first.
    InstanceFirst,
    /// Something must be configured first.
    SetupFirst,
    /// Signing in beside the screen has failed; Start tells why.
    SignInFailed,
    /// A source that is not complete cannot be chosen.
    SourceUnusable,
    /// IAM knows no project of the wanted name.
    NoProject,
    /// The profile is in this file.
    ProfileSaved(String),
    /// The service says that it is another account, user or project than before.
    AnotherIdentity,
    /// Table scope is Cassandra only.
    CassandraOnly,
    /// One table was taken out of a whole database; the others are chosen one by one.
    Narrowed,
    /// To narrow a whole database its tables must have been read.
    OpenFirst,
    /// The wanted names were ticked.
    Counted(Counts),
    /// Ticked or unticked what is shown.
    Bulk {
        on: bool,
        changed: Changed,
        counts: Counts,
    },
    /// A change of the scope was taken back, or done again.
    Undone {
        what: Undone,
        again: bool,
        choice: ScopeChoice,
        counts: Counts,
    },
    /// Nothing was changed that could be taken back.
    NothingToUndo,
    /// The next step back would make the scope the whole instance.
    UndoWidens,
    NothingToRedo,
    /// All tables of this number of databases are being loaded.
    LoadingAll(usize),
    /// There is nothing left to load.
    AllLoaded,
    /// The loading has been stopped.
    LoadingStopped,
    /// The line over the system keyspaces cannot be ticked.
    SystemLine,
    /// Only typed names can be renamed or removed.
    ListedStays,
    /// A text was handed to the terminal, which may or may not take it to its clipboard.
    Copied,
    NothingToCopy,
    /// The row tells nothing that a ticket could hold.
    NoTicket,
    TicketSaved,
    /// The request before is still being sent.
    StillOpen,
    /// The readings behind the confirmation have grown old and are being read again.
    Rereading,
    /// The new readings differ from the confirmed ones: nothing was sent.
    Changed,
    /// A send was given up before anything went out.
    GaveUp,
    /// The intent was on disk so late that the readings had grown old: nothing was sent.
    DiskTooSlow,
    /// The wall clock jumped while Review was open, so the ages of its readings are not known.
    ClockJumped {
        /// Seconds of the jump; negative: back.
        seconds: i64,
        /// Whether a confirmation was on its way: then nothing was sent.
        held_back: bool,
    },
    /// A busy instance is being waited for.
    Waiting,
    /// The busy instance is not waited for any more.
    WaitingStopped,
    /// No busy instance is known.
    NothingToWaitFor,
    /// The instance that was waited for is idle now.
    IdleNow,
    /// The intent is being written.
    Intending,
    /// The journal did not take the intent: nothing was sent.
    JournalRefused,
    /// An operation on the same instance has turned up: nothing was sent.
    RivalAppeared,
    /// The journal's file had been taken away and was written again.
    JournalRebuilt,
    /// The journal did not take the events since the send.
    JournalBehind,
    /// A run that only watches has no other screen.
    OnlyWatching,
    /// The draft is being saved, then the program ends.
    SavingDraft,
    /// This draft cannot be opened.
    DraftUnread(DraftTrouble),
    /// A draft's file could not be removed.
    DraftStays(StateTrouble),
    /// Only drafts can be discarded.
    NotDiscarded,
    Discarded,
    /// The form was not opened from a draft.
    NoDraftOpened,
    Offline,
    /// The draft is in its file.
    FileSaved,
    ReadOnly,
    /// The backups are being read for the last table-level one.
    LastReading,
    /// The backups for the last table-level one came while the operator typed.
    LastWaits,
    /// The key came too soon after the list.
    LookAtList,
    /// A list was just taken, and the same key would tick or untick everything that is shown.
    ListJustTaken {
        on: bool,
    },
    /// The rows have changed under the cursor.
    RowsChanged,
    /// The backups for the last table-level one could not be read.
    LastUnread(CallFailure),
    /// No table-level backup is complete and tells its tables.
    LastNone,
    /// The tables that are new since the last backup are not read to the end.
    NewReading,
    /// No table is new since the last backup.
    NothingNew,
    /// A list was given up; nothing has changed.
    ListDropped,
    /// A list is still coming in.
    ListReading,
    /// There is nothing in a list that can be taken.
    ListEmpty,
    /// A list holds only databases that stand alone, which a key of their own takes.
    OnlyAlone,
    /// The scope's text is in its file.
    TextSaved,
    /// The configuration has no template for names.
    NoTemplate,
    /// A demo reads no configuration, so it has no template for names.
    NoConfiguration,
    /// The name was filled in.
    NameFilled,
    /// There is a name already: the same key again replaces it.
    NameStands,
    /// How the search for the instance of the command line ended.
    Named(LookupNotice),
    /// What a choice about an operation led to.
    Choice(ChoiceNotice),
    /// What a key on a row of the history led to.
    History(HistoryNotice),
}

/// What a key on a row of the history led to.
#[derive(Debug, Clone, PartialEq)]
pub enum HistoryNotice {
    /// The history was opened for no instance.
    NoInstance,
    /// The row is of a request that was not confirmed.
    NotConfirmed,
    /// The row does not tell the request, or its instance.
    NotTold,
    /// The file of the row tells no operation.
    NoOperation,
    /// The file of the row cannot be read.
    Unread(StateTrouble),
    /// The row is of another project or endpoint.
    Elsewhere,
    /// The row may be of an operation whose file has not been read yet.
    JournalReading,
    /// As [`HistoryNotice::JournalReading`], and no more rows are held: it will not be read.
    JournalCut,
}

/// How the search for the instance ended, where no instance was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupNotice {
    /// Several instances have this name: this number.
    Several(String, usize),
    /// No instance has the name, but one does in another case of letters.
    Similar {
        text: String,
        name: String,
    },
    Unknown(String),
    /// The service could not be asked for the name; the list is read instead.
    Unread(String),
}
