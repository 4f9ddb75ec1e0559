//! The keys of the tree: moving, ticking, opening branches, typed names.

use super::state::{ComposeDesk, ComposeFocus};
use crate::core::{
    draft::Field,
    port::{Action, Notice, Prompt, PromptKind, TextPage},
    scope::{Database, Listing, NamePlace, RowId, list::render, tree::Mark},
};

impl ComposeDesk<'_> {
    pub fn act_on_tree(&mut self, action: Action) {
        // `a` and `n` stand in the import as well, where they take little; here they would take or
        // drop everything.
        let of_import = std::mem::take(&mut self.room.list_taken);
        if of_import && matches!(action, Action::All | Action::None) {
            return self.port.say(Notice::ListJustTaken { on: action == Action::All });
        }
        let height = self.room.tree_height(&self.draft.tree, self.shared.size);
        let tree = &mut self.draft.tree;
        if let Some(number) = action.moves(tree.cursor_number(), tree.len(), height) {
            return tree.go_to(number, height);
        }
        match action {
            Action::All => self.tick_shown(true),
            Action::None => self.tick_shown(false),
            Action::OpenAll => tree.set_all_open(true),
            Action::CloseAll => tree.set_all_open(false),
            Action::LoadAll => self.load_all(),
            Action::Filter => self.room.focus = ComposeFocus::TreeFilter,
            Action::FromFile => self.port.prompt(PromptKind::ListFile),
            Action::SinceLast => self.ask_last(),
            Action::AsText => self.port.page(TextPage::ScopeText(render(&tree.scope()))),
            Action::TypeName => self.port.prompt(PromptKind::TreeName(NamePlace::NewDatabase)),
            Action::Toggle
            | Action::Enter
            | Action::Open
            | Action::Close
            | Action::OneByOne
            | Action::Reload
            | Action::TypeTable
            | Action::Rename
            | Action::Remove => self.act_on_row(action),
            _ => self.act(action),
        }
    }

    fn act_on_row(&mut self, action: Action) {
        let tree = &mut self.draft.tree;
        let Some(row) = tree.cursor() else {
            if action == Action::Reload {
                self.reload(None);
            }
            return;
        };
        let harmless =
            matches!(action, Action::Open | Action::Close | Action::Reload | Action::TypeTable);
        if !harmless && !self.shared.last_key.is_none_or(|at| self.room.jumped.is_seen(at)) {
            return self.port.say(Notice::RowsChanged);
        }
        self.room.jumped.follow(false);
        match action {
            Action::Toggle => self.toggle(row),
            Action::Enter => self.enter(row),
            Action::Open => self.open_row(row),
            Action::Close => self.close_row(row),
            Action::OneByOne => self.one_by_one(row),
            Action::Reload => self.reload(Some(row)),
            Action::TypeTable => {
                if let Some(path) = row.database().and_then(|d| tree.path(RowId::Database(d))) {
                    self.port.prompt(PromptKind::TreeName(NamePlace::NewTable(path)));
                }
            }
            Action::Rename if tree.is_typed(row) => {
                if let Some(path) = tree.path(row) {
                    let name = path.name().to_owned();
                    let kind = PromptKind::TreeName(NamePlace::Rename(path));
                    self.port.prompt(Prompt::new(kind).with(name));
                }
            }
            Action::Remove if tree.is_typed(row) => tree.remove(row),
            _ => self.port.say(Notice::ListedStays),
        }
    }

    fn toggle(&mut self, row: RowId) {
        let tree = &mut self.draft.tree;
        let database = row.database().and_then(|d| tree.database(d));
        let was_whole = database.is_some_and(|d| d.mark() == Mark::Whole);
        tree.toggle(row);
        match row {
            RowId::Table(..) if was_whole => self.port.say(Notice::Narrowed),
            RowId::System => self.port.say(Notice::SystemLine),
            RowId::Table(..) | RowId::Database(_) | RowId::Note(_) => {}
        }
        self.room.touch(Field::Scope);
    }

    fn enter(&mut self, row: RowId) {
        let tree = &mut self.draft.tree;
        let is_open = match row {
            RowId::Database(d) => tree.database(d).is_some_and(Database::is_open),
            RowId::System => tree.system_keyspaces().open,
            RowId::Table(..) => return self.toggle(row),
            RowId::Note(_) => return self.reload(Some(row)),
        };
        if is_open {
            self.close_row(row);
        } else {
            self.open_row(row);
        }
    }

    fn open_row(&mut self, row: RowId) {
        match row {
            RowId::Database(d) => {
                self.draft.tree.set_open(d, true);
                self.list_tables(d);
            }
            RowId::System => self.draft.tree.set_system_open(true),
            RowId::Table(..) | RowId::Note(_) => {}
        }
    }

    /// Goes from a table to its database; closes a database, and stops reading its tables.
    fn close_row(&mut self, row: RowId) {
        let height = self.room.tree_height(&self.draft.tree, self.shared.size);
        let tree = &mut self.draft.tree;
        match row {
            RowId::Database(d) => {
                tree.set_open(d, false);
                let stopped = tree.unwant(d);
                self.go_on_reading(stopped);
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
    fn go_on_reading(&mut self, stopped: bool) {
        if stopped {
            self.restart();
        } else {
            self.read_on();
        }
    }

    /// Ticks or unticks all that is shown.
    fn tick_shown(&mut self, on: bool) {
        let tree = &mut self.draft.tree;
        let changed = tree.tick_shown(on);
        self.port.say(Notice::Bulk { on, changed, counts: tree.counts() });
        self.room.touch(Field::Scope);
    }

    /// Loads the tables of all databases; while that goes on, stops it.
    fn load_all(&mut self) {
        if self.draft.tree.loading_all().is_some() {
            let stopped = self.draft.tree.unwant_all();
            self.port.say(Notice::LoadingStopped);
            return self.go_on_reading(stopped);
        }
        let wanted = self.draft.tree.want_all();
        self.port.say(if wanted == 0 { Notice::AllLoaded } else { Notice::LoadingAll(wanted) });
        self.read_on();
    }

    fn one_by_one(&mut self, row: RowId) {
        let Some(d) = row.database() else { return };
        self.room.touch(Field::Scope);
        let tree = &mut self.draft.tree;
        let known = |d: Database<'_>| d.table_count() > 0 && (d.is_read() || !d.is_listed());
        if tree.database(d).is_some_and(known) {
            tree.choose_tables_one_by_one(d);
            return self.port.say(Notice::Counted(tree.counts()));
        }
        self.port.say(Notice::OpenFirst);
        self.open_row(RowId::Database(d));
    }

    /// Reads again what failed; where nothing did, the databases and the branch under the cursor.
    fn reload(&mut self, row: Option<RowId>) {
        let here = row.and_then(RowId::database);
        let tree = &mut self.draft.tree;
        let failed_here = here.filter(|d| {
            tree.database(*d).is_some_and(|d| matches!(d.listing(), Listing::Failed(_)))
        });
        if let Some(d) = failed_here {
            return self.list_tables(d);
        }
        let failed = matches!(tree.listing, Listing::Failed(_));
        if tree.listing == Listing::Complete {
            tree.listing = Listing::NotAsked;
        }
        let branch = here.filter(|d| !failed && tree.forget_listing(*d));
        self.list_databases();
        if let Some(d) = branch {
            self.list_tables(d);
        }
    }
}
