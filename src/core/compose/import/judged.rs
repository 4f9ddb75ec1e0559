//! What is in a list: what of that the service lists, and what would be chosen then.

use super::{lookup::Lookup, rows::Row};
use crate::core::scope::{
    CaseBlind, Counts, DatabaseScope, Listing, Mentioned, Parsed, Take, Tree,
    tree::{Known, Mark},
};

/// The names of a list, each looked up in the tree.
#[derive(Debug, Clone)]
pub struct Judged {
    pub parsed: Parsed,
    pub(super) lookups: Vec<Lookup>,
    pub(super) rows: Vec<Row>,
    /// The state of the tree in which the names were looked up.
    pub(super) edits: u64,
    /// Whether tables are looked for that the service lists in the databases of a backup and that
    /// the backup does not hold.
    pub(super) seeks_new: bool,
    /// Whether these tables are taken, too.
    with_new: bool,
}

impl Judged {
    pub(super) fn of(parsed: Parsed, tree: &Tree, seeks_new: bool) -> Self {
        let mut case_blind = CaseBlind::default();
        let lookups = parsed
            .databases
            .iter()
            .map(|database| Lookup::of(database, tree, seeks_new, &mut case_blind))
            .collect();
        let mut judged = Self {
            parsed,
            lookups,
            rows: Vec::new(),
            edits: tree.edits(),
            seeks_new,
            with_new: false,
        };
        judged.list_rows();
        judged
    }

