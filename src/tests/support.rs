//! The scripted operator, the answers that a script gets, and the frames that a person would see.

pub mod answers;
pub mod credentials;
pub mod looks;
pub mod outcomes;
pub mod picture;
pub mod records;
pub mod reread;
pub mod screen;
pub mod script;
pub mod shots;
pub mod watcher;
pub mod ways;
