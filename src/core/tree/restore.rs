//! Names that came from a saved draft: they stay ticked, and wait for the service to list them.

use super::{Database, Listing, Mark, Origin, Table, Tree};

impl Tree {
    /// The next listed database of which tables of a saved draft wait to be found, while none is being read.
    pub fn next_to_look_into(&self) -> Option<usize> {
        let waits = |d: &Database| d.mark() != Mark::Whole && d.tables.iter().any(|t| t.origin == Origin::Restored);
        if self.databases.iter().any(|d| d.listing == Listing::Loading && waits(d)) {
            return None;
        }
        self.databases.iter().position(|d| d.origin == Origin::Listed && d.listing == Listing::NotAsked && waits(d))
    }

    /// A database of a saved draft that the service does not list, now that it has listed all.
    pub fn is_not_listed(&self, database: &Database) -> bool {
        database.origin == Origin::Restored && self.listing == Listing::Complete
    }

    /// The same for one of its tables.
    pub fn is_table_not_listed(&self, database: &Database, table: &Table) -> bool {
        table.origin == Origin::Restored && (database.listing == Listing::Complete || self.is_not_listed(database))
    }
}
