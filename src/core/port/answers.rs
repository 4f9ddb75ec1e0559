//! The journal's answers about an operation.

use crate::core::{base::disk_error::StateTrouble, operation::journal_file::Rival};

/// Why a confirmed request does not go out.
#[derive(Debug, Clone, PartialEq)]
pub enum IntentTrouble {
    /// The intent is not on disk.
    State(StateTrouble),
    /// The intent is on disk, but operations on the same instance have turned up
    /// that Review did not know.
    Rivals(Vec<Rival>),
}

/// How lines came into the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Appended,
    /// The file had been taken away: all its lines were written again.
    Rebuilt,
}
