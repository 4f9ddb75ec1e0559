//! The scope of a backup: the whole instance, or databases and tables.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::core::base::whole::{self, Row};

/// The operator's choice of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeChoice {
    #[default]
    Instance,
    /// Databases and tables, as ticked in the tree.
    Tables,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole instance: the key `database_tables` is left out.
    Instance,
    /// Databases and tables, at least one.
    Tables(Vec<DatabaseScope>),
}

impl Scope {
    /// Returns the databases of a scope that is made of them.
    pub fn databases(&self) -> Option<&[DatabaseScope]> {
        match self {
            Self::Instance => None,
            Self::Tables(databases) => Some(databases),
        }
    }
}

/// One database of a table-level backup, in the API's own shape and field order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseScope {
    /// Byte for byte as the service listed it or the operator typed it.
    pub database_name: String,
    /// `None`, sent as `null`: the whole database. `Some`: these tables, never empty.
    #[serde(default, deserialize_with = "listed")]
    pub table_names: Option<Vec<String>>,
}

impl Row for DatabaseScope {
    fn key(&self) -> &str {
        &self.database_name
    }

    fn weight(&self) -> usize {
        let tables =
            self.table_names.iter().flatten().map(|table| whole::text(table)).sum::<usize>();
        size_of::<Self>() + whole::text(&self.database_name) + tables
    }
}

/// Returns each name of a scope: a database with one of its tables, or a whole database by itself.
pub fn names(scope: &[DatabaseScope]) -> impl Iterator<Item = (&str, Option<&str>)> {
    scope.iter().flat_map(|row| {
        let whole = row.table_names.is_none().then_some(None);
        let tables = row.table_names.iter().flatten().map(|table| Some(table.as_str()));
        whole.into_iter().chain(tables).map(|table| (row.database_name.as_str(), table))
    })
}

/// Reads a list of tables. An empty list means everything to the service and nothing to a person,
/// so a file with an empty list is not read.
fn listed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let tables = Option::<Vec<String>>::deserialize(from)?;
    if tables.as_ref().is_some_and(Vec::is_empty) {
        Err(D::Error::custom("a list of tables is empty"))
    } else {
        Ok(tables)
    }
}

/// Returns the scope in the one form that can be compared: databases and tables sorted and named
/// once, names byte for byte. A database that is listed whole anywhere is whole; to the service an
/// empty list of tables says that too.
pub fn normalised(scope: &[DatabaseScope]) -> Vec<DatabaseScope> {
    let owned = |tables: BTreeSet<&str>| tables.into_iter().map(str::to_owned).collect();
    let row = |(name, tables): (&str, Tables<'_>)| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(owned),
    };
    sets(scope).into_iter().map(row).collect()
}

/// Returns whether both scopes have the same databases and tables, in any order and
/// grouping; two empty scopes do.
pub fn same_scope(a: &[DatabaseScope], b: &[DatabaseScope]) -> bool {
    sets(a) == sets(b)
}

/// The tables of one database; `None`: the whole database.
pub type Tables<'a> = Option<BTreeSet<&'a str>>;

/// Returns the tables of each database.
pub(crate) fn sets(scope: &[DatabaseScope]) -> BTreeMap<&str, Tables<'_>> {
    let mut sets = BTreeMap::new();
    for database in scope {
        let listed =
            sets.entry(database.database_name.as_str()).or_insert_with(|| Some(BTreeSet::new()));
        match (database.table_names.as_deref(), listed.as_mut()) {
            (None | Some([]), _) => *listed = None,
            (Some(tables), Some(set)) => set.extend(tables.iter().map(String::as_str)),
            (Some(_), None) => {}
        }
    }
    sets
}
