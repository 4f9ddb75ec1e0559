//! `geminidb-backup doctor`, as a person or a script runs it: what it says, how it ends, what it
//! leaves and what it sends.

mod host;
mod nowhere;
mod offline;
mod online;
mod report;
mod settings;
mod sources;
mod surroundings;
mod ways;
