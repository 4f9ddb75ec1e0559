//! Words of what every screen shows: calls, labels, tags, roles, permissions, disk errors.

pub mod age;
pub mod calls;
pub mod disk_error;
pub mod labels;
pub mod local_time;
pub mod permissions;
pub mod role;
pub mod tags;
