//! The waits of the program, besides those for the operator and the service.

use crate::core::base::OperationId;

/// Milliseconds after which the cursor rests on an instance: longer than a
/// held key takes to repeat.
pub const REST_MS: u64 = 300;

/// The purpose of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Read job and backup of this operation again.
    Poll(OperationId),
    /// Look for this operation's backup again.
    Look(OperationId),
    /// Save the draft.
    SaveDraft,
    /// Note that the cursor rests on its instance.
    Rest,
    /// Read the busy instance under review again.
    Idle,
    /// A paste without marks has come to its end.
    Paste,
}
