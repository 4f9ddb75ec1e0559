//! The databases and tables of an instance: listed by name, or computed from their numbers.

use super::Database;

#[derive(Debug)]
pub enum Schema {
    /// The databases of the catalogue.
    Listed(Vec<Database>),
    /// This many databases of this many tables each; names are computed and never held.
    Numbered { databases: u32, tables: u32 },
}

/// The names of databases, or of the tables of one database.
pub enum NameList<'a> {
    Listed(Vec<&'a str>),
    /// The word that begins every name, and how many names there are.
    Numbered(&'static str, u32),
}

impl Schema {
    pub fn databases(&self) -> NameList<'_> {
        match self {
            Self::Listed(databases) => {
                NameList::Listed(databases.iter().map(|listed| listed.name.as_str()).collect())
            }
            Self::Numbered { databases, .. } => NameList::Numbered("database", *databases),
        }
    }

    /// Returns the names of the tables of a database; `None` if there is no such database.
    pub fn tables(&self, database: &str) -> Option<NameList<'_>> {
        match self {
            Self::Listed(databases) => {
                let listed = databases.iter().find(|listed| listed.name == database)?;
                Some(NameList::Listed(listed.tables.iter().map(String::as_str).collect()))
            }
            Self::Numbered { tables, .. } => {
                self.databases().has(database).then_some(NameList::Numbered("table", *tables))
            }
        }
    }

    pub fn has_table(&self, database: &str, table: &str) -> bool {
        self.tables(database).is_some_and(|tables| tables.has(table))
    }

    /// Returns how many tables all databases have together.
    pub fn all_tables(&self) -> u64 {
        match self {
            Self::Listed(databases) => {
                databases.iter().map(|listed| listed.tables.len() as u64).sum()
            }
            Self::Numbered { databases, tables } => u64::from(*databases) * u64::from(*tables),
        }
    }
}

impl NameList<'_> {
    pub fn count(&self) -> usize {
        match self {
            Self::Listed(names) => names.len(),
            Self::Numbered(_, count) => *count as usize,
        }
    }

    /// Returns the names from index `offset`, `limit` at most.
    pub fn page(&self, offset: usize, limit: usize) -> Vec<String> {
        match self {
            Self::Listed(names) => {
                names.iter().skip(offset).take(limit).map(|name| (*name).to_owned()).collect()
            }
            Self::Numbered(word, count) => {
                (1..=*count).skip(offset).take(limit).map(|number| numbered(word, number)).collect()
            }
        }
    }

    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::Listed(names) => names.contains(&name),
            Self::Numbered(word, count) => {
                let digits = name.strip_prefix(word).and_then(|rest| rest.strip_prefix('_'));
                let number = digits.and_then(|digits| digits.parse().ok());
                number.is_some_and(|number| {
                    (1..=*count).contains(&number) && name == numbered(word, number)
                })
            }
        }
    }
}

fn numbered(word: &str, number: u32) -> String {
    format!("{word}_{number:05}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_names_are_computed_when_asked_for() {
        let schema = Schema::Numbered { databases: 1000, tables: 1000 };
        assert_eq!(schema.databases().count(), 1000);
        assert_eq!(schema.databases().page(998, 100), ["database_00999", "database_01000"]);
        assert_eq!(schema.tables("database_01000").map(|tables| tables.count()), Some(1000));
        assert!(schema.tables("database_01001").is_none());
        let tables = schema.tables("database_00001").unwrap();
        assert_eq!(tables.page(0, 1), ["table_00001"]);
        assert!(schema.has_table("database_00500", "table_01000"));
        for (database, table) in [
            ("database_500", "table_00001"),
            ("database_00500", "table_00000"),
            ("x", "table_00001"),
        ] {
            assert!(!schema.has_table(database, table), "{database}.{table}");
        }
    }
}
