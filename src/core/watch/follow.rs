//! A run that only follows one backup: `geminidb-backup watch`.

use crate::core::{
    base::{
        BackupId, CallFailure, ExitCode, OperationId, StateTrouble, UtcTime, text::is_unprintable,
    },
    operation::{
        Operation, Replayed, Stage,
        journal_file::{DiskContents, File, Salvaged},
    },
};

/// The argument of `watch` on the command line. A text of six characters is the number of an
/// operation: no backup ID is that short, and "no such backup" would be untrue of an operation of
/// another journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub backup: BackupId,
    /// The text as the number of an operation in the journal, if it has that form.
    pub operation: Option<OperationId>,
}

impl Wanted {
    /// Reads a typed text; `None` if it is blank, or holds a character that no screen shows.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.chars().any(is_unprintable) {
            return None;
        }
        Some(Self { backup: BackupId::received(text)?, operation: OperationId::parse(text) })
    }
}

/// Returns the number of a backup that no operation of the journal made.
pub fn no_operation() -> OperationId {
    OperationId::from_bits(0)
}

/// The watched backup, and the other operations of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    pub operation: Operation,
    /// All other operations of the journal: a backup that one of them made is not the wanted one.
    pub others: Vec<Operation>,
}

/// Why there is nothing to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwatchable {
    /// The text is the number of an operation, and the journal has none of that number.
    NotHere,
    /// The request was reviewed at this time and never confirmed.
    NeverConfirmed(UtcTime),
    /// The request was reviewed and given up.
    GivenUp,
    /// The operation's file (a path) exists and no line can be relied on. Holds the IDs that stand
    /// in the file all the same.
    Damaged(String, Box<Salvaged>),
    /// The operation's file cannot be read.
    Unread(StateTrouble),
    /// The operation is open, and its service was the simulator of a demo.
    Demo,
}

impl Subject {
    /// Finds the wanted subject: an operation of the journal by its number (`own` is the file of
    /// that name, if there is one) or by its backup ID; otherwise a backup that
    /// may have been made anywhere.
    /// Errors: Why that operation cannot be watched.
    pub fn find(
        wanted: &Wanted,
        at: UtcTime,
        found: &DiskContents,
        own: Option<&File>,
    ) -> Result<Self, Unwatchable> {
        let mut known: Vec<Operation> =
            found.open.iter().chain(&found.closed).filter_map(File::confirmed).collect();
        let operation = match own {
            Some(file) => named(file)?,
            None => match known.iter().find(|o| o.backup_id.as_ref() == Some(&wanted.backup)) {
                Some(known) => known.clone(),
                None if wanted.operation.is_some() => return Err(Unwatchable::NotHere),
                None => Operation::watched(no_operation(), at, wanted.backup.clone()),
            },
        };
        if operation.is_of_a_demo() && operation.is_open() {
            return Err(Unwatchable::Demo);
        }
        known.retain(|other| other.id != operation.id);
        Ok(Self { operation, others: known })
    }
}

fn named(file: &File) -> Result<Operation, Unwatchable> {
    let read = file.read.as_ref().map_err(|why| Unwatchable::Unread(why.clone()))?;
    match file.replay() {
        Replayed::Operation(operation) => Ok(*operation),
        Replayed::Draft { at, .. } => Err(Unwatchable::NeverConfirmed(at)),
        Replayed::GivenUp => Err(Unwatchable::GivenUp),
        Replayed::Nothing => {
            Err(Unwatchable::Damaged(file.path.clone(), Box::new(read.held.clone())))
        }
    }
}

/// The state of a run that only follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Follow {
    /// Whether no operator sits at the keys: the run writes lines instead of a
    /// screen, and ends by itself.
    pub unattended: bool,
    /// Whether an unattended run ends with its first reading, whatever the reading shows.
    pub once: bool,
    /// Whether a refused token may be replaced while the program runs, because
    /// a file holds the token.
    pub token_renewed: bool,
    /// Whether the row, or the lists, have been read in this run.
    pub has_read: bool,
    /// Whether a reading of this run has ended, by an answer or without one.
    pub has_tried: bool,
    /// Since when every reading has shown that waiting has no use.
    pub in_vain_since: Option<UtcTime>,
    /// Why the run ends before the backup does.
    pub gave_up: Option<GaveUp>,
}

/// Why an unattended watch ends before the backup does.
#[derive(Debug, Clone, PartialEq)]
pub enum GaveUp {
    /// The service lists no such backup, in neither kind.
    NotListed,
    /// The service refuses to show the backup, and waiting changes nothing.
    Refused(CallFailure),
    /// The window is over, and no backup, or none that could be told to be the one, was found.
    NotFound,
}

impl Follow {
    pub const fn new(unattended: bool, token_renewed: bool) -> Self {
        Self {
            unattended,
            once: false,
            token_renewed,
            has_read: false,
            has_tried: false,
            in_vain_since: None,
            gave_up: None,
        }
    }

    /// Returns the exit status as of now: that of the operation. A backup that could not be
    /// seen is in doubt. After the service has said that the backup does not exist, or may not
    /// be seen, there is none.
    pub fn exit_code(&self, operation: &Operation) -> ExitCode {
        match &self.gave_up {
            Some(_) if operation.is_unseen() => ExitCode::NothingCreated,
            None if operation.is_unseen() => ExitCode::Unknown,
            // An earlier run's reading is no answer to the question of this run.
            _ if self.once && operation.is_open() && !operation.is_seen_running() => {
                ExitCode::Unknown
            }
            Some(GaveUp::NotListed) if operation.stage == Stage::Following => ExitCode::Unknown,
            Some(GaveUp::NotListed | GaveUp::Refused(_) | GaveUp::NotFound) | None => {
                operation.exit_code()
            }
        }
    }
}
