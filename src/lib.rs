//! A terminal UI that guides an operator through one manual backup of a Huawei Cloud GeminiDB
//! instance.
//!
//! The map: [`core`] decides (pure), [`words`] holds every sentence, [`ui`] draws, [`shell`] runs
//! terminal, input, clock and effects, [`api`] speaks HTTP, [`simulator`] is the built-in service.
//! Imports run one way; `tests/pure/architecture.rs` enforces it.

// Errors are values with a sentence for a person: a panic takes the terminal with it. Tests in
// programs of their own may do as they like.
#![warn(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

pub mod api;
pub mod cli;
pub mod core;
pub mod shell;
pub mod simulator;
pub mod ui;
pub mod words;

#[cfg(test)]
mod tests;
