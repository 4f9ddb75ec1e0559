//! The engine behind every run, and the loops that feed it.

pub mod engine;
pub mod lines;
mod pacer;
pub mod plain;
pub mod screens;
mod sign_in_task;

pub use self::engine::{Engine, Wish};
pub use super::reports::Results;
