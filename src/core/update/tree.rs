//! The tree editor: moving, ticking, opening branches, typed names.

use super::{changes, compose, overlay};
use crate::core::{
    call::{CallFailure, Page},
    keymap::Action,
    message::{Ask, Effect},
    model::{ComposeFocus, Model, Notice, PromptKind},
    rules::Field,
    tree::{Database, Listing, Mark, Origin, Place, RowId},
};

/// Reads the databases of a chosen Cassandra instance, unless that was done.
pub(super) fn list_databases(model: &mut Model) -> Vec<Effect> {
    let cassandra = model.draft.engine().is_some_and(|e| e.has_table_scope());
    let wanted = matches!(model.draft.tree.listing, Listing::NotAsked | Listing::Failed(_));
    let Some(instance) = model.draft.target.as_ref().map(|t| t.id().clone()).filter(|_| cassandra && wanted && model.place.is_ready())
    else {
        return Vec::new();
    };
    let ask = model.next_ask();
    model.compose.ask = ask;
    model.draft.tree.listing = Listing::Loading;
    vec![Effect::ListDatabases { ask, instance }]
}

pub(super) fn databases(model: &mut Model, ask: Ask, page: Result<Page<String>, CallFailure>) -> Vec<Effect> {
    if ask == model.compose.ask {
        match page {
            Ok(page) => model.draft.tree.add_databases(&page.rows, page.last),
            Err(why) => model.draft.tree.databases_failed(why),
        }
        return changes::names_came(model);
    }
    Vec::new()
}

pub(super) fn tables(model: &mut Model, ask: Ask, database: &str, page: Result<Page<String>, CallFailure>) -> Vec<Effect> {
    if ask == model.compose.tables_ask {
        match page {
            Ok(page) => model.draft.tree.add_tables(database, &page.rows, page.last),
            Err(why) => model.draft.tree.tables_failed(database, why),
        }
        return changes::names_came(model);
    }
    Vec::new()
}

pub(super) fn list_tables(model: &mut Model, d: usize) -> Vec<Effect> {
    let ask = model.compose.tables_ask;
    let Some(instance) = model.draft.target.as_ref().map(|t| t.id().clone()) else { return Vec::new() };
    match model.draft.tree.start_listing(d) {
        Some(database) => vec![Effect::ListTables { ask, instance, database: database.to_owned() }],
        None => Vec::new(),
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let height = model.tree_height();
    let tree = &mut model.draft.tree;
    let row = tree.cursor();
    if let Some(number) = super::moved(action, tree.cursor_number(), tree.len(), height) {
        tree.go_to(number, height);
        return Vec::new();
    }
    match action {
        Action::Toggle => toggle(model, row),
        Action::Enter => return enter(model, row),
        Action::Open => return open(model, row),
        Action::Close => close(model, row),
        Action::All => bulk(model, |tree| tree.choose_shown()),
        Action::None => bulk(model, |tree| tree.clear_shown()),
        Action::OneByOne => return one_by_one(model, row.database()),
        Action::Filter => model.compose.focus = ComposeFocus::TreeFilter,
        Action::Reload => return reload(model, row),
        Action::TypeName => return overlay::prompt(model, PromptKind::TreeName(Place::NewDatabase)),
        Action::TypeTable => match tree.path(RowId::Database(row.database())) {
            Some(path) => return overlay::prompt(model, PromptKind::TreeName(Place::NewTable(path))),
            None => return Vec::new(),
        },
        Action::Rename if tree.is_typed(row) => match tree.path(row) {
            Some(path) => return overlay::prompt(model, PromptKind::TreeName(Place::Rename(path))),
            None => return Vec::new(),
        },
        Action::Remove if tree.is_typed(row) => tree.remove(row),
        Action::Rename | Action::Remove => model.notice = Some(Notice::ListedStays),
        _ => return compose::act(model, action),
    }
    Vec::new()
}

fn toggle(model: &mut Model, row: RowId) {
    let was_whole = model.draft.tree.database(row.database()).is_some_and(|d| d.mark() == Mark::Whole);
    model.draft.tree.toggle(row);
    if was_whole && matches!(row, RowId::Table(..)) {
        model.notice = Some(Notice::Narrowed);
    }
    compose::touch(model, Field::Scope);
}

fn enter(model: &mut Model, row: RowId) -> Vec<Effect> {
    match row {
        RowId::Database(d) if model.draft.tree.database(d).is_some_and(|d| d.open) => {
            model.draft.tree.set_open(d, false);
            Vec::new()
        }
        RowId::Database(_) => open(model, row),
        RowId::Table(..) => {
            toggle(model, row);
            Vec::new()
        }
        RowId::Note(_) => reload(model, row),
    }
}

fn open(model: &mut Model, row: RowId) -> Vec<Effect> {
    match row {
        RowId::Database(d) => {
            model.draft.tree.set_open(d, true);
            list_tables(model, d)
        }
        RowId::Table(..) | RowId::Note(_) => Vec::new(),
    }
}

/// From a table to its database; on a database, closes it.
fn close(model: &mut Model, row: RowId) {
    let (d, height) = (row.database(), model.tree_height());
    let tree = &mut model.draft.tree;
    if matches!(row, RowId::Database(_)) {
        tree.set_open(d, false);
    } else if let Some(number) = tree.number_of(RowId::Database(d)) {
        tree.go_to(number, height);
    }
}

fn bulk(model: &mut Model, change: impl FnOnce(&mut crate::core::tree::Tree)) {
    change(&mut model.draft.tree);
    model.notice = Some(Notice::Counted(model.draft.tree.counts()));
    compose::touch(model, Field::Scope);
}

fn one_by_one(model: &mut Model, d: usize) -> Vec<Effect> {
    compose::touch(model, Field::Scope);
    let tree = &mut model.draft.tree;
    let known = |d: &Database| !d.tables().is_empty() && (d.listing == Listing::Complete || d.origin != Origin::Listed);
    if tree.database(d).is_some_and(known) {
        tree.choose_tables_one_by_one(d);
        model.notice = Some(Notice::Counted(tree.counts()));
        return Vec::new();
    }
    model.notice = Some(Notice::OpenFirst);
    open(model, RowId::Database(d))
}

/// What failed is read again; where nothing did, the databases and the branch under the cursor.
fn reload(model: &mut Model, row: RowId) -> Vec<Effect> {
    let d = row.database();
    let tree = &mut model.draft.tree;
    if tree.database(d).is_some_and(|d| matches!(d.listing, Listing::Failed(_))) {
        return list_tables(model, d);
    }
    let failed = matches!(tree.listing, Listing::Failed(_));
    if tree.listing == Listing::Complete {
        tree.listing = Listing::NotAsked;
    }
    let branch = !failed && tree.forget_listing(d);
    let mut effects = list_databases(model);
    if branch {
        effects.extend(list_tables(model, d));
    }
    effects
}
