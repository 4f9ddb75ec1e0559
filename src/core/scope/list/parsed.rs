//! The result of reading a list: its names, and the lines that are not taken.

use crate::core::scope::choice::DatabaseScope;

/// Number of a line, from 1.
pub type Line = u32;

/// A longer text in bytes is no name.
pub const LONGEST_NAME: usize = 1024;
/// Notes of each kind that are kept; all are counted.
pub const KEPT_NOTES: usize = 1_000;
/// Characters that are shown of a line that is not taken.
pub const EXCERPT: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The databases that the text names, sorted by name.
    pub databases: Vec<Mentioned>,
    /// Listed databases whose names stand alone, with their first lines, sorted by name:
    /// no part of the scope.
    pub alone: Vec<(Box<str>, Line)>,
    pub duplicates: Notes<Duplicate>,
    /// Lines, or names on a line, that are not taken although they could be meant.
    pub not_taken: Notes<NotTaken>,
    /// Lines on which nothing is found that could be taken.
    pub without_names: Notes<NotTaken>,
    /// The databases whose tables were looked at for words, sorted by name.
    pub consulted: Vec<Box<str>>,
}

/// A database that a text names, and its tables that the text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Its name, byte for byte.
    pub name: Box<str>,
    /// Where and how the text names the whole database; that covers the tables.
    pub whole: Option<Whole>,
    /// The tables with the lines that name them first, sorted by name.
    pub tables: Vec<(Box<str>, Line)>,
}

/// How a text says that a whole database is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// The first line that says so.
    pub line: Line,
    pub said: WholeSaid,
}

/// The spellings of a whole database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeSaid {
    /// `db.*`
    Star,
    /// `"table_names": null`
    Null,
    /// `"table_names": []`
    EmptyList,
    /// No `table_names` at all.
    Missing,
}

/// A name that the text has named before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub line: Line,
    pub first: Line,
    pub database: Box<str>,
    /// Table; `None`: the whole database.
    pub table: Option<Box<str>>,
}

/// Lines, or a name on a line, that are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The line, or the first of several.
    pub line: Line,
    pub through: Line,
    pub why: Why,
    /// The name, or how the line begins, harmless to draw.
    pub excerpt: String,
}

/// Why lines or names are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No path, or no line of the form that it stands in.
    NoForm,
    /// A statement that chooses no table.
    OtherStatement,
    /// A statement about a whole keyspace.
    Keyspace,
    /// A table without a database: no `USE` stands before it, or no listed database
    /// on its line or above.
    NoDatabase,
    /// A database and an empty cell where a table belongs.
    NoTable,
    /// The line has more cells than the header.
    Columns,
    /// The path has more parts than database and table.
    TooManyParts,
    EmptyName,
    /// A name with control, invisible or broken characters.
    BadCharacter,
    /// A name over [`LONGEST_NAME`].
    TooLong,
    /// A quote, a bracket or a comment that is not closed.
    NotClosed,
    /// Broken JSON, or JSON in another form than the API's.
    Json,
    /// To the service this means the whole instance, which no list chooses.
    WholeInstance,
    /// Words that cannot be judged, because the service's list is not there.
    NoListing,
    /// Words of a database whose tables have not been read to the end.
    Unread,
    /// The service does not list the name.
    NotListed,
    /// A table of several of the databases that are named.
    Several,
    /// Both a database and a table of the database that is named.
    Both,
    /// The service lists a name that differs in the case of its letters only.
    Case,
    /// The name stands near "except", "not" or the like.
    Except,
    Comment,
    /// One of the service's own keyspaces, named among other words.
    System,
    /// A line that holds `db.*` and other words.
    Alone,
    /// The line names databases, and no table of them.
    Heading,
    /// No name on the line is listed.
    NoName,
}

/// The first of many, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes<T> {
    /// At most [`KEPT_NOTES`], in the order of their lines.
    pub kept: Vec<T>,
    pub count: usize,
}

impl<T> Default for Notes<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), count: 0 }
    }
}

impl<T> Notes<T> {
    pub(super) fn push(&mut self, note: impl FnOnce() -> T) {
        self.count += 1;
        if self.kept.len() < KEPT_NOTES {
            self.kept.push(note());
        }
    }
}

impl Parsed {
    /// Returns whether the text names nothing.
    pub fn is_empty(&self) -> bool {
        self.databases.is_empty()
    }

    /// Returns the number of tables named one by one, without those that a whole database covers.
    pub fn tables(&self) -> usize {
        self.databases.iter().filter(|d| d.whole.is_none()).map(|d| d.tables.len()).sum()
    }

    /// Returns the scope that the text means.
    pub fn scope(&self) -> Vec<DatabaseScope> {
        let names = |d: &Mentioned| d.tables.iter().map(|(name, _)| name.to_string()).collect();
        let row = |d: &Mentioned| DatabaseScope {
            database_name: d.name.to_string(),
            table_names: if d.whole.is_some() { None } else { Some(names(d)) },
        };
        self.databases.iter().map(row).collect()
    }
}
