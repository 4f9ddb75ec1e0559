//! Words of what every screen shows: calls, labels, tags, permissions, disk errors.

pub mod age;
pub mod calls;
pub mod disk_error;
pub mod labels;
pub mod permissions;
pub mod tags;
