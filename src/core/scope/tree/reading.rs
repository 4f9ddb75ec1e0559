//! Which branches wait to be read, and which are being read.

use std::collections::VecDeque;

/// The branches that wait, and those that are being read.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadQueue {
    pub waiting: VecDeque<u32>,
    pub under_way: Vec<u32>,
    /// Whether the service has refused a call as one too many: from then on one call at a time.
    pub slowed: bool,
    /// While all tables are loaded: the number of branches, and of those that could not be read.
    pub loading_all: Option<(usize, usize)>,
}

impl ReadQueue {
    /// Returns how many branches wait or are being read.
    pub fn left(&self) -> usize {
        self.waiting.len() + self.under_way.len()
    }

    /// Returns the branches that wait, then those that are being read.
    pub fn all(&self) -> Vec<usize> {
        self.waiting.iter().chain(&self.under_way).map(|d| *d as usize).collect()
    }
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
