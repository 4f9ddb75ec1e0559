//! The core decides: synchronous and pure. The core owns no clock, file, socket or terminal; time
//! arrives inside messages, and calls and writes leave as effects.

pub mod base;
pub mod choose;
pub mod compose;
pub mod dialog;
pub mod draft;
pub mod history;
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
