//! How far the service has listed the databases, or the tables of one.

use crate::core::base::CallFailure;

/// How far a list has been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Listing {
    #[default]
    NotAsked,
    /// Being read, or next to be.
    Loading,
    Complete,
    /// Could not be read (to the end); what was read stays.
    Failed(CallFailure),
}
