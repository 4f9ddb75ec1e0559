//! Completes the name of a file in a prompt: the folder is read, and its names go on from the text.

use super::state::Dialog;
use crate::core::{
    base::{
        Ask, Completion, StateTrouble,
        completion::{complete, folder},
    },
    port::{Disk, Overlay, Port, Prompt, PromptProblem},
};

impl Dialog {
    /// Reads the folder of the path in the prompt.
    pub(super) fn begin_completion(&mut self, typed: &str, port: &mut Port) {
        let ask = port.number();
        let folder = folder(typed).to_owned();
        self.completing = Some((ask, typed.to_owned()));
        port.effect(Disk::ListFolder { ask, folder });
    }

    /// Takes the names in the folder, unless the operator has typed on meanwhile.
    pub(crate) fn folder_read(&mut self, ask: Ask, result: Result<Vec<String>, StateTrouble>) {
        let Some((_, typed)) = self.completing.take_if(|(asked, _)| *asked == ask) else { return };
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else { return };
        if prompt.kind.is_path() && prompt.input.value() == typed {
            take(prompt, result.map(|names| complete(&typed, &names)));
        }
    }
}

fn take(prompt: &mut Prompt, result: Result<Completion, StateTrouble>) {
    prompt.problem = match result {
        Ok(Completion::Longer(path)) => {
            prompt.input = path.into();
            None
        }
        Ok(Completion::Several(names, more)) => Some(PromptProblem::SeveralFiles(names, more)),
        Ok(Completion::Nothing) => Some(PromptProblem::NoFile),
        Err(why) => Some(PromptProblem::Unread(why)),
    };
}
