//! Review: the checks before a request is sent, and the sending. Offline the same place holds the
//! export of the form to a file.

pub mod check;
mod checks;
pub mod export;
pub mod page;
pub mod preflight;
mod readings;
mod sending;
pub mod state;
mod update;
mod waiting;
