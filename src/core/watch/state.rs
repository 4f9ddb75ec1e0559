//! The state of Watch.

use super::{follow::Follow, turns::Turns};
use crate::core::{
    base::OperationId,
    operation::{Operation, operations::Operations, recovery::Choice},
    port::{Port, Shared},
};

#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// The operation on the screen; `None` for the latest.
    pub shown: Option<OperationId>,
    pub recovery: Recovery,
    /// In which order operations are read where there are many.
    pub turns: Turns,
    /// Set in a run that only follows one backup.
    pub follow: Option<Follow>,
    /// Whether the operation was opened from the history, to which Esc then goes back.
    pub from_history: bool,
    /// First line of the log on the screen.
    pub scroll: usize,
}

/// The cursor over what can be done about a lost answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The choice under the cursor; the first one if it is none of those that there are.
    pub at: Option<Choice>,
    /// Enter was pressed on this one and has to be pressed again.
    pub armed: Option<Choice>,
}

impl Watch {
    /// Shows an operation from its first line on.
    pub(crate) fn show(&mut self, id: OperationId) {
        self.shown = Some(id);
        self.scroll = 0;
        self.recovery = Recovery::default();
    }
}

/// Watch with what its keys and answers work on. What is shared is only read.
pub(crate) struct WatchDesk<'a> {
    pub room: &'a mut Watch,
    pub operations: &'a mut Operations,
    pub shared: &'a Shared,
    pub port: &'a mut Port,
}

impl WatchDesk<'_> {
    /// Returns the operation that Watch shows.
    pub(super) fn current(&self) -> Option<&Operation> {
        self.operations.current(self.room.shown)
    }
}
