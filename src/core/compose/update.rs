//! Filling in the form: moving between fields, the scope choice, the one-key fix.

use super::{fill_name, state::ComposeFocus as F};
use crate::core::{
    base::{ask::Ask, ids::InstanceId, size},
    draft::{content::Target, rules::rule::Field},
    model::Model,
    port::{effect::Effect, keymap::Action, outcome::Go, shared::Screen, status_line::Notice},
    scope::choice::ScopeChoice,
};

/// The field that a focus belongs to.
const fn field(focus: F) -> Field {
    match focus {
        F::Name => Field::Name,
        F::Description => Field::Description,
        F::Scope | F::Tree | F::TreeFilter => Field::Scope,
    }
}

/// Marks a field as visited, so that its errors show.
pub(in crate::core) fn touch(model: &mut Model, field: Field) {
    if !model.compose.touched.contains(&field) {
        model.compose.touched.push(field);
    }
}

/// After a character went into a field of this screen.
pub(in crate::core) fn typed(model: &mut Model) {
    match model.compose.focus {
        F::TreeFilter => {
            let text = model.compose.filter.value().to_owned();
            model.draft.tree.set_filter(&text);
        }
        focus @ (F::Name | F::Description | F::Scope | F::Tree) => touch(model, field(focus)),
    }
}

/// Puts the focus on a field; without one the focus stays.
pub(in crate::core) const fn focus(model: &mut Model, field: Option<Field>) {
    match field {
        Some(Field::Name) => model.compose.focus = F::Name,
        Some(Field::Description) => model.compose.focus = F::Description,
        Some(Field::Scope | Field::Instance) | None => {}
    }
}

/// The actions of the whole form, whichever of its panes has the focus.
pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Next => go(model, 1),
        Action::Previous => go(model, -1),
        Action::NextPane => next_pane(model),
        Action::Toggle => choose_scope(model, other(model.draft.scope_choice)),
        Action::Open => choose_scope(model, ScopeChoice::Tables),
        Action::Close => choose_scope(model, ScopeChoice::Instance),
        Action::Fix => fix(model),
        Action::Undo => undo(model, false),
        Action::Redo => undo(model, true),
        Action::Template => return fill_name::fill(model),
        Action::Review => model.port.go(Go::Review),
        Action::Instance => {
            leave_field(model);
            model.shared.screen = Screen::Instance;
            model.choose.instances.from_form = true;
            model.choose.enter(&model.shared, &mut model.port);
            return Vec::new();
        }
        Action::Enter if model.compose.focus == F::TreeFilter => model.compose.focus = F::Tree,
        Action::Back => back(model),
        _ => {}
    }
    Vec::new()
}

fn leave_field(model: &mut Model) {
    touch(model, field(model.compose.focus));
}

/// The fields in their order; the tree only where it says anything.
fn order(model: &Model) -> &'static [F] {
    match model.draft.scope_choice {
        ScopeChoice::Instance => &[F::Name, F::Description, F::Scope],
        ScopeChoice::Tables => &[F::Name, F::Description, F::Scope, F::Tree],
    }
}

fn go(model: &mut Model, step: isize) {
    leave_field(model);
    let order = order(model);
    let here =
        order.iter().position(|f| *f == model.compose.focus).unwrap_or(order.len() - 1) as isize;
    let next = (here + step).rem_euclid(order.len() as isize) as usize;
    model.compose.focus = order[next];
}

/// The panes in their order: the fields, the tree, and (where it stands on the
/// same page) the instance list.
fn next_pane(model: &mut Model) {
    let wide = model.shared.size.rung() == size::Rung::Wide;
    match model.compose.focus {
        F::Name | F::Description | F::Scope if model.draft.scope_choice == ScopeChoice::Tables => {
            leave_field(model);
            model.compose.focus = F::Tree;
        }
        F::Name | F::Description | F::Scope if wide => model.shared.screen = Screen::Instance,
        F::Tree | F::TreeFilter if wide => {
            model.compose.focus = F::Name;
            model.shared.screen = Screen::Instance;
        }
        F::Name | F::Description | F::Scope | F::Tree | F::TreeFilter => {
            model.compose.focus = F::Name
        }
    }
}

/// Sets the scope; databases and tables only where the engine has them.
fn choose_scope(model: &mut Model, choice: ScopeChoice) {
    let cassandra = model.draft.engine().is_none_or(|e| e.has_table_scope());
    if choice == ScopeChoice::Tables && !cassandra {
        model.port.notice = Some(Notice::CassandraOnly);
    } else {
        model.draft.choose_scope(choice);
    }
}

const fn other(choice: ScopeChoice) -> ScopeChoice {
    match choice {
        ScopeChoice::Tables => ScopeChoice::Instance,
        ScopeChoice::Instance => ScopeChoice::Tables,
    }
}

