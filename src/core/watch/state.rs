//! The state of Watch.

use super::{follow::WatchOnly, turns::Turns};
use crate::core::{base::ids::OperationId, operation::recovery::Choosing};

#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// The operation on the screen; `None` for the latest.
    pub shown: Option<OperationId>,
    /// The cursor over what can be done about a lost answer.
    pub choosing: Choosing,
    /// In which order operations are read where there are many.
    pub turns: Turns,
    /// This run only follows the one operation that there is.
    pub only: Option<WatchOnly>,
    /// First line of the log on the screen.
    pub scroll: usize,
}
