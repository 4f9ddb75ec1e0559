//! What the journal answers about an operation.

use crate::core::{base::disk_error::StateTrouble, operation::journal_file::Rival};

/// Why a confirmed request does not go out.
#[derive(Debug, Clone, PartialEq)]
pub enum IntentTrouble {
    /// The intent is not on disk.
    State(StateTrouble),
    /// It is, but operations on the same instance that Review did not know have turned up.
    Rivals(Vec<Rival>),
}

/// How lines came into the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Appended,
    /// The file had been taken away: all of it was written anew.
    Rebuilt,
}
