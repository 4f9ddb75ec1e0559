//! A terminal UI that guides an operator through one manual backup of a Huawei Cloud GeminiDB
//! instance.
//!
//! Begin with [`core::update::update`]: it takes a message into the [`core::model::Model`] and
//! returns effects. Everything else feeds it, does what it says, or shows what it knows.
//!
//! | room | read it to learn |
//! |---|---|
//! | [`core`] | what the program decides: pure, room by room, from `base` up to `update` |
//! | [`core::port`] | the vocabulary between the core and the world: messages, effects, questions |
//! | [`core::review`] | how a request is checked, confirmed and sent once |
//! | [`core::operation`] | what is known of a backup, and what an answer proves |
//! | [`words`] | every sentence that a person reads |
//! | [`ui`] | how the model becomes cells |
//! | [`plain`] | how the model becomes lines and questions |
//! | [`shell`] | who does what the core says: terminal, calls, disk, credentials |
//! | [`api`] | how the service is called, and why the create call is never repeated |
//! | [`simulator`] | the service of the demo and of the tests |
//!
//! `ARCHITECTURE.md` follows a key, a create call, an answer and a pasted list through the rooms,
//! and says where to add things. `tests/pure/architecture.rs` holds the walls.

// Errors are values with a sentence for a person: a panic takes the terminal with it. Tests in
// programs of their own may do as they like.
#![warn(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

pub mod api;
pub mod cli;
pub mod core;
pub mod plain;
pub mod shell;
pub mod simulator;
pub mod ui;
pub mod words;

#[cfg(test)]
mod tests;
