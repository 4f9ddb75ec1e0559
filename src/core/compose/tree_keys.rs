//! The tree editor: moving, ticking, opening branches, typed names, and the calls that all this
//! needs.

use super::{compare, import_keys, last_backup, state::ComposeFocus};
use crate::core::{
    base::{
        ask::Ask,
        call::{CallFailure, Page},
    },
    compose,
    dialog::overlay::PromptKind,
    draft::rules::rule::Field,
    model::Model,
    port::{
        effect::{Cancel, Effect},
        keymap::Action,
        outcome::Go,
        query::Query,
        status_line::Notice,
    },
    scope::tree::{Database, Listing, Mark, Origin, Place, RowId},
};

/// Reads the databases of a chosen Cassandra instance, unless that was done.
pub(in crate::core) fn list_databases(model: &mut Model) -> Vec<Effect> {
    let cassandra = model.draft.engine().is_some_and(|e| e.has_table_scope());
    let wanted = matches!(model.draft.tree.listing, Listing::NotAsked | Listing::Failed(_));
    let Some(instance) = model
        .draft
        .target
        .as_ref()
        .map(|t| t.id().clone())
        .filter(|_| cassandra && wanted && model.shared.place.is_ready())
    else {
        return Vec::new();
    };
    let ask = model.port.number();
    model.compose.ask = ask;
    model.draft.tree.start_databases();
    vec![Effect::Ask { ask, query: Query::Databases { instance } }]
}

pub(in crate::core) fn databases(
    model: &mut Model,
    ask: Ask,
    page: Result<Page<String>, CallFailure>,
) -> Vec<Effect> {
    if ask == model.compose.ask {
        match page {
            Ok(page) => model.draft.tree.add_databases(&page.rows, page.last),
            Err(why) => model.draft.tree.databases_failed(why),
        }
        return names_came(model, None);
    }
    Vec::new()
}

pub(in crate::core) fn tables(
    model: &mut Model,
    ask: Ask,
    database: &str,
    page: Result<Page<String>, CallFailure>,
) -> Vec<Effect> {
    if ask != model.compose.tables_ask {
        return Vec::new();
    }
    let tree = &mut model.draft.tree;
    match page {
        Ok(page) => {
            tree.add_tables(database, &page.rows, page.last);
            if page.last {
                tree.reading_ended(database, None);
            }
        }
        Err(why) => {
            tree.reading_ended(database, Some(&why));
            tree.tables_failed(database, why);
        }
    }
    let mut effects = read_on(model);
    effects.extend(names_came(model, Some(database)));
    effects
}

/// Whoever waits for names looks at those that came.
fn names_came(model: &mut Model, database: Option<&str>) -> Vec<Effect> {
    let mut effects = compare::names_came(model);
    effects.extend(import_keys::names_came(model, database));
    effects
}

/// Reads the tables of a database, as soon as there is room for its call.
pub(in crate::core) fn list_tables(model: &mut Model, d: usize) -> Vec<Effect> {
    model.draft.tree.want(d);
    read_on(model)
}

/// As many calls as may be under way.
fn read_on(model: &mut Model) -> Vec<Effect> {
    let ask = model.compose.tables_ask;
    let Some(instance) = model.draft.target.as_ref().map(|t| t.id().clone()) else {
        return Vec::new();
    };
    let tree = &mut model.draft.tree;
    let calls = std::iter::from_fn(|| tree.next_to_read());
    calls
        .map(|database| Effect::Ask {
            ask,
            query: Query::Tables { instance: instance.clone(), database },
        })
        .collect()
}

/// A call that was under way is wanted no more. A page of it may be on its way already, so from
/// here on another question counts: the old one is ended as a whole, and what is still wanted
/// of it is read anew.
fn anew(model: &mut Model) -> Vec<Effect> {
    model.compose.tables_ask = model.port.number();
    model.draft.tree.read_anew();
    read_on(model)
}

/// Before a message: for which question tables are being read.
pub(in crate::core) fn under_way(model: &Model) -> Option<Ask> {
    model.draft.tree.is_reading().then_some(model.compose.tables_ask)
}

/// After it: calls for another question are ended.
pub(in crate::core) fn ended(model: &Model, before: Option<Ask>) -> Option<Effect> {
    before
        .filter(|ask| *ask != model.compose.tables_ask)
        .map(|ask| Effect::Cancel(Cancel::Tables { ask }))
}

