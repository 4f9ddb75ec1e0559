//! The journal's answers about an operation.

use crate::core::{
    base::{StateTrouble, UtcTime},
    operation::{history::Done, journal_file::Rival},
};

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
    /// Earlier lines had been removed and were written again too; or the whole file had been, and
    /// the file's first line says that the file was written anew.
    Rebuilt,
}

/// A page of the journal, the newest files first.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalPage {
    pub done: Vec<Done>,
    /// Number of files on the pages so far.
    pub read: usize,
    /// When the oldest file of the page was begun, as far as the names tell.
    pub reached: Option<UtcTime>,
    pub last: bool,
}
