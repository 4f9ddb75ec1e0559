//! The view of the tree from outside: databases and tables with their facts.

use super::{
    branch::{Branch, Mark},
    listing::Listing,
    names::NameOrigin,
    row_id::RowId,
    state::Tree,
};

#[derive(Clone, Copy)]
pub struct Database<'a> {
    tree: &'a Tree,
    branch: &'a Branch,
    id: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table<'a> {
    pub name: &'a str,
    /// Where the name comes from.
    pub origin: NameOrigin,
    /// Whether it is ticked by itself (never while its database is chosen as a whole).
    pub ticked: bool,
}

/// The keyspaces of the service itself, as their line shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemKeyspaces {
    pub count: usize,
    /// Of how many something is chosen.
    pub chosen: usize,
    pub open: bool,
}

impl<'a> Database<'a> {
    /// Its number, which stays the same while the tree lives.
    pub const fn id(self) -> usize {
        self.id
    }

    pub fn name(self) -> &'a str {
        self.tree.names.get(self.id)
    }

    pub fn origin(self) -> NameOrigin {
        self.tree.names.origin(self.id)
    }

    pub fn is_listed(self) -> bool {
        self.tree.names.is_listed(self.id)
    }

    /// Returns whether the tables have been read to the end.
    pub fn is_read(self) -> bool {
        *self.listing() == Listing::Complete
    }

    /// Returns how far the tables have been read.
    pub const fn listing(self) -> &'a Listing {
        &self.branch.listing
    }

    pub const fn is_open(self) -> bool {
        self.branch.open
    }

    /// Returns the choice of the database.
    pub fn mark(self) -> Mark {
        self.branch.mark()
    }

    /// Returns how many tables are known.
    pub const fn table_count(self) -> usize {
        self.branch.tables.len()
    }

    /// Returns a table by its number.
    pub fn table(self, id: usize) -> Option<Table<'a>> {
        let tables = &self.branch.tables;
        let table = || Table {
            name: tables.get(id),
            origin: tables.origin(id),
            ticked: self.branch.is_ticked(id),
        };
        tables.is_there(id).then(table)
    }

    /// Returns the tables, sorted by name.
    pub fn tables(self) -> impl Iterator<Item = Table<'a>> {
        self.branch.tables.sorted().iter().filter_map(move |id| self.table(*id as usize))
    }

    /// Returns the first ticked tables by name, at most `most`.
    pub fn ticked_tables(self, most: usize) -> impl Iterator<Item = Table<'a>> {
        self.branch.first_ticked(most).into_iter().filter_map(move |id| self.table(id as usize))
    }

    /// Returns whether some tables were chosen earlier and have not been listed since.
    pub const fn has_restored_tables(self) -> bool {
        self.branch.tables.has_restored()
    }

    /// Returns whether the service has listed all databases, and not this one.
    pub fn is_not_listed(self) -> bool {
        self.origin() == NameOrigin::Restored && self.tree.listing == Listing::Complete
    }

    /// Returns whether the service has listed all that could hold this table, and not the table.
    pub fn is_table_not_listed(self, table: Table<'_>) -> bool {
        table.origin == NameOrigin::Restored
            && (self.branch.listing == Listing::Complete || self.is_not_listed())
    }
}

impl Tree {
    /// Returns a database by its number.
    pub fn database(&self, id: usize) -> Option<Database<'_>> {
        self.branches.get(id).filter(|_| self.names.is_there(id)).map(|branch| Database {
            tree: self,
            branch,
            id,
        })
    }

    /// Returns the databases, sorted by name.
    pub fn databases(&self) -> impl ExactSizeIterator<Item = Database<'_>> {
        self.names.sorted().iter().map(|id| {
            let id = *id as usize;
            Database { tree: self, branch: &self.branches[id], id }
        })
    }

    /// Returns the databases of which something is chosen.
    pub fn chosen(&self) -> impl Iterator<Item = Database<'_>> {
        let branches = (0..self.layout.count()).filter_map(|slot| self.layout.branch(slot));
        branches.filter(|d| self.branches[*d].is_chosen()).filter_map(|d| self.database(d))
    }

    /// Returns the number of the database with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.find(name)
    }

    /// Returns the number of the database with this name, if the service lists the database and it
    /// is none of the service's own keyspaces.
    pub fn listed_database(&self, name: &str) -> Option<usize> {
        self.find(name).filter(|d| self.names.is_listed(*d) && !self.branches[*d].system)
    }

    /// Returns the number of a table of database `d`.
    pub fn find_table(&self, d: usize, name: &str) -> Option<usize> {
        self.branches.get(d)?.tables.find(name)
    }

    /// Returns the name on a row.
    pub fn name(&self, row: RowId) -> Option<&str> {
        self.named(row).map(|(name, _)| name)
    }

    fn named(&self, row: RowId) -> Option<(&str, NameOrigin)> {
        match row {
            RowId::Database(d) => self.database(d).map(|d| (d.name(), d.origin())),
            RowId::Table(d, t) => self.database(d)?.table(t).map(|t| (t.name, t.origin)),
            RowId::Note(_) | RowId::System => None,
        }
    }

    /// Returns whether the row's name was typed (now, or for a saved draft), so that the operator
    /// can rename or remove it.
    pub fn is_typed(&self, row: RowId) -> bool {
        self.named(row).is_some_and(|(_, origin)| origin != NameOrigin::Listed)
    }

    /// Returns the facts for the line over the system keyspaces.
    pub fn system_keyspaces(&self) -> SystemKeyspaces {
        let slots = self.layout.line() + 1..self.layout.count();
        let branches = slots.clone().filter_map(|slot| self.layout.branch(slot));
        let chosen = branches.filter(|d| self.branches[*d].is_chosen()).count();
        SystemKeyspaces {
            count: slots.len(),
            chosen,
            open: self.layout.system_open || self.filter.is_on(),
        }
    }
}
