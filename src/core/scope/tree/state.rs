//! The tree itself: its branches, and the totals over all branches.

use super::{
    branch::Branch, counts::Counts, filter::Filter, history::History, layout::Layout,
    listing::Listing, names::NameSet, reading::ReadQueue, row_id::RowId,
};
use crate::core::scope::choice::DatabaseScope;

/// The sums over all branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Totals {
    pub counts: Counts,
    /// Chosen names that the service has not listed.
    pub unlisted: usize,
    pub weight: usize,
}

impl Totals {
    /// Returns the totals after the share of one branch has changed.
    pub fn with(self, before: Self, after: Self) -> Self {
        let moved = |part: fn(&Self) -> usize| part(&self) + part(&after) - part(&before);
        Self {
            counts: Counts {
                whole: moved(|all| all.counts.whole),
                partly: moved(|all| all.counts.partly),
                tables: moved(|all| all.counts.tables),
            },
            unlisted: moved(|all| all.unlisted),
            weight: moved(|all| all.weight),
        }
    }
}

/// Bytes of a branch, and of its entries in the tree.
const BRANCH: usize = size_of::<Branch>() + 128;

/// The tree, its cursor, and its filter.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// How far the list of databases has been read.
    pub listing: Listing,
    pub(super) names: NameSet,
    pub(super) branches: Vec<Branch>,
    pub(super) layout: Layout,
    pub(super) totals: Totals,
    pub(super) cursor: Option<RowId>,
    pub(super) top: usize,
    pub(super) filter: Filter,
    pub(super) history: History,
    pub(super) reading: ReadQueue,
    /// Changes by the operator so far: with the same number, the choice is the same.
    pub(super) edits: u64,
}

impl Tree {
    /// Returns an empty tree to replace this one. The new tree counts its changes on from here, so
    /// that no state of either tree is taken for a state of the other.
    pub fn emptied(&self) -> Self {
        Self { edits: self.edits + 1, ..Self::default() }
    }

    /// Counts the changes on from another tree, whose place this one takes.
    pub fn count_on_from(&mut self, other: &Self) {
        self.edits = self.edits.max(other.edits) + 1;
    }

    /// Returns how often the operator has changed a tick or a name.
    pub const fn edits(&self) -> u64 {
        self.edits
    }

    /// Returns how many listed databases have tables that were not read to the end.
    pub fn unread_databases(&self) -> usize {
        self.databases().filter(|d| d.is_listed() && !d.is_read()).count()
    }

    /// Returns the bytes that the databases and tables take.
    pub const fn held(&self) -> usize {
        self.names.weight() + self.branches.len() * BRANCH + self.totals.weight
    }

    pub const fn counts(&self) -> Counts {
        self.totals.counts
    }

    /// Returns how many chosen names the service did not list.
    pub const fn chosen_typed_names(&self) -> usize {
        self.totals.unlisted
    }

    /// Returns how many chosen names are over the engine's limit, and one of them.
    pub fn chosen_long_names(&self) -> Option<(usize, &str)> {
        let d = self.layout.long.next(0).and_then(|slot| self.layout.branch(slot))?;
        let first = if self.names.long().get(d) {
            Some(self.names.get(d))
        } else {
            self.branches[d].first_long()
        };
        Some((self.layout.long.total(), first?))
    }

    /// Returns the chosen scope in the API's shape: a whole database is `None`, and a list
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

    /// Runs a change of one branch, and keeps the totals.
    pub(super) fn change<R>(&mut self, d: usize, change: impl FnOnce(&mut Branch) -> R) -> R {
        let before = self.share(d);
        let result = change(&mut self.branches[d]);
        self.totals = self.totals.with(before, self.share(d));
        self.measure_one(d);
        result
    }

    /// Returns the share of a branch in the totals.
    pub(super) fn share(&self, d: usize) -> Totals {
        #[cfg(test)]
        super::tests::looked();
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
                usize::from(unlisted) + branch.unlisted()
            },
            weight: branch.tables.weight(),
        }
    }

    /// Returns how many names that a branch adds to the request are over the engine's limit.
    pub(super) fn long_names_of(&self, d: usize) -> usize {
        let branch = &self.branches[d];
        if branch.is_chosen() { usize::from(self.names.long().get(d)) + branch.long() } else { 0 }
    }
}
