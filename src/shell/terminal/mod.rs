//! The operator's terminal: keys come in, frames and lines go out, signals are heard.

pub mod backend;
pub mod clipboard;
pub mod deadline;
pub mod hangup;
pub mod input;
pub mod look;
pub mod output;
pub mod screen;
pub mod signals;
pub mod suspend;
pub mod tty;
pub mod typed;

pub use self::{
    hangup::Hangup,
    input::{InputBatch, InputEvent},
    output::{Patient, Stream},
    signals::{Heard, Signals},
};
