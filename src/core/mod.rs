//! The core decides: synchronous and pure. It owns no clock, file, socket or terminal; time arrives
//! inside messages, and what is to happen leaves as effects.

pub mod base;
pub mod choose;
pub mod compose;
pub mod dialog;
pub mod draft;
pub mod journal;
pub mod launch;
pub mod port;
pub mod review;
pub mod scope;
pub mod session;
pub mod sign_in;
pub mod start;
pub mod watch;

pub mod model;
pub mod operation;
pub mod update;
