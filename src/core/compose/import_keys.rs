//! A list on its way into the tree: from a paste, a file or the text of the scope, by way of its
//! preview.

use super::{
    import::{Judged, Preview, Source},
    last_backup,
    state::ComposeFocus,
    tree_keys,
};
use crate::core::{
    base::{
        ask::Ask,
        disk_error::StateTrouble,
        key::{Key, KeyCode, Press},
        size,
        time::Millis,
    },
    compose,
    dialog::overlay::{Overlay, PromptKind, PromptProblem},
    draft::rules::rule::Field,
    model::Model,
    port::{
        effect::{Disk, Effect, Terminal},
        keymap::Action,
        outcome::Go,
        shared::Screen,
        status_line::Notice,
        timer::Timer,
    },
    scope::{
        choice::ScopeChoice,
        list::render,
        tree::{self, Origin, Take},
    },
};

/// A paste that has not come to rest is looked at again after so many seconds.
const RESTS: u64 = 1;

/// Takes a paste if it is a list here; `None` leaves it to the text field.
pub(in crate::core) fn pasted(
    model: &mut Model,
    text: &str,
    marked: bool,
    at: Millis,
) -> Option<Vec<Effect>> {
    match model.dialog.overlays.last_mut() {
        Some(Overlay::Preview(preview)) => {
            return Some(if !marked && preview.pour(text, at) {
                poured(model)
            } else {
                open(model, Source::Paste, text, (!marked).then_some(at))
            });
        }
        Some(Overlay::ScopeText { .. }) => {}
        // A path has no lines; a list has.
        Some(Overlay::Prompt(prompt)) if prompt.kind == PromptKind::ListFile && has_lines(text) => {
            model.dialog.overlays.pop();
        }
        Some(_) => return None,
        None if model.shared.screen == Screen::Compose
            && model.draft.scope_choice == ScopeChoice::Tables =>
        {
            match model.compose.focus {
                ComposeFocus::Tree => {}
                ComposeFocus::TreeFilter if has_lines(text) => {}
                ComposeFocus::TreeFilter
                | ComposeFocus::Name
                | ComposeFocus::Description
                | ComposeFocus::Scope => return None,
            }
        }
        None => return None,
    }
    Some(open(model, Source::Paste, text, (!marked).then_some(at)))
}

fn has_lines(text: &str) -> bool {
    text.trim_end_matches(['\n', '\r']).contains(['\n', '\r'])
}

pub(in crate::core) fn open(
    model: &mut Model,
    from: Source,
    text: &str,
    pours: Option<Millis>,
) -> Vec<Effect> {
    if model.draft.engine().is_some_and(|engine| !engine.has_table_scope()) {
        model.port.notice = Some(Notice::CassandraOnly);
        return Vec::new();
    }
    model.dialog.overlays.retain(|overlay| !matches!(overlay, Overlay::Preview(_)));
    model.dialog.overlays.push(Overlay::Preview(Box::new(Preview::new(from, text, pours))));
    poured(model)
}

/// A piece came: short texts are read at once, long ones when no more comes.
fn poured(model: &mut Model) -> Vec<Effect> {
    match shown(&mut model.dialog.overlays) {
        Some(preview) if preview.is_short() => read(model),
        Some(_) => vec![Effect::Wait { seconds: RESTS, timer: Timer::Paste }],
        None => Vec::new(),
    }
}

fn read(model: &mut Model) -> Vec<Effect> {
    let Some(preview) = shown(&mut model.dialog.overlays) else { return Vec::new() };
    preview.read(&model.draft.tree);
    look_up(model)
}

/// No more of it came for a while.
pub(in crate::core) fn rested(model: &mut Model) -> Vec<Effect> {
    let at_rest = shown(&mut model.dialog.overlays).is_some_and(|preview| preview.read.is_none());
    if at_rest { read(model) } else { Vec::new() }
}

/// A key that is the next piece of a paste without marks.
pub(in crate::core) fn pours(model: &mut Model, key: Key, at: Millis) -> Option<Vec<Effect>> {
    let text = match (key.ctrl, key.code) {
        (false, KeyCode::Char(c)) => c,
        (false, KeyCode::Enter) | (true, KeyCode::Char('j')) => '\n',
        (false, KeyCode::Tab) => '\t',
        _ => return None,
    };
    match model.dialog.overlays.last_mut() {
        Some(Overlay::Preview(preview)) if preview.is_pouring(at) => {
            preview.pour(text.encode_utf8(&mut [0; 4]), at);
            Some(poured(model))
        }
        Some(_) | None => None,
    }
}

