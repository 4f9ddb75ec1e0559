//! Prompts: the text that each begins with, and the room that takes what was typed.

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
    review::export,
    scope::tree::NamePlace,
};

/// The path that the prompt for the scope's text begins with.
const SCOPE_FILE: &str = "./scope.txt";

/// Opens a prompt; renaming begins with the old name, a project with the current one.
pub(super) fn ask(model: &mut Model, kind: PromptKind) {
    let text = match &kind {
        PromptKind::TreeName(NamePlace::Rename(path)) => path.name().to_owned(),
        PromptKind::Project => {
            model.shared.place.project.as_ref().map(ToString::to_string).unwrap_or_default()
        }
        PromptKind::SavePath => export::default_path(&model.draft),
        PromptKind::Region
        | PromptKind::Token
        | PromptKind::Passcode
        | PromptKind::InstanceId
        | PromptKind::TreeName(_)
        | PromptKind::ListFile
        | PromptKind::Statement(..) => String::new(),
        PromptKind::TextPath => SCOPE_FILE.to_owned(),
        PromptKind::Change => model.compose.names.change.clone().unwrap_or_default(),
    };
    model.dialog.ask(Prompt::new(kind, text), &mut model.port);
}

/// Hands an accepted text to the room that asked for the text.
pub(super) fn accept(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.input.value().to_owned();
    match prompt.kind.clone() {
        PromptKind::Region => {
            let region = prompt.choice.and_then(|row| prompt.regions().get(row).cloned());
            configure(region.map_or(Setting::Endpoint(text), Setting::Region))
        }
        PromptKind::Project => configure(Setting::Project(text)),
        PromptKind::Token => configure(Setting::TypedToken),
        PromptKind::Passcode if prompt.secret_length == 0 => {
            model.dialog.refuse(PromptProblem::PasscodeEmpty);
            Vec::new()
        }
        PromptKind::Passcode => {
            model.dialog.overlays.pop();
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.go_on(&mut dialog.overlays, shared, port);
            Vec::new()
        }
        PromptKind::InstanceId => {
            match (InstanceId::typed(&text), prompt.engine()) {
                (Some(id), Some(engine)) => {
                    model.dialog.overlays.pop();
                    model.port.go(Go::Chosen(Target::Typed { id, engine }));
                }
                (Some(_), None) => model.dialog.refuse(PromptProblem::EngineMissing),
                (None, _) => model.dialog.refuse(PromptProblem::InstanceId),
            }
            Vec::new()
        }
        PromptKind::SavePath => {
            save_export(model);
            Vec::new()
        }
        PromptKind::ListFile | PromptKind::TextPath if text.trim().is_empty() => {
            model.dialog.refuse(PromptProblem::PathEmpty);
            Vec::new()
        }
        PromptKind::ListFile => {
            model.compose.read_file(text.trim().to_owned(), &mut model.port);
            Vec::new()
        }
        PromptKind::TextPath => {
            // A file that is there is replaced only when Enter comes again.
            let replace =
                matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
            let path = text.trim().to_owned();
            if let Some(text) = model.dialog.scope_text().map(str::to_owned) {
                model.compose.save_text(path, text, replace, &mut model.port);
            }
            Vec::new()
        }
        PromptKind::Change => {
            model.dialog.overlays.pop();
            let Model { compose, shared, draft, port, .. } = model;
            compose.change_given(&text, shared, draft, port);
            Vec::new()
        }
        PromptKind::Statement(id, statement) => {
            model.state(id, statement, &text);
            Vec::new()
        }
        PromptKind::TreeName(place) => {
            match model.draft.tree.put_typed(&place, &text) {
                Ok(()) => drop(model.dialog.overlays.pop()),
                Err(problem) => model.dialog.refuse(PromptProblem::Name(problem)),
            }
            Vec::new()
        }
    }
}

fn configure(setting: Setting) -> Vec<Effect> {
    vec![Effect::Access(Access::Configure(setting))]
}

/// Enter in the prompt for the path of the export. A file that is there is replaced only when Enter
/// comes again, below the words that say so.
fn save_export(model: &mut Model) {
    let draft = model.shared.saved_draft(&model.draft);
    let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() else { return };
    let path = prompt.input.value().trim().to_owned();
    if path.is_empty() {
        prompt.problem = Some(PromptProblem::PathEmpty);
        return;
    }
    let replace = matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
    if let Some(export) = &mut model.review.export {
        export.save(path, replace, draft, &mut model.port);
    }
}
