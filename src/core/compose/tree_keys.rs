//! The keys of the tree: moving, ticking, opening branches, typed names.

use super::state::{Compose, ComposeFocus};
use crate::core::{
    draft::{form::Draft, rules::rule::Field},
    port::{
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Overlay, Prompt, PromptKind, TextPage},
        shared::Shared,
        status_line::Notice,
    },
    scope::{
        list::render,
        tree::{Database, Listing, Mark, NameOrigin, NamePlace, RowId, Tree},
    },
};

impl Compose {
    pub(in crate::core) fn act_on_tree(
        &mut self,
        action: Action,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        // `a` and `n` stand in the import as well, where they take little; here they would take or
        // drop everything.
        let of_import = std::mem::take(&mut self.list_taken);
        if of_import && matches!(action, Action::All | Action::None) {
            return port.say(Notice::ListJustTaken { on: action == Action::All });
        }
        let height = self.tree_height(&draft.tree, shared.size);
        let tree = &mut draft.tree;
        if let Some(number) = action.moves(tree.cursor_number(), tree.len(), height) {
            return tree.go_to(number, height);
        }
        match action {
            Action::All => self.tick_shown(true, tree, port),
            Action::None => self.tick_shown(false, tree, port),
            Action::OpenAll => tree.set_all_open(true),
            Action::CloseAll => tree.set_all_open(false),
            Action::LoadAll => self.load_all(shared, draft, port),
            Action::Filter => self.focus = ComposeFocus::TreeFilter,
            Action::FromFile => port.go(Go::Ask(Prompt::new(PromptKind::ListFile))),
            Action::SinceLast => self.ask_last(shared, draft, port),
            Action::AsText => {
                port.go(Go::Show(Overlay::page(TextPage::ScopeText(render(&tree.scope())))))
            }
            Action::TypeName => {
                port.go(Go::Ask(Prompt::new(PromptKind::TreeName(NamePlace::NewDatabase))))
            }
            Action::Toggle
            | Action::Enter
            | Action::Open
            | Action::Close
            | Action::OneByOne
            | Action::Reload
            | Action::TypeTable
            | Action::Rename
            | Action::Remove => self.act_on_row(action, shared, draft, port),
            _ => self.act(action, shared, draft, port),
        }
    }

    fn act_on_row(&mut self, action: Action, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let tree = &mut draft.tree;
        let Some(row) = tree.cursor() else {
            if action == Action::Reload {
                self.reload(None, shared, draft, port);
            }
            return;
        };
        let harmless =
            matches!(action, Action::Open | Action::Close | Action::Reload | Action::TypeTable);
        if !harmless && !shared.last_key.is_none_or(|at| self.jumped.is_seen(at)) {
            return port.say(Notice::RowsChanged);
        }
        self.jumped.follow(false);
        match action {
            Action::Toggle => self.toggle(row, tree, port),
            Action::Enter => self.enter(row, shared, draft, port),
            Action::Open => self.open_row(row, shared, draft, port),
            Action::Close => self.close_row(row, shared, draft, port),
            Action::OneByOne => self.one_by_one(row, shared, draft, port),
            Action::Reload => self.reload(Some(row), shared, draft, port),
            Action::TypeTable => {
                if let Some(path) = row.database().and_then(|d| tree.path(RowId::Database(d))) {
                    port.go(Go::Ask(Prompt::new(PromptKind::TreeName(NamePlace::NewTable(path)))));
                }
            }
            Action::Rename if tree.is_typed(row) => {
                if let Some(path) = tree.path(row) {
                    let name = path.name().to_owned();
                    let kind = PromptKind::TreeName(NamePlace::Rename(path));
                    port.go(Go::Ask(Prompt::new(kind).with(name)));
                }
            }
            Action::Remove if tree.is_typed(row) => tree.remove(row),
            _ => port.say(Notice::ListedStays),
        }
    }

    fn toggle(&mut self, row: RowId, tree: &mut Tree, port: &mut Port) {
        let database = row.database().and_then(|d| tree.database(d));
        let was_whole = database.is_some_and(|d| d.mark() == Mark::Whole);
        tree.toggle(row);
        match row {
            RowId::Table(..) if was_whole => port.say(Notice::Narrowed),
            RowId::System => port.say(Notice::SystemLine),
            RowId::Table(..) | RowId::Database(_) | RowId::Note(_) => {}
        }
        self.touch(Field::Scope);
    }

