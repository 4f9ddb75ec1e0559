//! Words of an operation: its estimate, its outcome, its log.

pub mod estimate;
pub mod log;
pub mod outcome;
