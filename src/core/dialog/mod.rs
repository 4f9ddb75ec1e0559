//! Overlays: help, prompts, forms, pages.

pub mod state;
pub(super) mod update;
