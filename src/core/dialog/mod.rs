//! Overlays: help, prompts, forms, pages.

mod completion;
pub mod state;
pub mod ticket;
pub(super) mod update;
