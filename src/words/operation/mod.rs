//! Words of an operation: its estimate, its outcome, its log, the lines after the program's end.

pub mod columns;
mod commands;
pub mod estimate;
pub mod exit;
pub mod gate;
pub mod lists;
pub mod log;
pub mod outcome;
pub mod record;
pub mod ticket;
pub mod what_now;
