//! The whole program in a pseudo-terminal, against the simulator over real HTTP.
//!
//! One crate, so that all its tests run side by side: they mostly wait. `support/operator.rs`
//! drives the program as a person does, `support/service.rs` is the service with its record of what
//! arrived.

mod bad_input;
mod bell;
mod beside;
mod cost;
mod damaged;
mod disk;
mod drafts;
mod echo;
mod endless;
mod hanging;
mod history;
mod homes;
mod job;
mod kept;
mod leaving;
mod link;
mod loading;
mod lockout;
mod looks;
mod lying;
mod no_alternate;
mod offline;
mod outside;
mod pasting;
mod picking;
mod plain;
mod plain_guard;
mod preflight;
mod renewal;
mod scenarios;
mod seconds;
mod secrets;
mod sign_in;
mod stalled;
mod stray_keys;
mod suspend;
mod team;
pub mod terminal;
mod two;
pub mod watch;
mod watch_on_screen;
mod watch_sign_in;
mod ways;
