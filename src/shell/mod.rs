//! The shell does: it reads keys, draws frames, calls the service and writes files. Outside events
//! become messages for the core, and effects of the core become work; nothing here decides.
//!
//! | room | holds |
//! |---|---|
//! | `terminal` | keys in, frames and lines out, signals, taking over and giving back |
//! | `disk` | the state folder: journal, saved drafts; lists of names in files |
//! | `session` | configuration, sources of credentials, signing in |
//! | `calls` | reads, and the one sender of the create call |
//! | `event_loop` | the engine, and its two loops: with screens, and in lines |
//! | `commands` | `watch`, `log`, `verify` and `doctor` |

pub mod argument;
pub mod calls;
pub mod clock;
pub mod commands;
pub mod disk;
pub mod event_loop;
mod local_time;
mod lock;
pub mod reports;
pub mod session;
mod task;
pub mod terminal;
