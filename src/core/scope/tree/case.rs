//! NameSet without the case of their letters: an operator who writes `Orders` for `orders` is told.

use std::collections::{HashMap, HashSet};

use super::{
    names::{NameOrigin, NameSet},
    state::Tree,
    view::Database,
};

/// Answers whether a name that is not listed is listed in another case. A list of names in mixed
/// case is gone through once, at the first question about it.
#[derive(Debug, Default)]
pub struct CaseBlind {
    databases: Option<HashSet<String>>,
    tables: HashMap<usize, HashSet<String>>,
}

impl CaseBlind {
    /// Returns whether the service lists a database of this name in another case.
    pub fn database(&mut self, tree: &Tree, name: &str) -> bool {
        let listed = || tree.databases().filter(|d| d.is_listed()).map(Database::name);
        let lower = name.to_lowercase();
        match plain(&tree.names, name, &lower) {
            Some(answer) => answer,
            None => self
                .databases
                .get_or_insert_with(|| listed().map(str::to_lowercase).collect())
                .contains(&lower),
        }
    }

    /// Returns whether the service lists a table of database `d` of this name in another case.
    pub fn table(&mut self, tree: &Tree, d: usize, name: &str) -> bool {
        let Some(database) = tree.database(d) else { return false };
        let listed = || {
            database
                .tables()
                .filter(|table| table.origin == NameOrigin::Listed)
                .map(|table| table.name.to_lowercase())
        };
        let lower = name.to_lowercase();
        match plain(&tree.branches[d].tables, name, &lower) {
            Some(answer) => answer,
            None => self.tables.entry(d).or_insert_with(|| listed().collect()).contains(&lower),
        }
    }
}

/// Answers without going through all names, where none of them is in mixed case.
fn plain(names: &NameSet, name: &str, lower: &str) -> Option<bool> {
    let is_listed = |id: usize| names.origin(id) == NameOrigin::Listed;
    (!names.is_mixed()).then(|| name != lower && names.find(lower).is_some_and(is_listed))
}