    /// Returns each database with what is known of it.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Mentioned, &Lookup)> {
        self.parsed.databases.iter().zip(&self.lookups)
    }

    /// Returns whether words were decided, or left open, by what the tree has learnt now. A page in
    /// the middle of a list decides nothing.
    pub(super) fn depends_on(&self, database: Option<&str>, tree: &Tree) -> bool {
        match database {
            None => {
                is_over(&tree.listing)
                    && (self.parsed.not_taken.count + self.parsed.without_names.count > 0
                        || !self.parsed.consulted.is_empty())
            }
            Some(name) => {
                self.parsed.consulted.iter().any(|other| **other == *name) && is_read(tree, name)
            }
        }
    }

    pub(super) fn look_again(&mut self, database: Option<&str>, tree: &Tree) {
        for (mentioned, lookup) in self.parsed.databases.iter().zip(&mut self.lookups) {
            if database.is_none_or(|name| *mentioned.name == *name) {
                let now = Lookup::of(mentioned, tree, self.seeks_new, &mut CaseBlind::default());
                // What is taken is what was on screen when the key was pressed.
                self.with_new &= now.new == lookup.new;
                *lookup = now;
            }
        }
        self.list_rows();
    }

    /// Returns whether tables that the backup does not hold are taken, too.
    pub const fn takes_new(&self) -> bool {
        self.with_new
    }

    pub fn new_tables(&self) -> usize {
        self.lookups.iter().map(|lookup| lookup.new.len()).sum()
    }

    /// Takes the tables that the backup does not hold, or leaves them out again; false if
    /// there are no such tables.
    pub fn toggle_new(&mut self) -> bool {
        let any = self.new_tables() > 0;
        self.with_new = any && !self.with_new;
        any
    }

    pub fn new_table(&self, d: u32, n: u32) -> Option<&str> {
        self.lookups.get(d as usize)?.new.get(n as usize).map(|name| &**name)
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn database(&self, d: u32) -> Option<&Mentioned> {
        self.parsed.databases.get(d as usize)
    }

    /// Returns whether a table is not taken: its name cannot be sent or is listed in another case.
    pub fn is_refused(&self, d: u32, t: u32) -> bool {
        self.lookups
            .get(d as usize)
            .is_some_and(|lookup| lookup.is_refused || lookup.refused.binary_search(&t).is_ok())
    }

    pub fn known(&self, d: u32) -> Option<Known> {
        self.lookups.get(d as usize)?.known
    }

    /// Returns the databases of which something cannot be said before their tables are read: named
    /// ones, and those whose tables decide words.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let open = |(_, s): &(&Mentioned, &Lookup)| s.unread > 0 || s.is_open;
        let named = self.each().filter(open).map(|(database, _)| &*database.name);
        named.chain(self.parsed.consulted.iter().map(|name| &**name))
    }

    /// Returns whether nothing more will be learnt: no database is being read, or about to be read.
    pub fn is_looked_up(&self, tree: &Tree) -> bool {
        is_over(&tree.listing) && self.unread().all(|name| is_read(tree, name))
    }

    /// Returns the databases whose names stand alone, as a scope of whole databases.
    pub fn alone(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parsed.alone.iter().map(|(name, _)| &**name)
    }

    /// Returns the scope to be taken: all that can be, and the databases that stand alone
    /// only if `alone` says so.
    pub fn scope(&self, alone: bool) -> Vec<DatabaseScope> {
        let mut scope = Vec::new();
        for (database, lookup) in self.each().filter(|(_, lookup)| !lookup.is_refused) {
            let taken = (0..).zip(&database.tables);
            let taken = taken.filter(|(t, _)| lookup.refused.binary_search(t).is_err());
            let new = lookup.new.iter().filter(|_| self.with_new);
            let names = taken.map(|(_, (name, _))| name).chain(new);
            let names: Vec<String> = names.map(ToString::to_string).collect();
            let table_names = if database.whole.is_some() { None } else { Some(names) };
            // A database whose tables are all refused must not become a whole one.
            if table_names.as_ref().is_none_or(|names| !names.is_empty()) {
                scope.push(DatabaseScope { database_name: database.name.to_string(), table_names });
            }
        }
        let alone = self
            .alone()
            .filter(|_| alone)
            .map(|name| DatabaseScope { database_name: name.to_owned(), table_names: None });
        scope.extend(alone);
        scope
    }

    /// Returns what would be chosen with the databases that stand alone added as well.
    pub fn then_with_alone(&self, tree: &Tree) -> Counts {
        let mut then = self.then(tree.counts(), Take::Add);
        for mark in self.alone().filter_map(|name| Some(tree.database(tree.find(name)?)?.mark())) {
            match mark {
                Mark::Whole => {}
                Mark::None => then.whole += 1,
                Mark::Some(n) | Mark::AllOneByOne(n) => {
                    (then.whole, then.partly, then.tables) =
                        (then.whole + 1, then.partly - 1, then.tables - n);
                }
            }
        }
        then
    }

    /// Returns what would be chosen once the list is taken.
    pub fn then(&self, now: Counts, how: Take) -> Counts {
        let mut then = if how == Take::Add { now } else { Counts::default() };
        for (database, lookup) in self.each().filter(|(_, lookup)| !lookup.is_refused) {
            let new = if self.with_new { lookup.new.len() } else { 0 };
            let tables = database.tables.len() - lookup.refused.len() + new;
            let (was_whole, had) = match lookup.mark.filter(|_| how == Take::Add) {
                Some(Mark::Whole) => (true, 0),
                Some(Mark::Some(n) | Mark::AllOneByOne(n)) => (false, n),
                Some(Mark::None) | None => (false, 0),
            };
            if was_whole {
                continue;
            }
            if database.whole.is_some() {
                then.whole += 1;
                then.partly -= usize::from(had > 0);
                then.tables -= had;
            } else if tables > 0 {
                then.partly += usize::from(had == 0);
                then.tables += if how == Take::Add {
                    tables - lookup.ticked - lookup.new_ticked(new)
                } else {
                    tables
                };
            }
        }
        then
    }
}

/// Returns whether a list is not read any further, because it is complete or because it failed.
const fn is_over(listing: &Listing) -> bool {
    matches!(listing, Listing::Complete | Listing::Failed(_))
}

/// Returns whether nothing more will be learnt of a database. What is typed cannot be read.
fn is_read(tree: &Tree, name: &str) -> bool {
    let database = tree.find(name).and_then(|d| tree.database(d));
    database.is_none_or(|d| !d.is_listed() || is_over(d.listing()))
}
