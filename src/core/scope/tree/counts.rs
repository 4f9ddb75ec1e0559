//! How many names are chosen.

use crate::core::scope::choice::DatabaseScope;

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
    /// Counts the names of a scope.
    pub fn of(databases: &[DatabaseScope]) -> Self {
        let mut counts = Self::default();
        for database in databases {
            match &database.table_names {
                None => counts.whole += 1,
                Some(tables) => {
                    counts.partly += 1;
                    counts.tables += tables.len();
                }
            }
        }
        counts
    }

    pub const fn is_nothing(self) -> bool {
        self.whole == 0 && self.tables == 0
    }

    /// Returns the number of names in the request's scope.
    pub const fn names(self) -> usize {
        self.whole + self.partly + self.tables
    }
}
