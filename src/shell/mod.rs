//! The shell does: terminal, input, clock and effects. What happens outside comes in here as
//! messages, and nothing here decides.

pub mod backend;
pub mod hangup;
pub mod input;
pub mod signals;
pub mod terminal;
