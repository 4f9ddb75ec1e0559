//! Watch: the operations of this run, and a run that follows one backup.

pub mod state;

pub mod follow;
pub(super) mod follow_update;
pub(super) mod lost;
pub mod turns;
pub(super) mod update;
