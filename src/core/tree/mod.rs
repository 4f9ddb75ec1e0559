//! The databases and tables of one instance, with three-state ticks.
//!
//! Rows are not kept as a list: a row number is found by walking the databases and adding their
//! visible lengths, so opening a branch of 100,000 tables costs nothing and a key press costs one
//! pass over the databases (not over the tables).

mod edit;
mod filter;
mod restore;
mod rows;
#[cfg(test)]
mod tests;

pub use edit::{Path, Place};
pub use filter::Filter;
pub use rows::{Row, RowId};

use super::{call::CallFailure, request::DatabaseScope, rules::ENGINE_NAME_BYTES};

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The service listed it.
    Listed,
    /// The operator typed it: not verified.
    Typed,
    /// It stood in a saved draft, and the service has not listed it since.
    Restored,
}

/// How far a list has been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Listing {
    /// Not asked for.
    #[default]
    NotAsked,
    /// Being read.
    Loading,
    /// Read to the end.
    Complete,
    /// Could not be read (to the end); what was read stays.
    Failed(CallFailure),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name, byte for byte.
    pub name: Box<str>,
    /// Where the name comes from.
    pub origin: Origin,
    ticked: bool,
}

/// A database and its tables, sorted by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Database {
    /// Name, byte for byte.
    pub name: Box<str>,
    /// Where the name comes from.
    pub origin: Origin,
    /// How far its tables have been read.
    pub listing: Listing,
    /// Whether the branch is open.
    pub open: bool,
    tables: Vec<Table>,
    whole: bool,
    ticked: usize,
    /// Some name in here is over the engine's limit; saves looking at each tick.
    has_long: bool,
}

/// What is chosen of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// Some of its tables.
    Some(usize),
    /// Every table known today, one by one: a table created later is not in it.
    AllOneByOne(usize),
    /// The database as a whole, sent as `null`.
    Whole,
}

/// How much is chosen over all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Whole databases.
    pub whole: usize,
    /// Databases with some tables chosen.
    pub partly: usize,
    /// Tables chosen one by one.
    pub tables: usize,
}

impl Counts {
    /// Nothing is chosen.
    pub const fn is_nothing(self) -> bool {
        self.whole == 0 && self.tables == 0
    }

    /// Names in the request's scope.
    pub const fn names(self) -> usize {
        self.whole + self.partly + self.tables
    }
}

impl Database {
    fn new(name: &str, origin: Origin) -> Self {
        let has_long = name.len() > ENGINE_NAME_BYTES;
        Self { name: name.into(), origin, listing: Listing::NotAsked, open: false, tables: Vec::new(), whole: false, ticked: 0, has_long }
    }

    /// Its tables, sorted by name.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// What is chosen of it.
    pub fn mark(&self) -> Mark {
        match self.ticked {
            _ if self.whole => Mark::Whole,
            0 => Mark::None,
            n if n == self.tables.len() => Mark::AllOneByOne(n),
            n => Mark::Some(n),
        }
    }

    fn set_whole(&mut self, whole: bool) {
        self.whole = whole;
        self.tick_all(false);
    }

    fn tick(&mut self, table: usize, on: bool) {
        let Some(t) = self.tables.get_mut(table) else { return };
        if t.ticked != on {
            t.ticked = on;
            if on { self.ticked += 1 } else { self.ticked -= 1 }
        }
    }

    fn tick_all(&mut self, on: bool) {
        if on || self.ticked > 0 {
            self.tables.iter_mut().for_each(|t| t.ticked = on);
        }
        self.ticked = if on { self.tables.len() } else { 0 };
    }

    fn chosen_tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|t| t.ticked)
    }
}

impl Table {
    /// Whether it is ticked by itself (never while its database is chosen as a whole).
    pub const fn ticked(&self) -> bool {
        self.ticked
    }
}

/// The tree, its cursor, and its filter.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// How far the list of databases has been read.
    pub listing: Listing,
    databases: Vec<Database>,
    cursor: RowId,
    top: usize,
    filter: Filter,
    /// Changes by the operator so far: what is the same number is the same choice.
    edits: u64,
}

impl Tree {
    /// An empty tree in the place of this one; it counts on from here, so that no state of both is taken for the same.
    pub fn anew(&self) -> Self {
        Self { edits: self.edits + 1, ..Self::default() }
    }

    /// How often the operator has changed what is chosen or named.
    pub const fn edits(&self) -> u64 {
        self.edits
    }

    /// The databases, sorted by name.
    pub fn databases(&self) -> &[Database] {
        &self.databases
    }

