//! Changing what is known: pages from the service, names typed by the operator, the filter's text.

use super::{Database, Filter, Listing, Origin, RowId, Table, Tree};
use crate::core::{
    call::CallFailure,
    request::DatabaseScope,
    rules::{ENGINE_NAME_BYTES, NameProblem, check_typed_name},
};

/// Where a typed name goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A new database.
    NewDatabase,
    /// A new table of this database.
    NewTable(Path),
    /// In place of this typed name.
    Rename(Path),
}

/// A row by its names. A prompt outlives row numbers: pages that arrive meanwhile move the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    database: Box<str>,
    table: Option<Box<str>>,
}

impl Path {
    /// The name that the path ends in.
    pub fn name(&self) -> &str {
        self.table.as_deref().unwrap_or(&self.database)
    }
}

impl Tree {
    /// A tree in which exactly this is chosen. None of its names is verified before the service lists it.
    pub fn of_scope(scope: &[DatabaseScope]) -> Self {
        let mut tree = Self::default();
        for row in scope {
            let mut database = Database::new(&row.database_name, Origin::Restored);
            match &row.table_names {
                None => database.set_whole(true),
                Some(tables) => {
                    merge_tables(&mut database.tables, tables, Origin::Restored);
                    database.has_long = database.has_long || tables.iter().any(|n| n.len() > ENGINE_NAME_BYTES);
                    database.tick_all(true);
                }
            }
            tree.databases.push(database);
        }
        tree.databases.sort_by(|a, b| a.name.cmp(&b.name));
        tree.databases.dedup_by(|a, b| a.name == b.name);
        tree
    }

    /// The filter.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Filters by the words of `text`; blank shows all.
    pub fn set_filter(&mut self, text: &str) {
        let Self { filter, databases, .. } = self;
        filter.set(text, databases);
    }

    /// Takes a page of database names. Names already there stay as they are (a typed one becomes listed).
    pub fn add_databases(&mut self, names: &[String], last: bool) {
        self.keep_cursor(|tree| {
            for name in names.iter().filter(|n| !n.is_empty()) {
                match tree.databases.binary_search_by(|d| (*d.name).cmp(name)) {
                    Ok(at) => tree.databases[at].origin = Origin::Listed,
                    Err(at) => tree.databases.insert(at, Database::new(name, Origin::Listed)),
                }
            }
        });
        if last {
            self.listing = Listing::Complete;
        }
    }

    /// Says that the databases could not be read (to the end).
    pub fn databases_failed(&mut self, why: CallFailure) {
        self.listing = Listing::Failed(why);
    }

    /// Takes a page of table names of one database; unknown databases are ignored.
    pub fn add_tables(&mut self, database: &str, names: &[String], last: bool) {
        let Some(d) = self.find(database) else { return };
        self.keep_cursor(|tree| {
            let database = &mut tree.databases[d];
            merge_tables(&mut database.tables, names, Origin::Listed);
            database.has_long = database.has_long || names.iter().any(|n| n.len() > ENGINE_NAME_BYTES);
            if last {
                database.listing = Listing::Complete;
            }
        });
    }

    /// Says that the tables of one database could not be read (to the end).
    pub fn tables_failed(&mut self, database: &str, why: CallFailure) {
        if let Some(d) = self.find(database) {
            self.databases[d].listing = Listing::Failed(why);
        }
    }

    /// Lets the tables of database `d` be read again; false if they have not been read.
    pub fn forget_listing(&mut self, d: usize) -> bool {
        let Some(database) = self.databases.get_mut(d) else { return false };
        let again = database.origin == Origin::Listed && database.listing == Listing::Complete;
        if again {
            database.listing = Listing::NotAsked;
        }
        again
    }

    /// Marks the tables of database `d` as being read; `None` if that is not wanted (typed, under way, or done).
    pub fn start_listing(&mut self, d: usize) -> Option<&str> {
        let database = self.databases.get_mut(d)?;
        let wanted = matches!(database.listing, Listing::NotAsked | Listing::Failed(_)) && database.origin == Origin::Listed;
        wanted.then(|| {
            database.listing = Listing::Loading;
            &*database.name
        })
    }

    /// The names that lead to a row.
    pub fn path(&self, row: RowId) -> Option<Path> {
        let database = self.databases.get(row.database())?;
        let table = match row {
            RowId::Table(_, t) => Some(database.tables.get(t)?.name.clone()),
            RowId::Database(_) | RowId::Note(_) => None,
        };
        Some(Path { database: database.name.clone(), table })
    }

    fn locate(&self, path: &Path) -> Option<RowId> {
        let d = self.find(&path.database)?;
        let Some(table) = &path.table else { return Some(RowId::Database(d)) };
        let t = self.databases[d].tables.binary_search_by(|t| t.name.cmp(table)).ok()?;
        Some(RowId::Table(d, t))
    }