/// Names came while a list is looked at.
pub(in crate::core) fn names_came(model: &mut Model, database: Option<&str>) -> Vec<Effect> {
    if let Some(preview) = shown(&mut model.dialog.overlays) {
        preview.look_again(database, &model.draft.tree);
    }
    look_up(model)
}

/// After every message: what is said of a list is said of the tree that it would go into.
pub(in crate::core) fn follow(model: &mut Model) {
    let on_top = matches!(model.dialog.overlays.last(), Some(Overlay::Preview(preview)) if preview.read.is_some());
    if let Some(preview) = shown(&mut model.dialog.overlays) {
        preview.follow(&model.draft.tree);
        preview.guard.follow(on_top);
    }
}

/// The list that is looked at, also while help lies over it.
fn shown(overlays: &mut [Overlay]) -> Option<&mut Preview> {
    overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Preview(preview) => Some(&mut **preview),
        _ => None,
    })
}

fn judged(overlays: &mut [Overlay]) -> Option<&mut Judged> {
    shown(overlays)?.read.as_mut()
}

/// The tables of the next database that the list names are asked for, one database at a time.
fn look_up(model: &mut Model) -> Vec<Effect> {
    let Some(judged) = judged(&mut model.dialog.overlays) else { return Vec::new() };
    let tree = &model.draft.tree;
    let listing = |d: &usize| tree.database(*d).map(|d| d.listing().clone());
    // What is typed cannot be read, and must not keep the others from it.
    let listed = |d: &usize| tree.database(*d).is_some_and(|d| d.origin() == Origin::Listed);
    let places = || judged.unread().filter_map(|name| tree.find(name)).filter(listed);
    if !model.shared.place.is_ready()
        || places().any(|d| listing(&d) == Some(tree::Listing::Loading))
    {
        return Vec::new();
    }
    let next = places().find(|d| listing(d) == Some(tree::Listing::NotAsked));
    next.map_or_else(Vec::new, |d| tree_keys::list_tables(model, d))
}

pub(in crate::core) fn act(
    model: &mut Model,
    action: Action,
    press: Press,
    before: Option<Millis>,
) -> Vec<Effect> {
    let stops = model.shared.last_scroll.saturating_add(1);
    let page = usize::from(model.shared.size.rows.saturating_sub(size::CHROME_ROWS + 4)).max(1);
    let Some(Overlay::Preview(preview)) = model.dialog.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Add | Action::Replace | Action::AddAlone | Action::WithNew
            if preview.read.is_some() && !preview.guard.allows(press, before) =>
        {
            model.port.notice = Some(Notice::LookAtList);
        }
        Action::Add => return take(model, Take::Add, false),
        Action::Replace => return take(model, Take::Replace, false),
        Action::AddAlone => return take(model, Take::Add, true),
        Action::WithNew => last_backup::with_new(model),
        Action::Back => {
            model.dialog.overlays.pop();
            model.port.notice = Some(Notice::ListDropped);
        }
        other => {
            if let Some(row) = other.moves(preview.scroll, stops, page) {
                preview.scroll = row;
            }
        }
    }
    Vec::new()
}

/// Takes a list; `alone`: also the databases that stand alone in it, as a whole.
fn take(model: &mut Model, how: Take, alone: bool) -> Vec<Effect> {
    let Some(Overlay::Preview(preview)) = model.dialog.overlays.last() else { return Vec::new() };
    let Some(judged) = &preview.read else {
        model.port.notice = Some(Notice::ListReading);
        return Vec::new();
    };
    let (any_alone, scope) = (judged.alone().len() > 0, judged.scope(alone));
    if scope.is_empty() || (alone && !any_alone) {
        // Replacing by nothing is unticking all, which has a key of its own.
        model.port.notice = Some(if any_alone { Notice::OnlyAlone } else { Notice::ListEmpty });
        return Vec::new();
    }
    model.draft.tree.take(&scope, how);
    model.compose.list_taken = true;
    model
        .dialog
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Preview(_) | Overlay::ScopeText { .. }));
    model.port.notice = Some(Notice::Counted(model.draft.tree.counts()));
    compose::update::touch(model, Field::Scope);
    Vec::new()
}

