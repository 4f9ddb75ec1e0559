//! The engine behind every run, and the loops that feed it.

pub mod engine;
pub mod lines;
mod pacer;
pub mod screens;
mod sign_in_task;
