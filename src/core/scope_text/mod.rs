//! Lists of databases and tables as text: what people have in tickets, spreadsheets and scripts becomes a scope, and a
//! scope becomes text that reads back as the same scope.
//!
//! Understood are lines (`db.table`, `db`, `db.*`), CSV, CQL with the output of `DESCRIBE TABLES`, and the API's own
//! `database_tables`. Nothing is guessed: what is not clear is handed back with its line. Each byte is read a few times at
//! most and the names are sorted; memory grows with the different names in the text, not with the text.

mod cql;
mod cursor;
mod gather;
mod heading;
mod json;
mod lines;
mod name;
mod record;
mod render;
#[cfg(test)]
mod tests;

pub use render::{render, write_path};

use super::request::DatabaseScope;
use gather::Gather;

/// Number of a line, from 1.
pub type Line = u32;

/// A name of more bytes than this is none.
pub const LONGEST_NAME: usize = 1024;
/// So many lines that say nothing new, or that are not understood, are kept; all are counted.
pub const KEPT_NOTES: usize = 1_000;
/// Characters of a line that is not understood.
pub const EXCERPT: usize = 60;

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The databases that it names, sorted by name.
    pub databases: Vec<Mentioned>,
    /// Names that stood before.
    pub duplicates: Notes<Duplicate>,
    /// Lines that were not understood.
    pub not_understood: Notes<NotUnderstood>,
}

/// A database that a text names, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Its name, byte for byte.
    pub name: Box<str>,
    /// Where it is named as a whole, and how; its tables are covered by that.
    pub whole: Option<Whole>,
    /// Its tables with the lines that name them first, sorted by name.
    pub tables: Vec<(Box<str>, Line)>,
}

/// How a text says that a whole database is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// The first line that says so.
    pub line: Line,
    /// How.
    pub said: WholeSaid,
}

/// The spellings of a whole database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeSaid {
    /// `db`
    Name,
    /// `db.*`
    Star,
    /// `"table_names": null`
    Null,
    /// `"table_names": []`
    EmptyList,
    /// No `table_names` at all.
    Missing,
}

/// A name that stood before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The later line.
    pub line: Line,
    /// The first one.
    pub first: Line,
    /// Database.
    pub database: Box<str>,
    /// Table; `None`: the whole database.
    pub table: Option<Box<str>>,
}

/// Lines that say nothing that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUnderstood {
    /// The line, or the first of several.
    pub line: Line,
    /// The last of them.
    pub through: Line,
    /// Why.
    pub why: Why,
    /// How it begins, harmless to draw.
    pub excerpt: String,
}

/// Why lines are not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// In none of the forms.
    NoForm,
    /// A statement that chooses no table.
    OtherStatement,
    /// A query.
    Query,
    /// A statement about a whole keyspace.
    Keyspace,
    /// A name alone below a `USE` or a heading: a table, or a whole database.
    Alone,
    /// A table without a database: no `USE` stands before it.
    NoDatabase,
    /// A database and an empty cell where a table belongs.
    NoTable,
    /// Several columns, and no header that says which is which.
    Columns,
    /// More than database and table.
    TooManyParts,
    /// An empty name.
    EmptyName,
    /// A name with control, invisible or broken characters.
    BadCharacter,
    /// A name over [`LONGEST_NAME`].
    TooLong,
    /// A quote, a bracket or a comment that is not closed.
    NotClosed,
    /// JSON that is none, or not of the API's form.
    Json,
    /// To the service it means the whole instance, which is not chosen by a list.
    WholeInstance,
}

/// The first of many, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes<T> {
    /// At most [`KEPT_NOTES`], in the order of their lines.
    pub kept: Vec<T>,
    /// All of them.
    pub count: usize,
}

impl<T> Default for Notes<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), count: 0 }
    }
}

impl<T> Notes<T> {
    fn push(&mut self, note: impl FnOnce() -> T) {
        self.count += 1;
        if self.kept.len() < KEPT_NOTES {
            self.kept.push(note());
        }
    }
}

impl Parsed {
    /// True if it names nothing.
    pub fn is_empty(&self) -> bool {
        self.databases.is_empty()
    }

    /// Number of tables named one by one, without those that a whole database covers.
    pub fn tables(&self) -> usize {
        self.databases.iter().filter(|d| d.whole.is_none()).map(|d| d.tables.len()).sum()
    }

    /// The scope that it means.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let names = |d: &Mentioned| d.tables.iter().map(|(name, _)| name.to_string()).collect();
        let row = |d: &Mentioned| DatabaseScope {
            database_name: d.name.to_string(),
            table_names: if d.whole.is_some() { None } else { Some(names(d)) },
        };
        self.databases.iter().map(row).collect()
    }
}

/// Reads one path, as `db`, `db.*` or `db.table`, with quotes around names that need them.
///
/// # Errors
/// Why it is none.
pub fn read_path(text: &str) -> Result<DatabaseScope, Why> {
    let name::Path { first, second } = name::path(text)?;
    let table_names = match second {
        name::Second::None | name::Second::Star => None,
        name::Second::Table(table) => Some(vec![table.into_owned()]),
    };
    Ok(DatabaseScope { database_name: first.into_owned(), table_names })
}

/// Reads a text, whatever it is.
pub fn parse(text: &str) -> Parsed {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut gather = Gather::default();
    if json::is_json(text) {
        json::read(text, &mut gather);
    } else {
        lines::read(text, &mut gather);
    }
    gather.finish()
}