/// Rows came or went: whether the cursor stands on another one now. A key that was meant for the
/// old one must not act on it.
pub(in crate::core) fn note_jump(model: &mut Model, before: Option<RowId>) {
    if before.is_some_and(|before| Some(before) != model.draft.tree.cursor()) {
        model.compose.jumped.follow(false);
        model.compose.jumped.follow(true);
    }
}

/// The filter has names left to look at: between two keys it goes on.
pub(in crate::core) fn due(model: &mut Model) -> Option<Effect> {
    let wanted = model.draft.tree.is_looking() && !model.compose.going_on;
    model.compose.going_on |= wanted;
    wanted.then_some(Effect::GoOn)
}

pub(in crate::core) fn go_on(model: &mut Model) -> Vec<Effect> {
    model.compose.going_on = false;
    model.draft.tree.look_on();
    Vec::new()
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    // `a` and `n` stand in the preview as well, where they take little; here they would take or
    // drop everything.
    let of_preview = std::mem::take(&mut model.compose.list_taken);
    if of_preview && matches!(action, Action::All | Action::None) {
        model.port.notice = Some(Notice::ListJustTaken { on: action == Action::All });
        return Vec::new();
    }
    let height = model.tree_height();
    let tree = &mut model.draft.tree;
    if let Some(number) = action.moves(tree.cursor_number(), tree.len(), height) {
        tree.go_to(number, height);
        return Vec::new();
    }
    match action {
        Action::All => bulk(model, true),
        Action::None => bulk(model, false),
        Action::OpenAll => tree.set_all_open(true),
        Action::CloseAll => tree.set_all_open(false),
        Action::LoadAll => return load_all(model),
        Action::Filter => model.compose.focus = ComposeFocus::TreeFilter,
        Action::FromFile => return import_keys::ask_file(model),
        Action::SinceLast => return last_backup::ask(model),
        Action::AsText => return import_keys::show_text(model),
        Action::TypeName => {
            model.port.go(Go::Ask(PromptKind::TreeName(Place::NewDatabase)));
            return Vec::new();
        }
        Action::Toggle
        | Action::Enter
        | Action::Open
        | Action::Close
        | Action::OneByOne
        | Action::Reload
        | Action::TypeTable
        | Action::Rename
        | Action::Remove => return on_row(model, action),
        _ => return compose::update::act(model, action),
    }
    Vec::new()
}

fn on_row(model: &mut Model, action: Action) -> Vec<Effect> {
    let tree = &mut model.draft.tree;
    let Some(row) = tree.cursor() else {
        return if action == Action::Reload { reload(model, None) } else { Vec::new() };
    };
    let harmless =
        matches!(action, Action::Open | Action::Close | Action::Reload | Action::TypeTable);
    if !harmless && !model.shared.last_key.is_none_or(|at| model.compose.jumped.is_seen(at)) {
        model.port.notice = Some(Notice::RowsChanged);
        return Vec::new();
    }
    model.compose.jumped.follow(false);
    let tree = &mut model.draft.tree;
    match action {
        Action::Toggle => toggle(model, row),
        Action::Enter => return enter(model, row),
        Action::Open => return open(model, row),
        Action::Close => return close(model, row),
        Action::OneByOne => return one_by_one(model, row),
        Action::Reload => return reload(model, Some(row)),
        Action::TypeTable => {
            let path = row.database().and_then(|d| tree.path(RowId::Database(d)));
            return path.map_or_else(Vec::new, |path| {
                model.port.go(Go::Ask(PromptKind::TreeName(Place::NewTable(path))));
                Vec::new()
            });
        }
        Action::Rename if tree.is_typed(row) => {
            let path = tree.path(row);
            return path.map_or_else(Vec::new, |path| {
                model.port.go(Go::Ask(PromptKind::TreeName(Place::Rename(path))));
                Vec::new()
            });
        }
        Action::Remove if tree.is_typed(row) => tree.remove(row),
        _ => model.port.notice = Some(Notice::ListedStays),
    }
    Vec::new()
}

