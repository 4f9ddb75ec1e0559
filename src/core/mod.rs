//! The core decides: synchronous and pure. It owns no clock, file, socket or terminal; time arrives
//! inside messages, and what is to happen leaves as effects.

pub mod backup;
pub mod call;
pub mod draft;
pub mod ids;
pub mod instance;
pub mod key;
pub mod request;
pub mod rules;
pub mod signature;
pub mod text;
pub mod time;
pub mod tree;
pub mod verdict;
