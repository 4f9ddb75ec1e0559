//! The instance list, its newest backups, and the instance of the command line.

pub mod columns;
pub mod instance_list;
pub mod instance_lookup;
mod look_up;
pub mod newest_backups;
mod read_newest;
pub mod room;
mod update;