fn toggle(model: &mut Model, row: RowId) {
    let tree = &mut model.draft.tree;
    let was_whole =
        row.database().and_then(|d| tree.database(d)).is_some_and(|d| d.mark() == Mark::Whole);
    tree.toggle(row);
    model.port.notice = match row {
        RowId::Table(..) if was_whole => Some(Notice::Narrowed),
        RowId::System => Some(Notice::SystemLine),
        RowId::Table(..) | RowId::Database(_) | RowId::Note(_) => None,
    };
    compose::update::touch(model, Field::Scope);
}

fn enter(model: &mut Model, row: RowId) -> Vec<Effect> {
    let tree = &mut model.draft.tree;
    match row {
        RowId::Database(d) if tree.database(d).is_some_and(Database::is_open) => close(model, row),
        RowId::System if tree.system_keyspaces().open => close(model, row),
        RowId::Database(_) | RowId::System => open(model, row),
        RowId::Table(..) => {
            toggle(model, row);
            Vec::new()
        }
        RowId::Note(_) => reload(model, Some(row)),
    }
}

fn open(model: &mut Model, row: RowId) -> Vec<Effect> {
    match row {
        RowId::Database(d) => {
            model.draft.tree.set_open(d, true);
            list_tables(model, d)
        }
        RowId::System => {
            model.draft.tree.set_system_open(true);
            Vec::new()
        }
        RowId::Table(..) | RowId::Note(_) => Vec::new(),
    }
}

/// From a table to its database; on a database, closes it, and what is read for it alone
/// is not wanted any more.
fn close(model: &mut Model, row: RowId) -> Vec<Effect> {
    let height = model.tree_height();
    let tree = &mut model.draft.tree;
    match row {
        RowId::Database(d) => {
            tree.set_open(d, false);
            return if tree.unwant(d) { anew(model) } else { read_on(model) };
        }
        RowId::System => tree.set_system_open(false),
        RowId::Table(d, _) | RowId::Note(d) => {
            if let Some(number) = tree.number_of(RowId::Database(d)) {
                tree.go_to(number, height);
            }
        }
    }
    Vec::new()
}

fn bulk(model: &mut Model, on: bool) {
    let tree = &mut model.draft.tree;
    let changed = if on { tree.choose_shown() } else { tree.clear_shown() };
    model.port.notice = Some(Notice::Bulk { on, changed, counts: tree.counts() });
    compose::update::touch(model, Field::Scope);
}

/// Loads the tables of all databases; while that goes on, stops it.
fn load_all(model: &mut Model) -> Vec<Effect> {
    let tree = &mut model.draft.tree;
    if tree.loading_all().is_some() {
        let stopped = tree.unwant_all();
        model.port.notice = Some(Notice::LoadingStopped);
        return if stopped { anew(model) } else { read_on(model) };
    }
    let wanted = tree.want_all();
    model.port.notice =
        Some(if wanted == 0 { Notice::AllLoaded } else { Notice::LoadingAll(wanted) });
    read_on(model)
}

fn one_by_one(model: &mut Model, row: RowId) -> Vec<Effect> {
    let Some(d) = row.database() else { return Vec::new() };
    compose::update::touch(model, Field::Scope);
    let tree = &mut model.draft.tree;
    let known = |d: Database<'_>| {
        d.table_count() > 0 && (*d.listing() == Listing::Complete || d.origin() != Origin::Listed)
    };
    if tree.database(d).is_some_and(known) {
        tree.choose_tables_one_by_one(d);
        model.port.notice = Some(Notice::Counted(tree.counts()));
        return Vec::new();
    }
    model.port.notice = Some(Notice::OpenFirst);
    open(model, RowId::Database(d))
}

/// What failed is read again; where nothing did, the databases and the branch under the cursor.
fn reload(model: &mut Model, row: Option<RowId>) -> Vec<Effect> {
    let here = row.and_then(RowId::database);
    let tree = &mut model.draft.tree;
    if let Some(d) = here
        .filter(|d| tree.database(*d).is_some_and(|d| matches!(d.listing(), Listing::Failed(_))))
    {
        return list_tables(model, d);
    }
    let failed = matches!(tree.listing, Listing::Failed(_));
    if tree.listing == Listing::Complete {
        tree.listing = Listing::NotAsked;
    }
    let branch = here.filter(|d| !failed && tree.forget_listing(*d));
    let mut effects = list_databases(model);
    effects.extend(branch.map_or_else(Vec::new, |d| list_tables(model, d)));
    effects
}
