//! The vocabulary between core and shell: messages, effects, keys, the status line.

pub mod answers;
pub mod effect;
pub mod keymap;
pub mod message;
pub mod outcome;
pub mod overlay;
pub mod query;
pub mod service;
pub mod setting;
pub mod shared;
pub mod status_line;
pub mod ticket;
pub mod timer;