/// Takes back the last change of the scope, or does it again.
fn undo(model: &mut Model, again: bool) {
    // One key too many in the tree must not turn what is chosen into everything.
    if !again
        && model.compose.focus == F::Tree
        && model.draft.tree.scope_behind() == Some(ScopeChoice::Instance)
    {
        model.port.notice = Some(Notice::UndoWidens);
        return;
    }
    let Some(what) = model.draft.undo(again) else {
        model.port.notice = Some(if again { Notice::NothingToRedo } else { Notice::NothingToUndo });
        return;
    };
    touch(model, Field::Scope);
    // Where the scope is the whole instance, the tree takes no keys.
    if model.draft.scope_choice == ScopeChoice::Instance && model.compose.focus == F::Tree {
        model.compose.focus = F::Scope;
    }
    model.port.notice = Some(Notice::Undone {
        what,
        again,
        choice: model.draft.scope_choice,
        counts: model.draft.tree.counts(),
    });
}

fn fix(model: &mut Model) {
    let here = field(model.compose.focus);
    let found = model.compose.violations.iter().find(|v| v.field == here && v.fix.is_some());
    let Some(text) = found.and_then(|v| v.fix.clone()) else {
        model.port.notice = Some(Notice::NothingToFix);
        return;
    };
    match here {
        Field::Name => model.draft.name = text.into(),
        Field::Description => model.draft.description = text.into(),
        Field::Instance | Field::Scope => {}
    }
    touch(model, here);
    model.port.notice = Some(Notice::Fixed);
}

pub(in crate::core) fn back(model: &mut Model) {
    let filtered = !model.compose.filter.value().is_empty();
    match model.compose.focus {
        F::TreeFilter | F::Tree if filtered || model.compose.focus == F::TreeFilter => {
            model.compose.filter.reset();
            model.draft.tree.set_filter("");
            model.compose.focus = F::Tree;
        }
        F::Name | F::Description | F::Scope | F::Tree | F::TreeFilter => {
            leave_field(model);
            model.shared.screen = Screen::Instance;
        }
    }
}

/// Puts the focus on the first field that has an error, and shows all errors.
pub(in crate::core) fn show_errors(model: &mut Model) {
    for field in [Field::Instance, Field::Name, Field::Description, Field::Scope] {
        touch(model, field);
    }
    let first = model.compose.violations.iter().find(|v| v.is_error()).map(|v| v.field);
    model.port.notice = Some(Notice::ErrorsFirst(model.errors()));
    match first {
        Some(Field::Instance) => {
            model.shared.screen = Screen::Instance;
            model.port.notice = Some(Notice::InstanceFirst);
            return;
        }
        Some(Field::Name) => model.compose.focus = F::Name,
        Some(Field::Description) => model.compose.focus = F::Description,
        Some(Field::Scope) if model.draft.scope_choice == ScopeChoice::Tables => {
            model.compose.focus = F::Tree
        }
        Some(Field::Scope) | None => model.compose.focus = F::Scope,
    }
    model.shared.screen = Screen::Compose;
}

/// Takes an instance into the draft. Another one has other databases, so the tree starts
/// anew, and the old one is put aside: whoever looks at another instance and comes back
/// finds what was chosen. The scope choice stays, for falling from tables to the whole
/// instance is the operator's to do.
pub(in crate::core) fn choose(model: &mut Model, target: Target) -> Vec<Effect> {
    let before = model.draft.target.as_ref().map(Target::id);
    let same = before == Some(target.id());
    // Before there is an instance, only the command line has chosen names: for the one that is
    // chosen now.
    let first = before.is_none();
    let as_given = first && model.draft.is_begun() && !model.drafts.is_unsaved(&model.draft);
    if !same {
        if !first {
            swap_tree(model, target.id());
        }
        model.compose.filter.reset();
        model.compose.ask = Ask::default();
        model.compose.tables_ask = model.port.number();
        model.compose.last_ask = Ask::default();
    }
    model.draft.target = Some(target);
    if as_given {
        model.drafts.mark_saved(&model.draft);
    }
    model.shared.screen = Screen::Compose;
    model.compose.focus = F::Name;
    super::tree_keys::list_databases(model)
}

/// Puts the tree of the instance before aside, and takes out the one that was
/// put aside for this instance.
fn swap_tree(model: &mut Model, to: &InstanceId) {
    let anew = model.draft.tree.anew();
    let Some(from) = model.draft.target.as_ref().map(|target| target.id().clone()) else { return };
    let mut old = std::mem::replace(&mut model.draft.tree, anew);
    old.rest();
    if let Some((_, tree)) = model.compose.aside.take().filter(|(id, _)| id == to) {
        model.draft.tree = tree;
        model.draft.tree.count_on_from(&old);
    }
    model.compose.aside = Some((from, old));
}
