//! Overlays: help, prompts, forms, pages.

pub mod overlay;
pub(super) mod update;