    /// The place of the database with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.databases.binary_search_by(|d| (*d.name).cmp(name)).ok()
    }

    /// Takes a typed name. A new database is chosen as a whole only when the operator ticks it; a new table is ticked at once.
    ///
    /// # Errors
    /// Why the name is not taken; the tree is unchanged.
    pub fn put_typed(&mut self, place: &Place, name: &str) -> Result<(), NameProblem> {
        self.edits += 1;
        match *place {
            Place::NewDatabase => {
                check_typed_name(name, self.databases.iter().map(|d| &*d.name))?;
                self.insert_database(Database::new(name, Origin::Typed));
            }
            Place::NewTable(ref path) => {
                let d = self.find(&path.database).ok_or(NameProblem::Gone)?;
                let database = &self.databases[d];
                check_typed_name(name, database.tables.iter().map(|t| &*t.name))?;
                self.insert_table(d, Table { name: name.into(), origin: Origin::Typed, ticked: false }, true);
            }
            Place::Rename(ref path) => {
                // What the service lists by now is not the operator's to rename.
                let row = self.locate(path).filter(|row| self.is_typed(*row)).ok_or(NameProblem::Gone)?;
                self.rename(row, name)?;
            }
        }
        Ok(())
    }

    fn rename(&mut self, row: RowId, name: &str) -> Result<(), NameProblem> {
        match row {
            RowId::Database(d) => {
                let others = self.databases.iter().enumerate().filter(|(i, _)| *i != d);
                check_typed_name(name, others.map(|(_, d)| &*d.name))?;
                let mut database = self.databases.remove(d);
                database.name = name.into();
                database.has_long = database.has_long || name.len() > ENGINE_NAME_BYTES;
                self.insert_database(database);
            }
            RowId::Table(d, t) => {
                let Some(database) = self.databases.get_mut(d) else { return Ok(()) };
                let others = database.tables.iter().enumerate().filter(|(i, _)| *i != t);
                check_typed_name(name, others.map(|(_, t)| &*t.name))?;
                let table = database.tables.remove(t);
                database.ticked -= usize::from(table.ticked);
                self.insert_table(d, Table { name: name.into(), ticked: false, ..table }, table.ticked);
            }
            RowId::Note(_) => {}
        }
        Ok(())
    }

    /// Whether the row's name was typed (now, or for a saved draft), so that it can be renamed or removed.
    pub fn is_typed(&self, row: RowId) -> bool {
        self.name_and_origin(row).is_some_and(|(_, origin)| origin != Origin::Listed)
    }

    /// The name on a row.
    pub fn name(&self, row: RowId) -> Option<&str> {
        self.name_and_origin(row).map(|(name, _)| name)
    }

    fn name_and_origin(&self, row: RowId) -> Option<(&str, Origin)> {
        match row {
            RowId::Database(d) => self.databases.get(d).map(|d| (&*d.name, d.origin)),
            RowId::Table(d, t) => self.databases.get(d)?.tables.get(t).map(|t| (&*t.name, t.origin)),
            RowId::Note(_) => None,
        }
    }

    /// Removes a typed row; listed ones stay.
    pub fn remove(&mut self, row: RowId) {
        if !self.is_typed(row) {
            return;
        }
        self.edits += 1;
        match row {
            RowId::Database(d) => {
                self.databases.remove(d);
                self.cursor = RowId::Database(d.min(self.databases.len().saturating_sub(1)));
            }
            RowId::Table(d, t) => {
                let database = &mut self.databases[d];
                let table = database.tables.remove(t);
                database.ticked -= usize::from(table.ticked);
                self.cursor = RowId::Database(d);
            }
            RowId::Note(_) => {}
        }
        self.refresh_filter();
    }

    fn insert_database(&mut self, database: Database) {
        let at = self.databases.partition_point(|d| d.name < database.name);
        self.databases.insert(at, database);
        self.cursor = RowId::Database(at);
        self.refresh_filter();
    }

    fn insert_table(&mut self, d: usize, table: Table, ticked: bool) {
        let database = &mut self.databases[d];
        let at = database.tables.partition_point(|t| t.name < table.name);
        database.has_long = database.has_long || table.name.len() > ENGINE_NAME_BYTES;
        database.tables.insert(at, table);
        database.open = true;
        // A table named under a database that is chosen as a whole is covered already.
        if ticked && !database.whole {
            database.tick(at, true);
        }
        self.cursor = RowId::Table(d, at);
        self.refresh_filter();
    }

    fn refresh_filter(&mut self) {
        let Self { filter, databases, .. } = self;
        filter.refresh(databases);
    }

    /// Runs a change that may move rows, and puts the cursor back on the same name.
    fn keep_cursor(&mut self, change: impl FnOnce(&mut Self)) {
        let d = self.cursor.database();
        let database = self.databases.get(d).map(|d| d.name.clone());
        let table = match self.cursor {
            RowId::Table(..) => self.name(self.cursor).map(Box::<str>::from),
            RowId::Database(_) | RowId::Note(_) => None,
        };
        change(self);
        self.refresh_filter();
        let Some(d) = database.and_then(|name| self.find(&name)) else { return };
        self.cursor = match table.and_then(|name| self.databases[d].tables.binary_search_by(|t| t.name.cmp(&name)).ok()) {
            Some(t) => RowId::Table(d, t),
            None => RowId::Database(d),
        };
    }
}

/// Merges a page into sorted tables: sorting once per page, not shifting once per name.
fn merge_tables(tables: &mut Vec<Table>, names: &[String], origin: Origin) {
    let known = tables.len();
    for name in names.iter().filter(|n| !n.is_empty()) {
        match tables[..known].binary_search_by(|t| (*t.name).cmp(name)) {
            Ok(at) => tables[at].origin = origin,
            Err(_) => tables.push(Table { name: name.as_str().into(), origin, ticked: false }),
        }
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    // Only fresh, unticked names can stand twice (once per page), so dropping either keeps every tick.
    tables.dedup_by(|a, b| a.name == b.name);
}
