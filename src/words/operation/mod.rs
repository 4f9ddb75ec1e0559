//! Words of an operation: its estimate, its outcome, its log, its lines after the program has ended.

pub mod estimate;
pub mod exit;
pub mod log;
pub mod outcome;
