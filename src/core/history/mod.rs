//! The history: one list, newest first, of what this journal holds and what the service lists.

pub mod columns;
pub mod reading;
pub mod room;
pub mod rows;

pub mod past;
mod update;
