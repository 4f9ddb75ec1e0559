//! What lies over a screen: help, the log, prompts, the question whether to leave.

use super::{
    overlay::{Overlay, Prompt, PromptKind, PromptProblem},
    state::Dialog,
};
use crate::core::{
    base::{
        disk_error::StateTrouble, ids::InstanceId, instance::Engine, regions, size::CHROME_ROWS,
    },
    draft::content::Target,
    model::Model,
    port::{
        effect::{Access, Effect, Terminal},
        keymap::Action,
        outcome::Go,
        setting::Setting,
    },
    review::export,
    scope::tree::Place,
    session::{current::SetupProblem, form::FormProblem},
    sign_in, update,
};

use std::mem::discriminant;

/// What the prompt for the scope's text begins with.
const SCOPE_FILE: &str = "./scope.txt";

impl PromptKind {
    /// It asks for a part of the configuration.
    pub(in crate::core) const fn is_setup(&self) -> bool {
        matches!(self, Self::Region | Self::Project | Self::Token)
    }
}

impl Dialog {
    /// Returns the text of the scope, if that is shown, also while something lies over it.
    pub(in crate::core) fn scope_text(&self) -> Option<&str> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::ScopeText { text, .. } => Some(text.as_str()),
            _ => None,
        })
    }

    fn scope_text_on_top(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::ScopeText { .. }))
    }

    /// Returns the prompt of this kind, if one is on top.
    pub(in crate::core) fn prompt(&mut self, kind: &PromptKind) -> Option<&mut Prompt> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) if prompt.kind == *kind => Some(prompt),
            Some(_) | None => None,
        }
    }

    /// Lays something over the screen. A page of one kind lies there once.
    pub(in crate::core) fn show(&mut self, overlay: Overlay) {
        self.overlays.retain(|other| discriminant(other) != discriminant(&overlay));
        self.overlays.push(overlay);
    }
}

impl Model {
    /// Something would be left behind that the operator should know of: a backup that is under way
    /// or in doubt, or a draft that could not be saved. Whoever only watches leaves nothing behind.
    pub fn has_reason_to_stay(&self) -> bool {
        if self.watch.only.is_some() {
            return false;
        }
        self.operations.open().next().is_some() || self.drafts.any_trouble().is_some()
    }
}

/// Leaves, after saying what keeps running; asked a second time, at once.
pub(in crate::core) fn leave(model: &mut Model) -> Vec<Effect> {
    if model.has_reason_to_stay() && !matches!(model.dialog.overlays.last(), Some(Overlay::Leave)) {
        model.dialog.overlays.push(Overlay::Leave);
        return Vec::new();
    }
    quit(model)
}

/// The last effects, then the end; a draft that is not on disk yet is saved first.
pub(in crate::core) fn quit(model: &mut Model) -> Vec<Effect> {
    let Model { drafts, draft, shared, port, .. } = model;
    if !drafts.delay_leaving(draft, shared, port) {
        model.leaving(model.shared.clock.utc);
        model.port.effect(Effect::Terminal(Terminal::Quit));
    }
    model.port.take_effects()
}

/// Help for the screen under the overlays; asked again, closes it.
pub(in crate::core) fn help(model: &mut Model) -> Vec<Effect> {
    let context = model.context();
    toggle_page(model, Overlay::Help { context, scroll: 0 })
}

/// Every operation of this run; asked again, closes it.
pub(in crate::core) fn log(model: &mut Model) -> Vec<Effect> {
    toggle_page(model, Overlay::Log { scroll: 0 })
}

/// Closes the page if one of its kind is on top, and opens it otherwise.
fn toggle_page(model: &mut Model, page: Overlay) -> Vec<Effect> {
    if model.dialog.overlays.last().is_some_and(|top| discriminant(top) == discriminant(&page)) {
        model.dialog.overlays.pop();
    } else {
        close_pages(model);
        model.dialog.overlays.push(page);
    }
    Vec::new()
}

/// A page takes the place of another: pages never pile up.
fn close_pages(model: &mut Model) {
    model.dialog.overlays.retain(|o| {
        !matches!(o, Overlay::Help { .. } | Overlay::Log { .. } | Overlay::Changes { .. })
    });
}

