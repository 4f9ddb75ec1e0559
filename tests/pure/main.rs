//! What needs nothing but the sources, the samples under `tests/data` and the processor.

mod arbitrary;
mod architecture;
mod backend;
mod documents;
mod list_forms;
mod log_forms;
mod records;
mod run_line;
mod saved_drafts;
mod scope_text;
mod signature_vectors;