    fn enter(&mut self, row: RowId, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let tree = &mut draft.tree;
        let is_open = match row {
            RowId::Database(d) => tree.database(d).is_some_and(Database::is_open),
            RowId::System => tree.system_keyspaces().open,
            RowId::Table(..) => return self.toggle(row, tree, port),
            RowId::Note(_) => return self.reload(Some(row), shared, draft, port),
        };
        if is_open {
            self.close_row(row, shared, draft, port);
        } else {
            self.open_row(row, shared, draft, port);
        }
    }

    fn open_row(&self, row: RowId, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        match row {
            RowId::Database(d) => {
                draft.tree.set_open(d, true);
                self.list_tables(d, shared, draft, port);
            }
            RowId::System => draft.tree.set_system_open(true),
            RowId::Table(..) | RowId::Note(_) => {}
        }
    }

    /// Goes from a table to its database; closes a database, and stops reading its tables.
    fn close_row(&mut self, row: RowId, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let height = self.tree_height(&draft.tree, shared.size);
        let tree = &mut draft.tree;
        match row {
            RowId::Database(d) => {
                tree.set_open(d, false);
                let stopped = tree.unwant(d);
                self.go_on_reading(stopped, shared, draft, port);
            }
            RowId::System => tree.set_system_open(false),
            RowId::Table(d, _) | RowId::Note(d) => {
                if let Some(number) = tree.number_of(RowId::Database(d)) {
                    tree.go_to(number, height);
                }
            }
        }
    }

    /// Reads what is still wanted. `stopped`: a call under way is wanted no more.
    fn go_on_reading(
        &mut self,
        stopped: bool,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if stopped {
            self.restart(shared, draft, port);
        } else {
            self.read_on(shared, draft, port);
        }
    }

    /// Ticks or unticks all that is shown.
    fn tick_shown(&mut self, on: bool, tree: &mut Tree, port: &mut Port) {
        let changed = if on { tree.choose_shown() } else { tree.clear_shown() };
        port.say(Notice::Bulk { on, changed, counts: tree.counts() });
        self.touch(Field::Scope);
    }

    /// Loads the tables of all databases; while that goes on, stops it.
    fn load_all(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        if draft.tree.loading_all().is_some() {
            let stopped = draft.tree.unwant_all();
            port.say(Notice::LoadingStopped);
            return self.go_on_reading(stopped, shared, draft, port);
        }
        let wanted = draft.tree.want_all();
        port.say(if wanted == 0 { Notice::AllLoaded } else { Notice::LoadingAll(wanted) });
        self.read_on(shared, draft, port);
    }

    fn one_by_one(&mut self, row: RowId, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let Some(d) = row.database() else { return };
        self.touch(Field::Scope);
        let tree = &mut draft.tree;
        let known = |d: Database<'_>| {
            d.table_count() > 0
                && (*d.listing() == Listing::Complete || d.origin() != NameOrigin::Listed)
        };
        if tree.database(d).is_some_and(known) {
            tree.choose_tables_one_by_one(d);
            return port.say(Notice::Counted(tree.counts()));
        }
        port.say(Notice::OpenFirst);
        self.open_row(RowId::Database(d), shared, draft, port);
    }

    /// Reads again what failed; where nothing did, the databases and the branch under the cursor.
    fn reload(&mut self, row: Option<RowId>, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let here = row.and_then(RowId::database);
        let tree = &mut draft.tree;
        let failed_here = here.filter(|d| {
            tree.database(*d).is_some_and(|d| matches!(d.listing(), Listing::Failed(_)))
        });
        if let Some(d) = failed_here {
            return self.list_tables(d, shared, draft, port);
        }
        let failed = matches!(tree.listing, Listing::Failed(_));
        if tree.listing == Listing::Complete {
            tree.listing = Listing::NotAsked;
        }
        let branch = here.filter(|d| !failed && tree.forget_listing(*d));
        self.list_databases(shared, draft, port);
        if let Some(d) = branch {
            self.list_tables(d, shared, draft, port);
        }
    }
}
