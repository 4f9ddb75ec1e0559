//! Offline: the form under Review with nothing to send, and the file that another operator can
//! open.

use super::export::{FileState, Sheet};
use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble},
    compose,
    dialog::overlay::{Overlay, PromptKind, PromptProblem},
    draft::{request::ReviewedBody, rules::rule::Violation},
    journal::save_draft,
    model::Model,
    port::{
        effect::{Disk, Effect},
        keymap::Action,
        outcome::Go,
        shared::Screen,
        status_line::Notice,
    },
    scope::choice::ScopeChoice,
};

/// Opens the screen that saves the draft, if the form breaks no rule;
/// otherwise shows what is missing.
pub(in crate::core) fn open(model: &mut Model) -> Vec<Effect> {
    let (Ok(body), Some(target)) =
        (ReviewedBody::of_draft(&model.draft), model.draft.target.clone())
    else {
        compose::update::show_errors(model);
        return Vec::new();
    };
    let tables = model.draft.scope_choice == ScopeChoice::Tables;
    model.review.export = Some(Sheet {
        body,
        target,
        tables: tables.then(|| model.draft.tree.counts()),
        typed_names: if tables { model.draft.tree.chosen_typed_names() } else { 0 },
        warnings: model
            .compose
            .violations
            .iter()
            .filter(|v| !v.is_error())
            .map(|v: &Violation| v.rule.clone())
            .collect(),
        scroll: 0,
        file: FileState::None,
    });
    model.shared.screen = Screen::Export;
    Vec::new()
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(sheet) = &mut model.review.export else {
        model.shared.screen = Screen::Compose;
        return Vec::new();
    };
    match action {
        Action::Enter => {
            model.port.go(Go::Ask(PromptKind::SavePath));
            return Vec::new();
        }
        Action::Back => {
            model.review.export = None;
            model.shared.screen = Screen::Compose;
        }
        other => {
            if let Some(row) =
                other.moves(sheet.scroll, model.shared.last_scroll.saturating_add(1), 5)
            {
                sheet.scroll = row;
            }
        }
    }
    Vec::new()
}

/// What the prompt begins with: a name says what is in the file. A valid name has no
/// character that a path minds.
pub(in crate::core) fn default_path(model: &Model) -> String {
    format!("./{}.draft.json", model.draft.name.value())
}

/// Enter in the prompt. A file that is there is replaced only when Enter comes again, below
/// the words that say so.
pub(in crate::core) fn save(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let draft = Box::new(save_draft::saved(model));
    let (Some(Overlay::Prompt(prompt)), Some(sheet)) =
        (model.dialog.overlays.last_mut(), &mut model.review.export)
    else {
        return Vec::new();
    };
    let path = prompt.input.value().trim().to_owned();
    if path.is_empty() {
        prompt.problem = Some(PromptProblem::PathEmpty);
        return Vec::new();
    }
    let replace = matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
    sheet.file = FileState::Writing { ask, path: path.clone() };
    vec![Effect::Disk(Disk::SaveFile { ask, path, draft, replace })]
}

/// The file is there, or is not: then the prompt stays and says why.
pub(in crate::core) fn written(
    model: &mut Model,
    answer: Ask,
    result: Result<(), StateTrouble>,
) -> Vec<Effect> {
    let Some(sheet) = &mut model.review.export else { return Vec::new() };
    let path = match &sheet.file {
        FileState::Writing { ask, path } if *ask == answer => path.clone(),
        FileState::Writing { .. }
        | FileState::None
        | FileState::Saved(_)
        | FileState::Failed(_) => return Vec::new(),
    };
    let asking = matches!(model.dialog.overlays.last(), Some(Overlay::Prompt(p)) if p.kind == PromptKind::SavePath);
    match result {
        Ok(()) => {
            sheet.file = FileState::Saved(path);
            model.port.notice = Some(Notice::FileSaved);
            if asking {
                model.dialog.overlays.pop();
            }
        }
        Err(why) => {
            sheet.file = FileState::Failed(why.clone());
            if let (true, Some(Overlay::Prompt(prompt))) =
                (asking, model.dialog.overlays.last_mut())
            {
                prompt.problem = Some(PromptProblem::File(why));
            }
        }
    }
    Vec::new()
}
