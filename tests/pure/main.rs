//! What needs nothing but the sources, the samples under `tests/data` and the processor; the forms
//! of a record also their own readers, where they are installed.

mod arbitrary;
mod architecture;
mod backend;
mod commands;
mod documents;
mod foreign_readers;
mod gate;
mod list_forms;
mod log_forms;
mod records;
mod run_line;
mod saved_drafts;
mod scope_text;
mod signature_vectors;
