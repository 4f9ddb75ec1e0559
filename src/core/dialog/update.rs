//! What lies over a screen: pages that scroll, prompts, questions.

use super::state::Dialog;
use crate::core::{
    base::StateTrouble,
    port::{
        Access, Action, Effect, Go, Overlay, Port, Prompt, PromptKind, PromptProblem, TextPage,
    },
    session::{FormProblem, SecretField, SetupProblem},
};

impl Dialog {
    /// Opens a prompt. An empty field is shown, so a secret that was typed before is wiped.
    pub(crate) fn ask(&mut self, prompt: Prompt, port: &mut Port) {
        let masked = prompt.kind.secret().is_some();
        self.overlays.push(Overlay::Prompt(prompt));
        port.effects(masked.then_some(Effect::Access(Access::ForgetSecret)));
    }

    /// Closes the page if one of its kind is on top. Otherwise opens the page in the place of
    /// another: pages never pile up.
    pub(crate) fn toggle(&mut self, page: Overlay) {
        if self.overlays.last().is_some_and(|top| top.is_like(&page)) {
            self.overlays.pop();
            return;
        }
        self.overlays.retain(|overlay| {
            !matches!(
                overlay,
                Overlay::Page { page: TextPage::Help(_) | TextPage::Log | TextPage::Changes, .. }
            )
        });
        self.overlays.push(page);
    }

    /// Lays something over the screen. A page of one kind lies there once.
    pub(crate) fn show(&mut self, overlay: Overlay) {
        self.overlays.retain(|other| !other.is_like(&overlay));
        self.overlays.push(overlay);
    }

    /// Returns the text of the scope, if that is shown, also while something lies over it.
    pub(crate) fn scope_text(&self) -> Option<&str> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Page { page: TextPage::ScopeText(text), .. } => Some(text.as_str()),
            _ => None,
        })
    }

    /// Returns the prompt of this kind, if one is on top.
    pub(crate) fn prompt(&mut self, kind: &PromptKind) -> Option<&mut Prompt> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) if prompt.kind == *kind => Some(prompt),
            _ => None,
        }
    }

    /// Closes the prompt for a file that was written, and returns true. The prompt of a failure
    /// stays, and says why the file was not written.
    pub(crate) fn file_written(
        &mut self,
        kind: &PromptKind,
        result: Result<(), StateTrouble>,
    ) -> bool {
        let Some(prompt) = self.prompt(kind) else { return false };
        prompt.problem = result.err().map(PromptProblem::File);
        let written = prompt.problem.is_none();
        if written {
            self.overlays.pop();
        }
        written
    }

    /// Returns the masked field that has the keys.
    pub(crate) fn secret_field(&self) -> Option<SecretField> {
        match self.overlays.last()? {
            Overlay::Prompt(prompt) => prompt.kind.secret(),
            Overlay::Form(form) => form.secret(),
            Overlay::Page { .. }
            | Overlay::Ways { .. }
            | Overlay::Projects { .. }
            | Overlay::SigningIn
            | Overlay::Leave
            | Overlay::Import
            | Overlay::Discard(_) => None,
        }
    }

    /// Takes the number of characters that the masked field holds now.
    pub(crate) fn secret_edited(&mut self, length: usize, port: &mut Port) {
        port.notice = None;
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => {
                prompt.secret_length = length;
                prompt.problem = None;
            }
            Some(Overlay::Form(form)) => {
                form.problem = None;
                if let Some(field) = form.fields.get_mut(form.focus) {
                    field.length = length;
                }
            }
            _ => {}
        }
    }

    /// Keeps the prompt or form open and says why the shell did not take the setting.
    pub(crate) fn refuse_setting(&mut self, problem: SetupProblem) {
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) => form.problem = Some(FormProblem::Setup(problem)),
            _ => self.refuse(PromptProblem::Setup(problem)),
        }
    }

    /// Keeps the prompt open and says why its text was not taken.
    pub(crate) fn refuse(&mut self, problem: PromptProblem) {
        if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
            prompt.problem = Some(problem);
        }
    }

    /// Takes a key on a page, a prompt or a question. Returns the prompt if Enter accepts its text:
    /// the reducer hands the text to the room that asked.
    pub(crate) fn act(&mut self, action: Action, port: &mut Port) -> Option<Prompt> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => {
                let count = prompt.choices();
                match action {
                    Action::Next if prompt.kind.is_path() => {
                        let typed = prompt.input.value().to_owned();
                        self.begin_completion(&typed, port);
                    }
                    Action::Up | Action::Down if count > 0 => {
                        prompt.choice = Some(
                            prompt
                                .choice
                                .map_or(0, |row| action.moves(row, count, count).unwrap_or(row)),
                        );
                    }
                    // Tab goes round, so that a list of engines needs no other key.
                    Action::Next if count > 0 => {
                        prompt.choice = Some(prompt.choice.map_or(0, |row| (row + 1) % count));
                    }
                    Action::Enter => return Some(prompt.clone()),
                    _ => {}
                }
            }
            Some(Overlay::Leave) if action == Action::Enter => port.go(Go::Quit),
            Some(Overlay::Discard(what)) if action == Action::Enter => {
                port.go(Go::Discard(*what));
                self.overlays.pop();
            }
            Some(
                Overlay::Page { .. }
                | Overlay::Form(_)
                | Overlay::Ways { .. }
                | Overlay::Projects { .. }
                | Overlay::SigningIn
                | Overlay::Leave
                | Overlay::Import
                | Overlay::Discard(_),
            )
            | None => {}
        }
        if action == Action::Back {
            self.close(port);
        }
        None
    }

    /// Takes a key of the help that concerns its filter. Returns false for a key of every page.
    pub(crate) fn act_on_help(&mut self, action: Action) -> bool {
        let Some(Overlay::Page { page: TextPage::Help(help), scroll }) = self.overlays.last_mut()
        else {
            return false;
        };
        match action {
            Action::Filter => help.filtering = true,
            Action::Enter => help.filtering = false,
            Action::Back if help.filtering || !help.filter.value().is_empty() => {
                help.filtering = false;
                help.filter.reset();
            }
            _ => return false,
        }
        *scroll = 0;
        true
    }

    fn close(&mut self, port: &mut Port) {
        let masked = self.secret_field().is_some();
        let closed = self.overlays.pop();
        let asked = matches!(closed, Some(Overlay::Prompt(prompt)) if prompt.kind.is_of_sign_in());
        if asked && !matches!(self.overlays.last(), Some(Overlay::Ways { .. })) {
            port.go(Go::GiveUpSignIn);
        }
        port.effects(masked.then_some(Effect::Access(Access::ForgetSecret)));
    }
}
