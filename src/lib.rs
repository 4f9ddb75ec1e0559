//! A terminal UI that guides an operator through one manual backup of a Huawei Cloud GeminiDB
//! instance.
//!
//! The map: [`core`] decides (pure), [`words`] holds every sentence, [`ui`] draws, [`shell`] runs
//! terminal, input, clock and effects, [`api`] speaks HTTP, [`simulator`] is the built-in service.
//! Imports run one way; `tests/architecture.rs` enforces it.

// The scripted operator under `tests/support_core` also serves the unit tests here, by this name.
#[cfg(test)]
extern crate self as geminidb_backup;

pub mod api;
pub mod cli;
pub mod core;
pub mod shell;
pub mod simulator;
pub mod ui;
pub mod words;
