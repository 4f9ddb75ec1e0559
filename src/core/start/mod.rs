//! Start: how a run begins, and the way to everything that earlier runs have left.

pub mod room;
pub mod rows;
