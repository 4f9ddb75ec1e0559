//! Start: how a run begins, and the drafts of earlier runs.

pub mod state;

pub(super) mod saved_drafts;
pub mod update;
