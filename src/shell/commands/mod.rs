//! Commands beside the screens.

pub mod doctor;
pub mod watch;
