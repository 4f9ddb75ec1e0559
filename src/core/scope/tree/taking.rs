//! Taking a whole list at once: what the tree knows of its names, and choosing them in one step.

use super::{
    bits::Bits,
    branch::Selection,
    history::{Edit, Step},
    listing::Listing,
    names::NameOrigin,
    state::Tree,
    view,
};
use crate::core::scope::choice::DatabaseScope;

/// The state of a name of a list in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Listed,
    /// The name is in the tree, but not from the service.
    Typed,
    /// The service has listed all, and not this name; offline no name is listed.
    NotListed,
    /// The list of the service that could hold the name has not been read to its end.
    Unread,
}

/// How a list is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    Add,
    Replace,
}

impl Tree {
    /// Returns the state of a database, and its number if the tree has it.
    pub fn known_database(&self, name: &str) -> (Known, Option<usize>) {
        match self.find(name) {
            Some(d) if self.names.is_listed(d) => (Known::Listed, Some(d)),
            Some(d) if self.listing == Listing::Complete => (Known::Typed, Some(d)),
            None if self.listing == Listing::Complete => (Known::NotListed, None),
            place => (Known::Unread, place),
        }
    }

    /// Returns the state of a table of database `d`, and whether the table is ticked by itself.
    pub fn known_table(&self, d: usize, name: &str) -> (Known, bool) {
        let Some(database) = self.database(d) else { return (Known::NotListed, false) };
        let all = self.listing == Listing::Complete;
        let complete = database.is_read() || (!database.is_listed() && all);
        match self.find_table(d, name).and_then(|t| database.table(t)) {
            Some(table) if table.origin == NameOrigin::Listed => (Known::Listed, table.ticked),
            Some(table) if complete => (Known::Typed, table.ticked),
            Some(table) => (Known::Unread, table.ticked),
            None if complete => (Known::NotListed, false),
            None => (Known::Unread, false),
        }
    }

    /// Chooses the names of a list, as one step that can be undone. Names that are not in the tree
    /// join it as typed ones. Where a database is chosen as a whole its tables are covered:
    /// nothing is narrowed by adding.
    pub fn take(&mut self, scope: &[DatabaseScope], how: Take) {
        self.edits += 1;
        let mut step = Step::new();
        if how == Take::Replace {
            let chosen: Vec<usize> = self.chosen().map(view::Database::id).collect();
            step.push(Edit::Chosen(
                chosen.into_iter().map(|d| self.choose(d, Selection::default())).collect(),
            ));
        }
        let new = scope
            .iter()
            .filter(|row| self.find(&row.database_name).is_none())
            .map(|row| row.database_name.clone());
        let fresh = self.take_databases(&new.collect::<Vec<_>>(), NameOrigin::Typed);
        step.extend(fresh.into_iter().map(|d| Edit::Database(d, false)));
        let mut chosen = Vec::new();
        for row in scope {
            let Some(d) = self.find(&row.database_name) else { continue };
            let selection = match &row.table_names {
                _ if self.branches[d].is_whole() => continue,
                None => Selection::Whole,
                Some(tables) => Selection::Tables(self.with_tables(d, tables, &mut step)),
            };
            chosen.push(self.choose(d, selection));
        }
        step.push(Edit::Chosen(chosen));
        self.record(step);
    }

    /// Returns the ticks of a database with these tables added; a missing table joins the database.
    pub(super) fn with_tables(&mut self, d: usize, tables: &[String], step: &mut Step) -> Bits {
        let new: Vec<String> =
            tables.iter().filter(|name| self.find_table(d, name).is_none()).cloned().collect();
        let fresh = self.change(d, |branch| branch.tables.take_page(&new, NameOrigin::Typed));
        step.extend(fresh.iter().map(|t| Edit::Table(d as u32, *t, false)));
        self.filter_fresh(d, &fresh);
        let mut ticked = self.branches[d].selection().tables().cloned().unwrap_or_default();
        tables.iter().filter_map(|name| self.find_table(d, name)).for_each(|t| {
            ticked.set(t, true);
        });
        ticked
    }
}
