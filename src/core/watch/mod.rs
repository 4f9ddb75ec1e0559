//! Watch: the outcome of each confirmation, and a run that only follows one backup.

pub mod follow;
pub mod state;
pub mod turns;

mod follow_update;
mod lost;
mod needs;
mod take_up;
mod update;
