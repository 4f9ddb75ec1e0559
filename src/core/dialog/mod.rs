//! Overlays: help, prompts, forms, pages.

pub mod state;

pub mod overlay;
pub(super) mod update;
