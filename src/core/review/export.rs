//! Offline: the form under Review while nothing can be sent. The same facts and bytes, and a file
//! that another operator can open as the only way out.

use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble},
    draft::{
        form::{Draft, Target},
        request::ReviewedBody,
        rules::{self, rule::Rule},
        saved_draft::SavedDraft,
    },
    port::{
        effect::{Disk, Effect},
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        shared::Shared,
        status_line::Notice,
    },
    scope::{choice::ScopeChoice, tree::Counts},
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
        let tables = draft.scope_choice == ScopeChoice::Tables;
        Some(Self {
            body: ReviewedBody::of_draft(draft).ok()?,
            target: draft.target.clone()?,
            tables: tables.then(|| draft.tree.counts()),
            typed_names: if tables { draft.tree.chosen_typed_names() } else { 0 },
            warnings: rules::check(draft).into_iter().map(|found| found.rule).collect(),
            scroll: 0,
            file: FileState::None,
        })
    }

    pub(super) fn act(&mut self, action: Action, draft: &Draft, shared: &Shared, port: &mut Port) {
        let stops = shared.last_scroll.saturating_add(1);
        if action == Action::Enter {
            port.go(Go::Ask(Prompt::new(PromptKind::SavePath).with(default_path(draft))));
        } else if let Some(row) = action.moves(self.scroll, stops, 5) {
            self.scroll = row;
        }
    }

    /// Hands the draft out to be written to `path`; `replace` lets a file
    /// of this path be overwritten.
    pub(in crate::core) fn save(
        &mut self,
        path: String,
        replace: bool,
        draft: SavedDraft,
        port: &mut Port,
    ) {
        let ask = port.number();
        self.file = FileState::Writing { ask, path: path.clone() };
        port.effect(Effect::Disk(Disk::SaveFile { ask, path, draft: Box::new(draft), replace }));
    }

    /// Takes in that the file was written, or why not. Returns whether this answer was awaited.
    pub(in crate::core) fn written(
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

/// Returns the path that the prompt begins with: the draft's name says what is in the file. A valid
/// name has no character that a path minds.
fn default_path(draft: &Draft) -> String {
    format!("./{}.draft.json", draft.name.value())
}
