//! The core decides: synchronous and pure. It owns no clock, file, socket or terminal; time arrives
//! inside messages, and what is to happen leaves as effects.

pub mod backup;
pub mod call;
pub mod draft;
pub mod exit;
pub mod fleet;
pub mod geometry;
pub mod guard;
pub mod ids;
pub mod instance;
pub mod journal;
pub mod keeping;
pub mod key;
pub mod keymap;
pub mod message;
pub mod model;
pub mod operation;
pub mod place;
pub mod regions;
pub mod request;
pub mod review;
pub mod rules;
pub mod signature;
pub mod state_trouble;
pub mod text;
pub mod textedit;
pub mod time;
pub mod tree;
pub mod update;
pub mod verdict;
pub mod watch_only;
