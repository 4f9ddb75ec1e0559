//! Calls to the service. Reads have tasks of their own; the create call has a sender of its own.

pub mod create_sender;
pub mod worker;
