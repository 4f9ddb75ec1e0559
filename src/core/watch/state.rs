//! The state of Watch.

use super::{follow::Follow, turns::Turns};
use crate::core::{base::ids::OperationId, operation::recovery::Choice};

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
    pub(in crate::core) fn show(&mut self, id: OperationId) {
        self.shown = Some(id);
        self.scroll = 0;
        self.recovery = Recovery::default();
    }
}
