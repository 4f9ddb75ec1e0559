//! What the room holds, and the parts of the run that Review reads.

use super::{export::Export, page::Review};
use crate::core::{
    base::{Ask, OperationId},
    operation::Operation,
    port::Shared,
};

#[derive(Debug, Clone, Default)]
pub struct ReviewRoom {
    /// Review, while it is open.
    pub open: Option<Review>,
    /// Offline, in the place of Review.
    pub export: Option<Export>,
    /// The question of Review for which lists of names are being read.
    pub(super) reading_names: Option<Ask>,
    /// The journal's file that Review has opened and no confirmation has used: the next Review
    /// goes on with this file.
    pub recorded: Option<OperationId>,
}

/// The parts of the run that Review reads and never changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub shared: &'a Shared,
    /// The operations of this run, and the open ones of earlier runs.
    pub operations: &'a [Operation],
    /// Whether Review lies on top and has room for its button.
    pub in_front: bool,
}
