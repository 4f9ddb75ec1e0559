//! What command line and configuration say of a run of the screens, beside where it calls.

use super::{named::Named, pattern::Pattern};

/// How a run of the screens begins.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Nothing can be sent in this run.
    pub read_only: bool,
    /// The instance to back up.
    pub instance: Option<Named>,
    /// Instances of these names need their name typed before anything is sent.
    pub production: Vec<Pattern>,
}
