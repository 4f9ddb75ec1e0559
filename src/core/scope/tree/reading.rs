//! Which branches wait to be read, and which are being read.

use std::collections::VecDeque;

/// The branches that wait, and those that are being read.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadQueue {
    pub(super) waiting: VecDeque<u32>,
    pub(super) under_way: Vec<u32>,
    /// Whether the service has refused a call as one too many: from then on one call at a time.
    pub(super) slowed: bool,
    /// While all tables are loaded: the number of branches, and of those that could not be read.
    pub(super) all: Option<(usize, usize)>,
}

/// How far the loading of all tables has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Branches read, or given up.
    pub done: usize,
    /// Branches to read in all.
    pub of: usize,
    /// Branches that could not be read.
    pub failed: usize,
}
