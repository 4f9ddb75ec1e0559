//! The filter over databases and loaded tables: all typed words must occur in `database.table`, case ignored.

use super::Database;

/// What a filter lets through of one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Hidden,
    /// The database and, when open, all its tables: its own name matches.
    All,
    /// The database and these tables.
    Only(Vec<u32>),
}

const ALL: Shown = Shown::All;

/// The words and what they let through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    words: Vec<String>,
    shown: Vec<Shown>,
}

impl Filter {
    /// True if anything is filtered.
    pub fn is_on(&self) -> bool {
        !self.words.is_empty()
    }

    /// What is shown of database `d`.
    pub(super) fn shown(&self, d: usize) -> &Shown {
        if self.words.is_empty() { &ALL } else { self.shown.get(d).unwrap_or(&ALL) }
    }

    pub(super) fn set(&mut self, text: &str, databases: &[Database]) {
        self.words = text.split_whitespace().map(str::to_lowercase).collect();
        self.refresh(databases);
    }

    /// Recomputes after the lists have changed.
    pub(super) fn refresh(&mut self, databases: &[Database]) {
        self.shown = if self.is_on() { databases.iter().map(|d| self.of(d)).collect() } else { Vec::new() };
    }

    fn of(&self, database: &Database) -> Shown {
        let base = database.name.to_lowercase();
        // Words that the database's own name already contains need not be looked for in its tables.
        let open: Vec<&str> = self.words.iter().map(String::as_str).filter(|w| !base.contains(*w)).collect();
        if open.is_empty() {
            return Shown::All;
        }
        let mut text = format!("{base}.");
        let prefix = text.len();
        let mut hits = Vec::new();
        for (t, table) in database.tables().iter().enumerate() {
            text.truncate(prefix);
            if table.name.is_ascii() {
                text.push_str(&table.name);
                text[prefix..].make_ascii_lowercase();
            } else {
                text.push_str(&table.name.to_lowercase());
            }
            if open.iter().all(|w| text.contains(w)) {
                hits.push(t as u32);
            }
        }
        if hits.is_empty() { Shown::Hidden } else { Shown::Only(hits) }
    }
}