/// Asks for a file with a list.
pub(in crate::core) fn ask_file(model: &mut Model) -> Vec<Effect> {
    model.port.go(Go::Ask(PromptKind::ListFile));
    Vec::new()
}

pub(in crate::core) fn read_file(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() else { return Vec::new() };
    let path = prompt.input.value().trim().to_owned();
    if path.is_empty() {
        prompt.problem = Some(PromptProblem::PathEmpty);
        return Vec::new();
    }
    (model.compose.list_ask, model.compose.list_path) = (ask, path.clone());
    vec![Effect::Disk(Disk::ReadText { ask, path })]
}

/// The file was read, or was not: then the prompt stays and says why.
pub(in crate::core) fn file_came(
    model: &mut Model,
    answer: Ask,
    result: Result<String, StateTrouble>,
) -> Vec<Effect> {
    if answer != model.compose.list_ask {
        return Vec::new();
    }
    let Some(Overlay::Prompt(prompt)) =
        model.dialog.overlays.last_mut().filter(|o| is_prompt(o, &PromptKind::ListFile))
    else {
        return Vec::new();
    };
    if prompt.input.value().trim() != model.compose.list_path {
        // Another path is being typed: nothing comes up under the fingers.
        return Vec::new();
    }
    match result {
        Ok(text) => {
            let path = prompt.input.value().trim().to_owned();
            model.dialog.overlays.pop();
            open(model, Source::File(path), &text, None)
        }
        Err(why) => {
            prompt.problem = Some(PromptProblem::Unread(why));
            Vec::new()
        }
    }
}

fn is_prompt(overlay: &Overlay, kind: &PromptKind) -> bool {
    matches!(overlay, Overlay::Prompt(prompt) if prompt.kind == *kind)
}

/// Shows the scope as text.
pub(in crate::core) fn show_text(model: &mut Model) -> Vec<Effect> {
    let text = render(&model.draft.tree.scope());
    model.dialog.overlays.push(Overlay::ScopeText { text, scroll: 0 });
    Vec::new()
}

/// Keys while the scope is shown as text.
pub(in crate::core) fn text_act(model: &mut Model, action: Action) -> Vec<Effect> {
    let stops = model.shared.last_scroll.saturating_add(1);
    let page = usize::from(model.shared.size.rows.saturating_sub(size::CHROME_ROWS + 2)).max(1);
    let Some(Overlay::ScopeText { text, scroll }) = model.dialog.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Copy => {
            model.port.notice = Some(Notice::TextCopied);
            return vec![Effect::Terminal(Terminal::Copy(text.clone()))];
        }
        Action::FromFile => return ask_file(model),
        Action::Save => {
            model.port.go(Go::Ask(PromptKind::TextPath));
            return Vec::new();
        }
        Action::Back => {
            model.dialog.overlays.pop();
        }
        other => {
            if let Some(row) = other.moves(*scroll, stops, page) {
                *scroll = row;
            }
        }
    }
    Vec::new()
}

/// Enter in the prompt for a file to write the text to. One that is there is replaced
/// only when Enter comes again.
pub(in crate::core) fn save_text(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let shown = model.dialog.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::ScopeText { text, .. } => Some(text.clone()),
        _ => None,
    });
    let (Some(Overlay::Prompt(prompt)), Some(text)) = (model.dialog.overlays.last_mut(), shown)
    else {
        return Vec::new();
    };
    let path = prompt.input.value().trim().to_owned();
    if path.is_empty() {
        prompt.problem = Some(PromptProblem::PathEmpty);
        return Vec::new();
    }
    let replace = matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
    model.compose.list_ask = ask;
    vec![Effect::Disk(Disk::SaveText { ask, path, text, replace })]
}

/// The text is in its file, or is not.
pub(in crate::core) fn text_saved(
    model: &mut Model,
    answer: Ask,
    result: Result<(), StateTrouble>,
) -> Vec<Effect> {
    if answer != model.compose.list_ask {
        return Vec::new();
    }
    let Some(Overlay::Prompt(prompt)) =
        model.dialog.overlays.last_mut().filter(|o| is_prompt(o, &PromptKind::TextPath))
    else {
        return Vec::new();
    };
    match result {
        Ok(()) => {
            model.dialog.overlays.pop();
            model.port.notice = Some(Notice::TextSaved);
        }
        Err(why) => prompt.problem = Some(PromptProblem::File(why)),
    }
    Vec::new()
}
