//! The draft, its rules, the request that is made of the draft, and drafts on disk.

pub mod form;
pub mod fresh_name;
pub mod name_template;
pub mod request;
pub mod rules;
pub mod run_line;
pub mod saved_draft;
pub mod taken_names;

pub use self::{
    form::{Draft, Target},
    name_template::{Filling, NameFilling, Template, TemplateProblem},
    request::{BackupRequest, ReviewedBody, ReviewedRequest},
    rules::rule::{Field, Rule, Violation},
    saved_draft::{Discard, DraftKey, DraftTrouble, OpenedFrom, SavedDraft},
    taken_names::TakenNames,
};
