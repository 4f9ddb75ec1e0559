//! Review: the checks before a request is sent, and the sending.

pub mod state;

pub mod check;
pub(super) mod checks;
pub mod export;
pub(super) mod export_keys;
pub mod page;
pub mod preflight;
pub(super) mod readings;
pub(super) mod sending;
pub(super) mod update;
pub(super) mod waiting;
