//! The form under Review while nothing can be sent: the same facts and bytes, and a file as its
//! only way out.

use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble},
    draft::{content::Target, request::ReviewedBody, rules::rule::Rule},
    scope::tree::Counts,
};

/// The state of the screen that saves the draft. It holds a body and no request:
/// there is nothing to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The body, as a program that can call the service would send it.
    pub body: ReviewedBody,
    pub target: Target,
    /// What is chosen; `None` for the whole instance.
    pub tables: Option<Counts>,
    /// Chosen names that no service has listed.
    pub typed_names: usize,
    pub warnings: Vec<Rule>,
    pub scroll: usize,
    /// What became of the file.
    pub file: FileState,
}

/// Whether the draft is in a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum FileState {
    #[default]
    None,
    Writing {
        ask: Ask,
        path: String,
    },
    Saved(String),
    /// It could not be written.
    Failed(StateTrouble),
}
