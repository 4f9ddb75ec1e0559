//! The number by which an answer finds its question.

/// The number of a question. An answer to an older question than the current one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ask(pub u64);
