//! Prompts: the room that takes what was typed into each.

use crate::core::{
    base::InstanceId,
    draft::Target,
    model::Model,
    port::{Access, Effect, Go, Prompt, PromptKind, PromptProblem, Setting},
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
                self.sign_in_desk().go_on();
            }
            PromptKind::InstanceId => match (InstanceId::typed(&text), prompt.engine()) {
                (Some(id), Some(engine)) => {
                    self.dialog.overlays.pop();
                    self.port.go(Go::Chosen(Target::Typed { id, engine }));
                }
                (Some(_), None) => self.dialog.refuse(PromptProblem::EngineMissing),
                (None, _) => self.dialog.refuse(PromptProblem::InstanceId),
            },
            PromptKind::SavePath
            | PromptKind::ListFile
            | PromptKind::TextPath
            | PromptKind::TicketPath
                if text.trim().is_empty() =>
            {
                self.dialog.refuse(PromptProblem::PathEmpty)
            }
            // An existing file is replaced only when Enter comes again, below the words for that.
            PromptKind::SavePath => {
                let draft = self.shared.saved_draft(&self.draft);
                if let Some(export) = &mut self.review.export {
                    let path = text.trim().to_owned();
                    export.save(path, prompt.replaces(), draft, &mut self.port);
                }
            }
            PromptKind::TicketPath => self.dialog.save_ticket(prompt, &mut self.port),
            PromptKind::ListFile => self.compose_desk().read_file(text.trim().to_owned()),
            PromptKind::TextPath => {
                let path = text.trim().to_owned();
                if let Some(text) = self.dialog.scope_text().map(str::to_owned) {
                    self.compose_desk().save_text(path, text, prompt.replaces());
                }
            }
            PromptKind::Change => {
                self.dialog.overlays.pop();
                self.compose_desk().change_given(&text);
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
}
