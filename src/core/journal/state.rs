//! What the model knows of the journal: whether it works, and what it held at the last reading.

use crate::core::{
    base::{disk_error::StateTrouble, ids::OperationId, time::UtcTime},
    operation::{Intent, journal_file::Salvaged},
};

/// A request that was reviewed, never confirmed, and never given up: the
/// program was killed. A draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Interrupted {
    /// The operation that it would have become.
    pub operation: OperationId,
    pub at: UtcTime,
    pub intent: Box<Intent>,
}

/// A file of the journal that cannot be relied on as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    pub path: String,
    /// Why it cannot be read at all.
    pub unread: Option<StateTrouble>,
    /// Its last line was cut off.
    pub torn: bool,
    /// Other lines that cannot be read.
    pub damaged: usize,
    /// Lines of a newer program.
    pub newer: usize,
    /// It has no name that this program gives: nothing in it is followed.
    pub unnamed: bool,
    /// IDs and names in what was not understood, for nobody else will show them.
    pub held: Salvaged,
}

/// The journal as the model knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keeping {
    pub read: bool,
    /// Why it could not be read, or could not be written now.
    pub trouble: Option<StateTrouble>,
    /// How many closed ones there are in all.
    pub closed_total: usize,
    /// How many of them are older than those that were read.
    pub older: usize,
    pub interrupted: Vec<Interrupted>,
    /// Files that cannot be relied on.
    pub damage: Vec<Damage>,
}
