//! What is on disk: the journal as the model knows it, and saving by itself.

pub mod autosave;
pub(super) mod save_draft;
pub mod state;
pub(super) mod update;
