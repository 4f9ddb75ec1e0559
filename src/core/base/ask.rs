//! The number that an answer shares with its question.

/// The number of a question. The answer to a question that is no longer awaited is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ask(pub u64);
