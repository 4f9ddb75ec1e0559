//! The names and notes that a reading has found so far.

use std::collections::BTreeMap;

use super::parsed::{
    Duplicate, EXCERPT, Line, Mentioned, NotTaken, Notes, Parsed, Whole, WholeSaid, Why,
};
use crate::core::base::text::clean_excerpt;

/// Bytes of a line that are looked at for an excerpt.
const EXCERPT_FROM: usize = 4 * EXCERPT;

/// The findings about one database.
#[derive(Debug, Default)]
struct DatabaseFindings {
    whole: Option<Whole>,
    /// The tables, each with its first line.
    tables: BTreeMap<Box<str>, Line>,
}

/// Takes names and notes in the order of their lines.
#[derive(Debug, Default)]
pub struct Gather {
    databases: BTreeMap<Box<str>, DatabaseFindings>,
    /// Listed databases that stand alone, with the first line of each; `None`: a
    /// line takes the database out.
    alone: BTreeMap<Box<str>, Option<Line>>,
    duplicates: Notes<Duplicate>,
    not_taken: Notes<NotTaken>,
    without_names: Notes<NotTaken>,
}

impl Gather {
    pub fn table(&mut self, database: &str, table: &str, line: Line) {
        let found = self.databases.entry(database.into()).or_default();
        match found.tables.get(table) {
            None => drop(found.tables.insert(table.into(), line)),
            Some(&first) => {
                let (database, table) = (database.into(), Some(table.into()));
                self.duplicates.push(|| Duplicate { line, first, database, table });
            }
        }
    }

    pub fn whole(&mut self, database: &str, said: WholeSaid, line: Line) {
        let found = self.databases.entry(database.into()).or_default();
        match found.whole {
            None => found.whole = Some(Whole { line, said }),
            Some(Whole { line: first, .. }) => {
                let database = database.into();
                self.duplicates.push(|| Duplicate { line, first, database, table: None });
            }
        }
    }

    /// Notes a listed database that stands alone: only a word, until a key of
    /// its own takes the database.
    pub fn alone(&mut self, database: &str, line: Line) {
        self.alone.entry(database.into()).or_insert(Some(line));
    }

    /// Notes a database that a line takes out: no key offers it.
    pub fn not_alone(&mut self, database: &str) {
        self.alone.insert(database.into(), None);
    }

    /// Returns whether no name was taken.
    pub fn is_empty(&self) -> bool {
        self.databases.is_empty()
    }

    /// Returns how many notes there are.
    pub const fn noted(&self) -> usize {
        self.not_taken.count
    }

    /// Notes lines, or a name on a line, that are not taken; `text` begins with their excerpt.
    pub fn note(&mut self, line: Line, through: Line, why: Why, text: &str) {
        self.not_taken.push(|| note(line, through, why, text));
    }

    /// Notes a line on which no name is found that could be taken.
    pub fn without_names(&mut self, line: Line, why: Why, text: &str) {
        self.without_names.push(|| note(line, line, why, text));
    }

    /// Ends the reading. `consulted` are the databases whose tables decided.
    pub fn finish(self, consulted: Vec<Box<str>>) -> Parsed {
        let Self { databases, alone, mut duplicates, mut not_taken, without_names } = self;
        // The notes on JSON as a whole go before the notes on its lines.
        not_taken.kept.sort_by_key(|note| note.line);
        // Beside tables of its own a database's name is their heading.
        let alone = alone.into_iter().filter(|(name, _)| !databases.contains_key(name));
        let alone = alone.filter_map(|(name, line)| Some((name, line?))).collect();
        let mention = |(name, found): (Box<str>, DatabaseFindings)| {
            let DatabaseFindings { whole, tables } = found;
            Mentioned { name, whole, tables: tables.into_iter().collect() }
        };
        let databases = databases.into_iter().map(mention).collect();
        duplicates.kept.sort_by_key(|duplicate| duplicate.line);
        Parsed { databases, alone, duplicates, not_taken, without_names, consulted }
    }
}

fn note(line: Line, through: Line, why: Why, text: &str) -> NotTaken {
    let end = text.char_indices().nth(EXCERPT_FROM).map_or(text.len(), |(at, _)| at);
    let first = text[..end].trim_start().lines().next().unwrap_or_default();
    NotTaken { line, through: through.max(line), why, excerpt: clean_excerpt(first, EXCERPT) }
}
