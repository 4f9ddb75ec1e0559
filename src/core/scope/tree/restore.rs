//! Names that came from a saved draft: they stay ticked, and wait for the service to list them.

use super::{branch::Selection, listing::Listing, names::NameOrigin, state::Tree};
use crate::core::scope::choice::DatabaseScope;

impl Tree {
    /// Returns a tree in which exactly this scope is chosen. No name is verified
    /// before the service lists it.
    pub fn of_scope(scope: &[DatabaseScope]) -> Self {
        let mut tree = Self::default();
        let names: Vec<String> = scope.iter().map(|row| row.database_name.clone()).collect();
        tree.take_databases(&names, NameOrigin::Restored);
        for row in scope {
            let Some(d) = tree.find(&row.database_name).filter(|d| !tree.branches[*d].is_chosen())
            else {
                continue;
            };
            tree.layout.system_open = tree.layout.system_open || tree.branches[d].system;
            tree.change(d, |branch| match &row.table_names {
                None => drop(branch.choose(Selection::Whole)),
                Some(tables) => {
                    branch.tables.take_page(tables, NameOrigin::Restored);
                    let all = branch.all_one_by_one();
                    branch.choose(Selection::Tables(all));
                }
            });
        }
        tree.measure();
        tree
    }

    /// Returns whether tables of a saved draft wait in this listed database to be found.
    pub(super) fn waits_to_be_found(&self, d: usize) -> bool {
        let branch = &self.branches[d];
        !branch.is_whole() && branch.tables.has_restored()
    }

    /// Returns the next listed database of which tables of a saved draft wait to be found,
    /// while none is being read.
    pub fn next_to_look_into(&self) -> Option<usize> {
        let mut next = None;
        for d in
            self.names.sorted().iter().map(|d| *d as usize).filter(|d| self.waits_to_be_found(*d))
        {
            match self.branches[d].listing {
                Listing::Loading => return None,
                Listing::NotAsked if self.names.is_listed(d) => next = next.or(Some(d)),
                Listing::NotAsked | Listing::Complete | Listing::Failed(_) => {}
            }
        }
        next
    }
}