/// Opens a prompt; renaming begins with the old name, a project with the current one.
pub(in crate::core) fn prompt(model: &mut Model, kind: PromptKind) -> Vec<Effect> {
    let text = match &kind {
        PromptKind::TreeName(Place::Rename(path)) => path.name().to_owned(),
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
    let secret = matches!(kind, PromptKind::Token | PromptKind::Passcode);
    let choice = (kind == PromptKind::Region).then_some(0);
    model.dialog.overlays.push(Overlay::Prompt(Prompt {
        kind,
        input: text.into(),
        secret_length: 0,
        choice,
        problem: None,
    }));
    if secret { vec![Effect::Access(Access::ForgetSecret)] } else { Vec::new() }
}

/// The masked prompt holds so many characters now.
pub(in crate::core) fn secret_edited(model: &mut Model, length: usize) -> Vec<Effect> {
    model.port.notice = None;
    match model.dialog.overlays.last_mut() {
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
    Vec::new()
}

/// A setting was not taken: the prompt stays and says why.
pub(in crate::core) fn refused(model: &mut Model, problem: SetupProblem) -> Vec<Effect> {
    match model.dialog.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.problem = Some(PromptProblem::Setup(problem)),
        Some(Overlay::Form(form)) => form.problem = Some(FormProblem::Setup(problem)),
        _ => {}
    }
    Vec::new()
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let stops = model.shared.last_scroll.saturating_add(1);
    // The scope's text stands over a line that tells how much more there is.
    let below = u16::from(model.dialog.scope_text_on_top());
    let page = usize::from(model.shared.size.rows.saturating_sub(CHROME_ROWS + 1 + below)).max(1);
    match model.dialog.overlays.last_mut() {
        Some(
            Overlay::Help { scroll, .. }
            | Overlay::Log { scroll }
            | Overlay::Changes { scroll }
            | Overlay::ScopeText { scroll, .. }
            | Overlay::RunLine { scroll, .. },
        ) => {
            if let Some(row) = action.moves(*scroll, stops, page) {
                *scroll = row;
                return Vec::new();
            }
        }
        Some(Overlay::Prompt(prompt)) => {
            let count = prompt.choices();
            match action {
                Action::Up | Action::Down if count > 0 => {
                    prompt.choice = Some(
                        prompt
                            .choice
                            .map_or(0, |row| action.moves(row, count, count).unwrap_or(row)),
                    );
                    return Vec::new();
                }
                // Tab goes round, so that a list of engines needs no other key.
                Action::Next if count > 0 => {
                    prompt.choice = Some(prompt.choice.map_or(0, |row| (row + 1) % count));
                    return Vec::new();
                }
                Action::Enter => return accept(model),
                _ => {}
            }
        }
        Some(Overlay::Leave) if action == Action::Enter => return quit(model),
        Some(Overlay::Discard(what)) if action == Action::Enter => {
            let what = *what;
            model.dialog.overlays.pop();
            model.port.go(Go::Discard(what));
            return Vec::new();
        }
        Some(
            Overlay::Form(_)
            | Overlay::Ways { .. }
            | Overlay::Projects { .. }
            | Overlay::SigningIn
            | Overlay::Leave
            | Overlay::Import
            | Overlay::Discard(_),
        )
        | None => {}
    }
    if action == Action::Back { close(model) } else { Vec::new() }
}

fn close(model: &mut Model) -> Vec<Effect> {
    let secret = model.wants_secret();
    // What signing in asked for is not given: it does not go on with the next setting either.
    let closed = model.dialog.overlays.pop();
    let asked = matches!(
        &closed,
        Some(Overlay::Prompt(Prompt {
            kind: PromptKind::Passcode | PromptKind::Project | PromptKind::Token,
            ..
        }))
    );
    if asked && !matches!(model.dialog.overlays.last(), Some(Overlay::Ways { .. })) {
        model.sign_in.next = None;
    }
    if secret { vec![Effect::Access(Access::ForgetSecret)] } else { Vec::new() }
}

impl Prompt {
    pub fn choices(&self) -> usize {
        match self.kind {
            PromptKind::Region => self.regions().len(),
            PromptKind::InstanceId => Engine::STATED.len(),
            PromptKind::Project
            | PromptKind::Token
            | PromptKind::Passcode
            | PromptKind::TreeName(_)
            | PromptKind::SavePath
            | PromptKind::ListFile
            | PromptKind::TextPath
            | PromptKind::Change
            | PromptKind::Statement(..) => 0,
        }
    }

    /// The regions that fit what has been typed; none while an URL is typed.
    pub fn regions(&self) -> Vec<String> {
        regions::matching(self.input.value())
    }
}

fn accept(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() else { return Vec::new() };
    let text = prompt.input.value().to_owned();
    match prompt.kind.clone() {
        PromptKind::Region => {
            let region = prompt.choice.and_then(|row| prompt.regions().get(row).cloned());
            vec![Effect::Access(Access::Configure(
                region.map_or(Setting::Endpoint(text), Setting::Region),
            ))]
        }
        PromptKind::Project => vec![Effect::Access(Access::Configure(Setting::Project(text)))],
        PromptKind::Token => vec![Effect::Access(Access::Configure(Setting::TypedToken))],
        PromptKind::Passcode if prompt.secret_length == 0 => {
            prompt.problem = Some(PromptProblem::PasscodeEmpty);
            Vec::new()
        }
        PromptKind::Passcode if prompt.secret_length == 0 => {
            prompt.problem = Some(PromptProblem::PasscodeMissing);
            Vec::new()
        }
        PromptKind::Passcode => {
            model.dialog.overlays.pop();
            sign_in::update::go_on(model)
        }
        PromptKind::InstanceId => match (InstanceId::typed(&text), Model::stated_engine(prompt)) {
            (Some(id), Some(engine)) => {
                model.dialog.overlays.pop();
                model.port.go(Go::Chosen(Target::Typed { id, engine }));
                Vec::new()
            }
            (id, _) => {
                prompt.problem = Some(if id.is_some() {
                    PromptProblem::EngineMissing
                } else {
                    PromptProblem::InstanceId
                });
                Vec::new()
            }
        },
        PromptKind::SavePath => {
            update::save_export(model);
            Vec::new()
        }
        PromptKind::ListFile | PromptKind::TextPath if text.trim().is_empty() => {
            prompt.problem = Some(PromptProblem::PathEmpty);
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
        PromptKind::TreeName(place) => match model.draft.tree.put_typed(&place, &text) {
            Ok(()) => {
                model.dialog.overlays.pop();
                Vec::new()
            }
            Err(problem) => {
                prompt.problem = Some(PromptProblem::Name(problem));
                Vec::new()
            }
        },
    }
}