    /// A database by its place.
    pub fn database(&self, index: usize) -> Option<&Database> {
        self.databases.get(index)
    }

    /// Listed databases whose tables have not been asked for.
    pub fn unread_databases(&self) -> usize {
        self.databases.iter().filter(|d| d.origin == Origin::Listed && d.listing == Listing::NotAsked).count()
    }

    /// The number of tables known so far.
    pub fn known_tables(&self) -> usize {
        self.databases.iter().map(|d| d.tables.len()).sum()
    }

    /// How much is chosen.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for database in &self.databases {
            counts.whole += usize::from(database.whole);
            counts.partly += usize::from(database.ticked > 0);
            counts.tables += database.ticked;
        }
        counts
    }

    /// The chosen scope in the API's shape: a whole database is `None`, and a list of tables is never empty.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let chosen = self.databases.iter().filter(|d| d.mark() != Mark::None);
        chosen
            .map(|d| DatabaseScope {
                database_name: d.name.to_string(),
                table_names: (!d.whole).then(|| d.chosen_tables().map(|t| t.name.to_string()).collect()),
            })
            .collect()
    }

    /// The databases of which something is chosen, for the sentence that says so.
    pub fn chosen(&self) -> impl Iterator<Item = (&Database, Mark)> {
        self.databases.iter().map(|d| (d, d.mark())).filter(|(_, mark)| *mark != Mark::None)
    }

    /// Chosen names over the engine's limit of [`ENGINE_NAME_BYTES`].
    pub fn chosen_long_names(&self) -> impl Iterator<Item = &str> {
        let long = |name: &&str| name.len() > ENGINE_NAME_BYTES;
        let chosen = self.databases.iter().filter(|d| d.has_long && d.mark() != Mark::None);
        chosen.flat_map(move |d| std::iter::once(&*d.name).chain(d.chosen_tables().map(|t| &*t.name)).filter(long))
    }

    /// Chosen names that the service did not list.
    pub fn chosen_typed_names(&self) -> usize {
        let typed = |origin: Origin| usize::from(origin != Origin::Listed);
        self.chosen().map(|(d, _)| typed(d.origin) + if d.ticked > 0 { d.chosen_tables().map(|t| typed(t.origin)).sum() } else { 0 }).sum()
    }

    /// Space on a row. On a database: the whole of it, or nothing of it. On a table: that table; under a
    /// whole database it takes this table out and keeps the others one by one (narrower, never wider).
    pub fn toggle(&mut self, row: RowId) {
        self.edits += 1;
        match row {
            RowId::Database(d) => {
                let Some(database) = self.databases.get_mut(d) else { return };
                database.set_whole(!database.whole);
            }
            RowId::Table(d, t) => {
                let Some(database) = self.databases.get_mut(d) else { return };
                if database.whole {
                    database.set_whole(false);
                    database.tick_all(true);
                    database.tick(t, false);
                } else {
                    let on = database.tables.get(t).is_some_and(|t| !t.ticked);
                    database.tick(t, on);
                }
            }
            RowId::Note(_) => {}
        }
    }

    /// Ticks everything that is shown: without a filter each database as a whole; with one, the
    /// databases that match by their own name as a whole, and of the others the matching tables.
    pub fn choose_shown(&mut self) {
        self.edits += 1;
        for (d, database) in self.databases.iter_mut().enumerate() {
            match self.filter.shown(d) {
                filter::Shown::All => database.set_whole(true),
                filter::Shown::Hidden => {}
                filter::Shown::Only(tables) if !database.whole => tables.iter().for_each(|&t| database.tick(t as usize, true)),
                filter::Shown::Only(_) => {}
            }
        }
    }

    /// Ticks every known table of one database, one by one.
    pub fn choose_tables_one_by_one(&mut self, d: usize) {
        self.edits += 1;
        if let Some(database) = self.databases.get_mut(d).filter(|d| !d.tables.is_empty()) {
            database.set_whole(false);
            database.tick_all(true);
        }
    }

    /// Unticks everything that is shown.
    pub fn clear_shown(&mut self) {
        self.edits += 1;
        for (d, database) in self.databases.iter_mut().enumerate() {
            match self.filter.shown(d) {
                filter::Shown::All => database.set_whole(false),
                filter::Shown::Hidden => {}
                filter::Shown::Only(tables) if !database.whole => tables.iter().for_each(|&t| database.tick(t as usize, false)),
                filter::Shown::Only(_) => {}
            }
        }
    }
}
