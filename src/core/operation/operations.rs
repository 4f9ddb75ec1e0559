//! The operations of this run, and the closed ones of earlier runs.

use super::Operation;

#[derive(Debug, Clone, Default)]
pub struct Operations {
    /// The operations that need attention, from the journal and of this run, oldest first; also
    /// those of this run that have ended.
    pub list: Vec<Operation>,
    /// Closed operations of earlier runs, newest first.
    pub earlier: Vec<Operation>,
}
