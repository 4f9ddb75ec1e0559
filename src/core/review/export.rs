//! Offline: the form under Review while nothing can be sent. The same facts and bytes, and a file
//! that another operator can open as the only way out.

use crate::core::{
    base::{Ask, StateTrouble},
    draft::{
        Draft, ReviewedBody, Rule, SavedDraft, Target,
        rules::{self},
    },
    port::{Disk, Notice, Port},
    scope::{Counts, Tree},
};

/// The state of the screen that saves the draft. There is a body and no request,
/// so nothing can be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The body, as a program that can call the service would send it.
    pub body: ReviewedBody,
    pub target: Target,
    /// What is chosen; `None` for the whole instance.
    pub tables: Option<Counts>,
    /// Chosen names that no service has listed.
    pub typed_names: usize,
    pub warnings: Vec<Rule>,
    pub scroll: usize,
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
    Failed(StateTrouble),
}

impl Export {
    /// Returns the export of the form, if the form breaks no rule.
    pub(super) fn of(draft: &Draft) -> Option<Self> {
        Some(Self {
            body: ReviewedBody::of_draft(draft).ok()?,
            target: draft.target.clone()?,
            tables: draft.tables().map(Tree::counts),
            typed_names: draft.tables().map_or(0, Tree::chosen_typed_names),
            warnings: rules::broken(draft),
            scroll: 0,
            file: FileState::None,
        })
    }

    /// Hands the draft out to be written to `path`; `replace` lets a file
    /// of this path be overwritten.
    pub(crate) fn save(&mut self, path: String, replace: bool, draft: SavedDraft, port: &mut Port) {
        let ask = port.number();
        self.file = FileState::Writing { ask, path: path.clone() };
        port.effect(Disk::SaveFile { ask, path, draft: Box::new(draft), replace });
    }

    /// Takes in that the file was written, or why not. Returns whether this answer was awaited.
    pub(crate) fn written(
        &mut self,
        answer: Ask,
        result: Result<(), StateTrouble>,
        port: &mut Port,
    ) -> bool {
        let path = match &self.file {
            FileState::Writing { ask, path } if *ask == answer => path.clone(),
            FileState::Writing { .. }
            | FileState::None
            | FileState::Saved(_)
            | FileState::Failed(_) => return false,
        };
        self.file = match result {
            Ok(()) => {
                port.say(Notice::FileSaved);
                FileState::Saved(path)
            }
            Err(why) => FileState::Failed(why),
        };
        true
    }
}
