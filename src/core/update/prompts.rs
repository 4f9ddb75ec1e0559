//! Prompts: the room that takes what was typed into each.

use crate::core::{
    base::{disk_error::StateTrouble, ids::InstanceId},
    draft::form::Target,
    model::Model,
    port::{
        effect::{Access, Effect},
        outcome::Go,
        overlay::{Overlay, Prompt, PromptKind, PromptProblem},
        setting::Setting,
    },
};

impl Model {
    /// Hands an accepted text to the room that asked for the text.
    pub(super) fn accept_prompt(&mut self, prompt: &Prompt) {
        let text = prompt.input.value().to_owned();
        match prompt.kind.clone() {
            PromptKind::Region => {
                let region = prompt.choice.and_then(|row| prompt.regions().get(row).cloned());
                self.configure(region.map_or(Setting::Endpoint(text), Setting::Region))
            }
            PromptKind::Project => self.configure(Setting::Project(text)),
            PromptKind::Token => self.configure(Setting::TypedToken),
            PromptKind::Passcode if prompt.secret_length == 0 => {
                self.dialog.refuse(PromptProblem::PasscodeEmpty)
            }
            PromptKind::Passcode => {
                self.dialog.overlays.pop();
                let Self { sign_in, dialog, shared, port, .. } = self;
                sign_in.go_on(&mut dialog.overlays, shared, port);
            }
            PromptKind::InstanceId => match (InstanceId::typed(&text), prompt.engine()) {
                (Some(id), Some(engine)) => {
                    self.dialog.overlays.pop();
                    self.port.go(Go::Chosen(Target::Typed { id, engine }));
                }
                (Some(_), None) => self.dialog.refuse(PromptProblem::EngineMissing),
                (None, _) => self.dialog.refuse(PromptProblem::InstanceId),
            },
            PromptKind::SavePath => self.save_export(),
            PromptKind::ListFile | PromptKind::TextPath | PromptKind::TicketPath
                if text.trim().is_empty() =>
            {
                self.dialog.refuse(PromptProblem::PathEmpty)
            }
            PromptKind::TicketPath => self.dialog.save_ticket(prompt, &mut self.port),
            PromptKind::ListFile => self.compose.read_file(text.trim().to_owned(), &mut self.port),
            PromptKind::TextPath => {
                // An existing file is replaced only when Enter comes again.
                let replace =
                    matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
                let path = text.trim().to_owned();
                if let Some(text) = self.dialog.scope_text().map(str::to_owned) {
                    self.compose.save_text(path, text, replace, &mut self.port);
                }
            }
            PromptKind::Change => {
                self.dialog.overlays.pop();
                let Self { compose, shared, draft, port, .. } = self;
                compose.change_given(&text, shared, draft, port);
            }
            PromptKind::Statement(id, statement) => self.state(id, statement, &text),
            PromptKind::TreeName(place) => match self.draft.tree.put_typed(&place, &text) {
                Ok(()) => drop(self.dialog.overlays.pop()),
                Err(problem) => self.dialog.refuse(PromptProblem::Name(problem)),
            },
        }
    }

    fn configure(&mut self, setting: Setting) {
        self.port.effect(Effect::Access(Access::Configure(setting)));
    }

    /// Saves the export to the typed path. An existing file is replaced only when Enter comes
    /// again, below the words that say so.
    pub(super) fn save_export(&mut self) {
        let draft = self.shared.saved_draft(&self.draft);
        let Some(Overlay::Prompt(prompt)) = self.dialog.overlays.last_mut() else { return };
        let path = prompt.input.value().trim().to_owned();
        if path.is_empty() {
            prompt.problem = Some(PromptProblem::PathEmpty);
            return;
        }
        let replace = matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
        if let Some(export) = &mut self.review.export {
            export.save(path, replace, draft, &mut self.port);
        }
    }
}
