//! What a reading has found so far.

use std::collections::BTreeMap;

use super::{Duplicate, EXCERPT, KEPT_NOTES, Line, Mentioned, NotUnderstood, Notes, Parsed, Whole, WholeSaid, Why};
use crate::core::text::clean_excerpt;

/// More of a line than this is not looked at for an excerpt.
const EXCERPT_FROM: usize = 4 * EXCERPT;

/// What was found of one database.
#[derive(Debug, Default)]
struct Found {
    whole: Option<Whole>,
    tables: Vec<(Box<str>, Line)>,
    /// So many of them are sorted and stand once.
    sorted: usize,
}

/// Below this many names nothing is gained by looking for those that stand twice.
const FEW: usize = 4_096;

impl Found {
    /// Sorts the names and takes out those that stood before. Done whenever their number has doubled: a list that says the
    /// same again and again does not grow.
    fn compact(&mut self, database: &str, twice: &mut Notes<Duplicate>) {
        // Equal names keep the order of their lines, and names that come sorted cost next to nothing.
        self.tables.sort_by(|a, b| a.0.cmp(&b.0));
        let before = self.tables.len();
        self.tables.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                let table = Some(std::mem::take(&mut later.0));
                twice.kept.push(Duplicate { line: later.1, first: first.1, database: database.into(), table });
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
    databases: BTreeMap<Box<str>, Found>,
    duplicates: Notes<Duplicate>,
    not_understood: Notes<NotUnderstood>,
}

impl Gather {
    /// A table.
    pub fn table(&mut self, database: &str, table: &str, line: Line) {
        let found = self.databases.entry(database.into()).or_default();
        found.tables.push((table.into(), line));
        if found.tables.len() > 2 * found.sorted.max(FEW) {
            found.compact(database, &mut self.duplicates);
        }
    }

    /// A whole database.
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

    /// Lines that say nothing; `text` begins where they begin.
    pub fn note(&mut self, line: Line, through: Line, why: Why, text: &str) {
        self.not_understood.push(|| {
            let end = text.char_indices().nth(EXCERPT_FROM).map_or(text.len(), |(at, _)| at);
            let first = text[..end].trim_start().lines().next().unwrap_or_default();
            let excerpt = clean_excerpt(first, EXCERPT);
            NotUnderstood { line, through: through.max(line), why, excerpt }
        });
    }

    /// Sorts the names and finds those that stand twice.
    pub fn finish(self) -> Parsed {
        let Self { databases, mut duplicates, not_understood } = self;
        let mut all = Vec::with_capacity(databases.len());
        for (name, mut found) in databases {
            found.compact(&name, &mut duplicates);
            found.tables.shrink_to_fit();
            all.push(Mentioned { name, whole: found.whole, tables: found.tables });
        }
        shorten(&mut duplicates.kept, 0);
        duplicates.kept.shrink_to_fit();
        Parsed { databases: all, duplicates, not_understood }
    }
}
