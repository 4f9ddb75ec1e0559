//! The rows that show: those that have all words of the filter, and of which it is certain that no
//! unread row belongs above.

use tui_input::Input;

use crate::core::{
    base::{
        BackupId, OperationId, UtcTime,
        order::{COLUMNS, Value, name, number, text, time},
        text::{small, words},
        whole::Row as _,
    },
    operation::{
        backup::{BackupRow, made},
        history::{Covers, Done, History, Row, Service},
    },
};

/// The rows that are held at most.
pub const MOST: usize = 40_000;

#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub filter: Input,
    /// The place of the column that orders the rows; `None`: newest first.
    pub order: Option<usize>,
    all: History,
    /// The texts that the filter searches, once one is typed; emptied by each page.
    texts: Vec<String>,
    /// Places of the rows that show, in their order.
    shown: Vec<usize>,
    /// Bytes that the rows of the service take.
    weight: usize,
}

/// What tells a row apart from others, also after a page has joined the row with another.
pub type Key = (Option<OperationId>, Option<BackupId>);

fn key(row: Row<'_>) -> Key {
    (row.done().and_then(|done| done.operation), row.backup().cloned())
}

/// Returns what a row has in each column.
fn values(row: Row<'_>) -> [Value<'_>; COLUMNS] {
    [
        time(row.at()),
        text(row.instance_told()),
        name(row.name()),
        text(row.manual().map_or("", made)),
        text(row.covers().map_or("", Covers::word)),
        text(row.word()),
        number(row.took()),
        number(row.size_kb().map(|kb| kb as u64)),
        text(row.user()),
    ]
}

/// Returns the text that the filter searches.
fn searched(row: Row<'_>) -> String {
    let operation = row.done().and_then(|done| done.operation);
    let parts = [
        &*row.at().map_or_else(String::new, UtcTime::iso),
        row.name(),
        row.instance().unwrap_or_default(),
        row.backup().map_or("", |id| id.as_str()),
        operation.as_ref().map_or("", |id| id.as_str()),
    ];
    small(&[&parts[..], &values(row).map(|(_, text, _)| text)].concat().join(" "))
}

impl Rows {
    /// Forgets the rows; filter and order stay.
    pub fn restart(&mut self, service: Option<Service>) {
        let (filter, order) = (std::mem::take(&mut self.filter), self.order);
        *self = Self { filter, order, all: History::of(service), ..Self::default() };
    }

    pub fn add_done(&mut self, done: Vec<Done>) {
        self.all.record(done);
        self.texts.clear();
    }

    pub fn add_listed(&mut self, rows: Vec<BackupRow>) {
        self.weight += rows.iter().map(BackupRow::weight).sum::<usize>();
        self.all.list(rows);
        self.texts.clear();
    }

    /// Finds anew which rows show.
    pub fn look(&mut self, certain: impl Fn(Option<UtcTime>) -> bool) {
        let words = words(self.filter.value());
        if !words.is_empty() && self.texts.is_empty() {
            self.texts = self.all.rows().map(searched).collect();
        }
        let texts = &self.texts;
        let fits = |place: usize| words.iter().all(|word| texts[place].contains(word.as_str()));
        let rows = self.all.rows().enumerate();
        let shown = rows.filter(|(place, row)| certain(row.at()) && fits(*place));
        self.shown = shown.map(|(place, _)| place).collect();
        if let Some(column) = self.order {
            let order = |row| (values(row).get(column).copied(), small(row.name()), key(row));
            self.shown.sort_by_cached_key(|place| self.all.row(*place).map(order));
        }
    }

    /// Returns what tells the row of this place apart.
    pub fn key(&self, place: usize) -> Option<Key> {
        self.at(place).map(key)
    }

    /// Returns the place of a row among those that show.
    pub fn place(&self, wanted: &Key) -> Option<usize> {
        // Another service may have given the same ID to a backup of its own.
        let same = |row: Row<'_>| match wanted {
            (Some(operation), _) => row.done().and_then(|done| done.operation) == Some(*operation),
            (None, backup) => row.listed().is_some() && row.backup() == backup.as_ref(),
        };
        (0..self.len()).find(|place| self.at(*place).is_some_and(same))
    }

    /// Returns whether a listed backup may be of an operation without an ID.
    pub fn may_be_from_here(&self, row: Row<'_>) -> bool {
        self.all.may_be_from_here(row)
    }

    /// Returns whether a row has this name, whatever the case of its letters.
    pub fn has_name(&self, name: &str) -> bool {
        self.all.rows().any(|row| row.name().eq_ignore_ascii_case(name))
    }

    pub fn at(&self, place: usize) -> Option<Row<'_>> {
        self.shown.get(place).and_then(|row| self.all.row(*row))
    }

    /// Returns the number of rows that show.
    pub const fn len(&self) -> usize {
        self.shown.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns all rows that were read, the newest first.
    pub fn all(&self) -> impl Iterator<Item = Row<'_>> {
        self.all.rows()
    }

    /// Returns the number of all rows that were read.
    pub fn total(&self) -> usize {
        self.all.len()
    }

    pub const fn held(&self) -> usize {
        self.weight
    }
}
