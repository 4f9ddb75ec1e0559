//! Overlays: help, prompts, forms, pages.

pub mod state;
pub mod ticket;
pub(super) mod update;
