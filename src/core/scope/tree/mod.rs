//! The databases and tables of one instance, with three-state ticks.
//!
//! Names stand in one text each for all tables of a database, and what a key needs to know is kept:
//! how many rows each branch has, how much is chosen of it, how much of that is doubtful. A change
//! touches its own branch and the sums over the branches, so a key costs the same with a thousand
//! names as with a million.

pub mod row_id;

mod bits;
mod branch;
mod case;
mod choose;
mod edit;
mod filter;
mod history;
mod layout;
mod names;
mod reading;
mod restore;
mod rows;
mod sums;
mod taking;
#[cfg(test)]
mod tests;
mod view;

pub use case::CaseBlind;
pub use edit::{Path, Place};
pub use filter::Filter;
pub use history::{Changed, Undone};
pub use reading::Progress;
pub use row_id::RowId;
pub use taking::{Known, Take};
pub use view::{Database, SystemKeyspaces, Table};

use super::choice::DatabaseScope;
use crate::core::base::call::CallFailure;
use branch::Branch;
use history::History;
use layout::Layout;
use names::Names;
use reading::Reading;

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Listed,
    /// The operator typed it: not verified.
    Typed,
    /// It was chosen earlier, here or in a saved draft, and the service has not listed it since.
    Restored,
}

/// How far a list has been read.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Listing {
    #[default]
    NotAsked,
    /// Being read, or next to be.
    Loading,
    Complete,
    /// Could not be read (to the end); what was read stays.
    Failed(CallFailure),
}

/// What is chosen of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Some(usize),
    /// Every table known today, one by one: a table created later is not in it.
    AllOneByOne(usize),
    /// The database as a whole, sent as `null`.
    Whole,
}

/// How much is chosen over all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub whole: usize,
    /// Databases with some tables chosen.
    pub partly: usize,
    /// Tables chosen one by one.
    pub tables: usize,
}

impl Counts {
    pub const fn is_nothing(self) -> bool {
        self.whole == 0 && self.tables == 0
    }

    /// Names in the request's scope.
    pub const fn names(self) -> usize {
        self.whole + self.partly + self.tables
    }
}

/// What is kept over all branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Totals {
    counts: Counts,
    /// Chosen names that the service has not listed.
    unlisted: usize,
    /// Listed databases whose tables have not been read to the end.
    unread: usize,
    tables: usize,
    weight: usize,
}

/// Bytes of a database's branch and its places in the tree.
const BRANCH: usize = size_of::<Branch>() + 128;

/// The tree, its cursor, and its filter.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// How far the list of databases has been read.
    pub listing: Listing,
    names: Names,
    branches: Vec<Branch>,
    layout: Layout,
    totals: Totals,
    cursor: Option<RowId>,
    top: usize,
    filter: Filter,
    history: History,
    reading: Reading,
    /// Changes by the operator so far: what is the same number is the same choice.
    edits: u64,
}

impl Tree {
    /// An empty tree in the place of this one; it counts on from here, so that no state of both
    /// is taken for the same.
    pub fn anew(&self) -> Self {
        Self { edits: self.edits + 1, ..Self::default() }
    }

    /// It stands in the place of another one: no state of both may be taken for the same.
    pub fn count_on_from(&mut self, other: &Self) {
        self.edits = self.edits.max(other.edits) + 1;
    }

    /// How often the operator has changed what is chosen or named.
    pub const fn edits(&self) -> u64 {
        self.edits
    }

    /// Listed databases whose tables have not been read to the end.
    pub const fn unread_databases(&self) -> usize {
        self.totals.unread
    }

    /// The number of tables known so far.
    pub const fn known_tables(&self) -> usize {
        self.totals.tables
    }

    /// Bytes that the databases and tables take.
    pub const fn held(&self) -> usize {
        self.names.weight() + self.branches.len() * BRANCH + self.totals.weight
    }

    pub const fn counts(&self) -> Counts {
        self.totals.counts
    }

    /// Chosen names that the service did not list.
    pub const fn chosen_typed_names(&self) -> usize {
        self.totals.unlisted
    }

    /// How many chosen names are over the engine's limit, and one of them.
    pub fn chosen_long_names(&self) -> Option<(usize, &str)> {
        let d = self.layout.long.next(0).and_then(|slot| self.layout.branch(slot))?;
        let first = if self.names.long().get(d) {
            Some(self.names.get(d))
        } else {
            self.branches[d].first_long()
        };
        Some((self.layout.long.total(), first?))
    }

    /// The chosen scope in the API's shape: a whole database is `None`, and a list
    /// of tables is never empty.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let chosen = self
            .names
            .sorted()
            .iter()
            .map(|id| *id as usize)
            .filter(|d| self.branches[*d].is_chosen());
        chosen
            .map(|d| {
                let branch = &self.branches[d];
                let tables = || {
                    branch
                        .first_ticked(usize::MAX)
                        .iter()
                        .map(|t| branch.tables.get(*t as usize).to_owned())
                        .collect()
                };
                DatabaseScope {
                    database_name: self.names.get(d).to_owned(),
                    table_names: (!branch.is_whole()).then(tables),
                }
            })
            .collect()
    }

    /// Runs a change of one branch, and keeps what is known over all of them.
    fn change<R>(&mut self, d: usize, change: impl FnOnce(&mut Branch) -> R) -> R {
        let before = self.share(d);
        let result = change(&mut self.branches[d]);
        self.note(d, before);
        result
    }

    /// After a change of branch `d`, whose share of the totals was `before`.
    fn note(&mut self, d: usize, before: Totals) {
        let after = self.share(d);
        let moved = |total: usize, before: usize, after: usize| total + after - before;
        let (all, was, is) = (&mut self.totals, before.counts, after.counts);
        all.counts = Counts {
            whole: moved(all.counts.whole, was.whole, is.whole),
            partly: moved(all.counts.partly, was.partly, is.partly),
            tables: moved(all.counts.tables, was.tables, is.tables),
        };
        all.unlisted = moved(all.unlisted, before.unlisted, after.unlisted);
        all.unread = moved(all.unread, before.unread, after.unread);
        all.tables = moved(all.tables, before.tables, after.tables);
        all.weight = moved(all.weight, before.weight, after.weight);
        self.measure_one(d);
    }

    /// What a branch adds to the totals.
    fn share(&self, d: usize) -> Totals {
        #[cfg(test)]
        tests::looked();
        if !self.names.is_there(d) {
            return Totals::default();
        }
        let branch = &self.branches[d];
        let (whole, tables) = (branch.is_whole(), branch.ticked());
        let counts = Counts { whole: usize::from(whole), partly: usize::from(tables > 0), tables };
        let unlisted = self.names.unlisted().get(d);
        Totals {
            counts,
            unlisted: if counts.is_nothing() {
                0
            } else {
                usize::from(unlisted) + branch.doubtful().1
            },
            unread: usize::from(!unlisted && branch.listing != Listing::Complete),
            tables: branch.tables.len(),
            weight: branch.tables.weight(),
        }
    }

    /// Names of a branch in the request's scope.
    fn chosen_names_of(&self, d: usize) -> usize {
        self.share(d).counts.names()
    }

    /// Those of them over the engine's limit.
    fn long_names_of(&self, d: usize) -> usize {
        let branch = &self.branches[d];
        if branch.is_chosen() {
            usize::from(self.names.long().get(d)) + branch.doubtful().0
        } else {
            0
        }
    }
}
