//! Prompts: the text that each begins with, and the room that takes what was typed.

use crate::core::{
    base::ids::InstanceId,
    compose::{fill_name, import_keys},
    dialog::overlay::{Prompt, PromptKind, PromptProblem},
    draft::content::Target,
    model::Model,
    port::{
        effect::{Access, Effect},
        outcome::Go,
        setting::Setting,
    },
    review::export_keys,
    scope::tree::Place,
    watch::lost,
};

/// The path that the prompt for the scope's text begins with.
const SCOPE_FILE: &str = "./scope.txt";

/// Opens a prompt; renaming begins with the old name, a project with the current one.
pub(super) fn ask(model: &mut Model, kind: PromptKind) {
    let text = match &kind {
        PromptKind::TreeName(Place::Rename(path)) => path.name().to_owned(),
        PromptKind::Project => {
            model.shared.place.project.as_ref().map(ToString::to_string).unwrap_or_default()
        }
        PromptKind::SavePath => export_keys::default_path(model),
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
        PromptKind::SavePath => export_keys::save(model),
        PromptKind::ListFile => import_keys::read_file(model),
        PromptKind::TextPath => import_keys::save_text(model),
        PromptKind::Change => fill_name::change_given(model, &text),
        PromptKind::Statement(id, statement) => lost::stated(model, id, statement, &text),
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
