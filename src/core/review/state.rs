//! The state of Review, and of what stands in its place offline.

use super::{export::Sheet, page::Review};
use crate::core::base::{ask::Ask, ids::OperationId};

#[derive(Debug, Clone, Default)]
pub struct ReviewRoom {
    /// Review, while it is open.
    pub open: Option<Review>,
    /// Offline, in the place of Review.
    pub export: Option<Sheet>,
    /// The question of Review for which lists of names are being read.
    pub reading_names: Option<Ask>,
    /// The file that Review has opened and no confirmation has used: the next Review goes on
    /// with this file.
    pub recorded: Option<OperationId>,
}
