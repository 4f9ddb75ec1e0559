//! What the program waits for besides the operator and the service.

use crate::core::base::ids::OperationId;

/// The cursor rests on an instance after so many milliseconds: longer than a key held
/// down takes to come again.
pub const REST_MS: u64 = 300;

/// What a wait was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Read job and backup of this operation again.
    Poll(OperationId),
    /// Look for this operation's backup again.
    Look(OperationId),
    /// Save what has been typed since.
    SaveDraft,
    /// The cursor has been on its instance for a while.
    Rest,
    /// Read the busy instance under review again.
    Idle,
    /// A paste without marks has come to its end.
    Paste,
}
