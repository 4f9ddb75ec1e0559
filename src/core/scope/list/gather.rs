//! The names and notes that a reading has found so far.

use std::collections::BTreeMap;

use super::parsed::{
    Duplicate, EXCERPT, KEPT_NOTES, Line, Mentioned, NotTaken, Notes, Parsed, Whole, WholeSaid, Why,
};
use crate::core::base::text::clean_excerpt;

/// Bytes of a line that are looked at for an excerpt.
const EXCERPT_FROM: usize = 4 * EXCERPT;

/// The findings about one database.
#[derive(Debug, Default)]
struct DatabaseFindings {
    whole: Option<Whole>,
    tables: Vec<(Box<str>, Line)>,
    /// The number of first tables that are sorted and stand once.
    sorted: usize,
}

/// Below this number of names a search for duplicates gains nothing.
const FEW: usize = 4_096;

impl DatabaseFindings {
    /// Sorts the names and removes duplicates. Done whenever their number has doubled: a list that
    /// says the same again and again does not grow.
    fn compact(&mut self, database: &str, twice: &mut Notes<Duplicate>) {
        // Equal names keep the order of their lines, and names that come sorted cost next to
        // nothing.
        self.tables.sort_by(|a, b| a.0.cmp(&b.0));
        let before = self.tables.len();
        self.tables.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                let table = Some(std::mem::take(&mut later.0));
                twice.kept.push(Duplicate {
                    line: later.1,
                    first: first.1,
                    database: database.into(),
                    table,
                });
                shorten(&mut twice.kept, 2 * KEPT_NOTES);
            }
            same
        });
        twice.count += before - self.tables.len();
        self.sorted = self.tables.len();
    }
}

/// Keeps the first ones by their lines, once there are more than `limit`.
fn shorten(twice: &mut Vec<Duplicate>, limit: usize) {
    if twice.len() > limit {
        twice.sort_by_key(|duplicate| duplicate.line);
        twice.truncate(KEPT_NOTES);
    }
}

/// Takes names and notes in the order of their lines.
#[derive(Debug, Default)]
pub(super) struct Gather {
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
        found.tables.push((table.into(), line));
        if found.tables.len() > 2 * found.sorted.max(FEW) {
            found.compact(database, &mut self.duplicates);
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

    /// Sorts the names and finds those that stand twice. `consulted` are
    /// the databases whose tables decided.
    pub fn finish(self, consulted: Vec<Box<str>>) -> Parsed {
        let Self { databases, alone, mut duplicates, mut not_taken, without_names } = self;
        // The notes on JSON as a whole go before the notes on its lines.
        not_taken.kept.sort_by_key(|note| note.line);
        // Beside tables of its own a database's name is their heading.
        let alone = alone.into_iter().filter(|(name, _)| !databases.contains_key(name));
        let alone = alone.filter_map(|(name, line)| Some((name, line?))).collect();
        let mut all = Vec::with_capacity(databases.len());
        for (name, mut found) in databases {
            found.compact(&name, &mut duplicates);
            found.tables.shrink_to_fit();
            all.push(Mentioned { name, whole: found.whole, tables: found.tables });
        }
        shorten(&mut duplicates.kept, 0);
        duplicates.kept.shrink_to_fit();
        Parsed { databases: all, alone, duplicates, not_taken, without_names, consulted }
    }
}

fn note(line: Line, through: Line, why: Why, text: &str) -> NotTaken {
    let end = text.char_indices().nth(EXCERPT_FROM).map_or(text.len(), |(at, _)| at);
    let first = text[..end].trim_start().lines().next().unwrap_or_default();
    NotTaken { line, through: through.max(line), why, excerpt: clean_excerpt(first, EXCERPT) }
}
