//! The instance list, its newest backups, and the instance of the command line.

pub mod state;

pub mod instance_list;
pub mod instance_lookup;
pub(super) mod look_up;
pub mod newest_backups;
pub(super) mod read_newest;
pub(super) mod update;
