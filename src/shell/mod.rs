//! The shell does: terminal, input, clock and effects. What happens outside comes in here as
//! messages, and nothing here decides.

pub mod argument;
pub mod backend;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod courier;
pub mod credentials;
pub mod deadline;
pub mod doctor;
pub mod drafts;
pub mod effects;
pub mod engine;
pub mod entering;
pub mod hangup;
pub mod input;
pub mod lines;
pub mod look;
pub mod memory;
pub mod output;
pub mod pacer;
mod picking;
pub mod profile_file;
pub mod recorder;
pub mod runner;
pub mod secret;
pub mod session;
pub mod signals;
pub mod signing;
pub mod state;
pub mod suspend;
pub mod terminal;
mod texts;
pub mod tty;
pub mod watching;
pub mod who;
