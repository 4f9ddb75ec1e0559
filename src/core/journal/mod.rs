//! The files on disk: the journal, the drafts of earlier runs, and saving by itself.

pub mod autosave;
pub mod state;

mod reading;
mod saved_drafts;
pub(super) mod writing;
