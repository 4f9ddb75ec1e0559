//! What the model knows of the journal: whether it works, and what it held at the last reading.

use super::{
    ids::OperationId,
    journal::Salvaged,
    operation::{Intent, Operation, Who},
    state_trouble::StateTrouble,
    time::UtcTime,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Keeping {
    /// The operator does with a journal (otherwise: `--no-journal`).
    pub on: bool,
    /// Who sits at the keys.
    pub who: Who,
    pub read: bool,
    /// Why it could not be read, or could not be written now.
    pub trouble: Option<StateTrouble>,
    /// The newest closed operations, newest first.
    pub recent: Vec<Operation>,
    /// How many closed ones there are in all.
    pub closed_total: usize,
    /// How many of them are older than those that were read.
    pub older: usize,
    pub interrupted: Vec<Interrupted>,
    /// Files that cannot be relied on.
    pub damage: Vec<Damage>,
    /// The file that Review has opened and no confirmation has used: the next
    /// Review goes on with it.
    pub reviewed: Option<OperationId>,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            on: true,
            who: Who::default(),
            read: false,
            trouble: None,
            recent: Vec::new(),
            closed_total: 0,
            older: 0,
            interrupted: Vec::new(),
            damage: Vec::new(),
            reviewed: None,
        }
    }
}
