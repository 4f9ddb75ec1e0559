//! The draft, its rules, the request that is made of the draft, and drafts on disk.

pub mod form;
pub mod name_template;
pub mod request;
pub mod rules;
pub mod run_line;
pub mod saved_draft;
