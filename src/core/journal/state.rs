//! The journal as this run has read it: whether it works, and its contents.

use super::writing;
use crate::core::{
    base::{OperationId, StateTrouble, UtcTime},
    draft::{OpenedFrom, SavedDraft},
    operation::{Intent, journal_file::File},
    port::Port,
};

/// A request that was reviewed, never confirmed, and never given up: the program was killed. It
/// is offered like a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Interrupted {
    /// The operation that the request would have become.
    pub operation: OperationId,
    pub at: UtcTime,
    pub intent: Box<Intent>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journal {
    /// Whether a reading has come back.
    pub read: bool,
    /// Why the journal could not be read, or could not be written now.
    pub trouble: Option<StateTrouble>,
    /// Number of closed operations, the unread ones included.
    pub closed_total: usize,
    /// Number of closed operations that are older than those that were read.
    pub older: usize,
    pub interrupted: Vec<Interrupted>,
    /// Files that cannot be relied on as a whole, without the lines that were understood.
    pub damage: Vec<File>,
}

impl Journal {
    /// Takes a request whose review was cut short out of the list, to open it.
    pub(crate) fn take_interrupted(&mut self, number: usize) -> Option<(SavedDraft, OpenedFrom)> {
        let known = self.interrupted.get(number).is_some();
        let Interrupted { operation, at, intent } =
            known.then(|| self.interrupted.remove(number))?;
        let draft = SavedDraft::of_intent(&intent, at);
        Some((draft, OpenedFrom { draft: None, review: Some(operation) }))
    }

    /// Gives up a review that was cut short.
    pub(crate) fn discard(&mut self, review: OperationId, at: UtcTime, port: &mut Port) {
        self.interrupted.retain(|i| i.operation != review);
        port.effect(writing::give_up(review, at));
    }
}
