//! Start: the first screen, with all that earlier runs have left.

pub mod room;
pub mod rows;
